"""Pictures that somebody sent: looked at before a pixel is decoded, turned upright, and made plain pixels."""

from __future__ import annotations

import os
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

LARGEST_PIXELS = 40_000_000
LARGEST_BYTES = 20 * 1024 * 1024
SMALLEST_SIDE = 32
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF")
QUALITY = 82


class PictureRefused(ValueError):
    """What was sent cannot be used as a picture; the message is a sentence for whoever sent it."""


def decode(stream: BinaryIO) -> Image.Image:
    """The picture, upright, in RGB or RGBA. Raises PictureRefused."""
    stream.seek(0, os.SEEK_END)
    if stream.tell() > LARGEST_BYTES:
        raise PictureRefused("The picture is larger than 20 MB. Send a smaller one.")
    stream.seek(0)
    try:
        with Image.open(stream, formats=FORMATS) as source:
            _check_size(source.size)
            upright = ImageOps.exif_transpose(source)
            return upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
    except PictureRefused:
        raise
    except Image.DecompressionBombError as error:  # Pillow looks at the header too, before us when it is very large
        raise PictureRefused("The picture has far too many pixels; at most 40 million are taken.") from error
    except Exception as error:  # Pillow's decoders raise whatever they meet in a broken file
        raise PictureRefused("That is no picture we can read. Send a JPEG, PNG or WebP.") from error


def square(picture: Image.Image, side: int) -> bytes:
    """Its middle as a square WebP of so many pixels each way, without EXIF, profiles or comments."""
    fitted = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    fitted.info.clear()
    out = BytesIO()
    fitted.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


def _check_size(size: tuple[int, int]) -> None:
    """By the header, before a pixel is decoded: a small file may unfold into gigabytes."""
    if size[0] * size[1] > LARGEST_PIXELS:
        raise PictureRefused(f"The picture has {size[0]} × {size[1]} pixels; at most 40 million are taken.")
    if min(size) < SMALLEST_SIDE:
        raise PictureRefused(f"The picture has only {size[0]} × {size[1]} pixels; at least 32 each way are needed.")
