"""Words on the picture: the name at the start, the last card at the end."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.demo.films.canvas import Field, Frame, smooth

FACE = Path(__file__).with_name("marquee.ttf")
Colour = tuple[int, int, int]
CREAM, AMBER = (250, 240, 220), (248, 187, 84)
CURTAIN = np.array([22, 12, 24], np.float32)
TITLE_IN, TITLE_OUT, LAST_CARD = 0.7, 4.4, 3.0


@dataclass(frozen=True)
class Words:
    """What the cards say: the name, the makers (the first line also stands over the name), how low the name stands."""

    name: str
    lines: tuple[str, ...]
    title_at: float = 0.9


def carded(frame: Frame, seconds: float, length: float, words: Words) -> Frame:
    """The frame with whatever stands on it at `seconds` of a film of `length` seconds."""
    opening = smooth(seconds, TITLE_IN, TITLE_IN + 0.9) * (1 - smooth(seconds, TITLE_OUT - 0.9, TITLE_OUT))
    closing = smooth(seconds, length - LAST_CARD, length - LAST_CARD + 0.9)
    if opening > 0 and seconds < length - LAST_CARD:
        return blended(frame, title_card(frame.shape[1], frame.shape[0], words), opening)
    if closing > 0:
        dark = (frame * (1 - 0.93 * closing) + CURTAIN * (0.93 * closing)).astype(np.uint8)
        return blended(dark, last_card(frame.shape[1], frame.shape[0], words), closing)
    return frame


def blended(frame: Frame, card: tuple[Field, Frame, tuple[int, int]], share: float) -> Frame:
    """The frame with a card laid over the part that it covers."""
    cover, colours, (top, left) = card
    frame = frame.copy()
    part = frame[top : top + cover.shape[0], left : left + cover.shape[1]]
    weight = cover * np.float32(share)
    part[:] = (part * (1 - weight) + colours * weight).astype(np.uint8)
    return frame


@cache
def face(size: int) -> ImageFont.FreeTypeFont:
    """The marquee letters at a size in pixels."""
    return ImageFont.truetype(str(FACE), max(6, size))


@cache
def title_card(width: int, height: int, words: Words) -> tuple[Field, Frame, tuple[int, int]]:
    """The name on the left, with one line above it."""
    card = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen, left = ImageDraw.Draw(card), round(width * 0.06)
    rows = broken(words.name, face(height // 6), round(width * 0.8))
    base = round(height * words.title_at)
    for number, row in enumerate(reversed(rows)):
        written(pen, (left, base - number * round(height * 0.15)), row, height // 6, CREAM)
    written(pen, (left, base - len(rows) * round(height * 0.15) - height // 40), words.lines[0], height // 22, AMBER)
    return cut(card)


@cache
def last_card(width: int, height: int, words: Words) -> tuple[Field, Frame, tuple[int, int]]:
    """The name in the middle, the makers under it, three bulbs above."""
    card = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(card)
    bulbs(pen, width / 2, height * 0.3, height / 90)
    written(pen, (width // 2, round(height * 0.5)), words.name, height // 10, CREAM, "ms")
    for number, line in enumerate(words.lines):
        written(pen, (width // 2, round(height * (0.6 + 0.06 * number))), line, height // 24, (214, 196, 178), "ms")
    return cut(card)


def bulbs(pen: ImageDraw.ImageDraw, x: float, y: float, reach: float) -> None:
    """Three lit bulbs in a row."""
    for step in (-1, 0, 1):
        middle = x + step * reach * 3.6
        pen.ellipse((middle - reach, y - reach, middle + reach, y + reach), fill=(*AMBER, 255))


def written(
    pen: ImageDraw.ImageDraw, at: tuple[int, int], line: str, size: int, colour: Colour, anchor: str = "ls"
) -> None:
    """A line with a soft dark edge, so that it holds on a bright picture."""
    edge = max(1, size // 28)
    font, shade = face(size), (14, 8, 20, 90)
    pen.text(at, line, font=font, fill=(*colour, 255), anchor=anchor, stroke_width=edge, stroke_fill=shade)
    pen.text(at, line, font=font, fill=(*colour, 255), anchor=anchor)


def broken(line: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A line in rows no wider than `width`."""
    rows: list[str] = []
    for word in line.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and font.getlength(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def cut(card: Image.Image) -> tuple[Field, Frame, tuple[int, int]]:
    """The card's inked part: cover 0..1 (h, w, 1), colours (h, w, 3), and where its corner lies (row, column)."""
    left, top, right, bottom = card.getbbox() or (0, 0, 1, 1)
    pixels = np.asarray(card.crop((left, top, right, bottom)))
    return (pixels[:, :, 3:] / np.float32(255)).astype(np.float32), pixels[:, :, :3], (top, left)
