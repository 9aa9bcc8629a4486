"""Colours, noise and sizes that every picture shares. Frames are (height, width, 3) uint8 in sRGB."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Frame = NDArray[np.uint8]
Field = NDArray[np.floating[Any]]
Stop = tuple[float, tuple[int, int, int]]


def smooth(value: float, start: float, end: float) -> float:
    """0 before `start`, 1 after `end`, an S-curve between them."""
    share = min(1.0, max(0.0, (value - start) / (end - start)))
    return share * share * (3 - 2 * share)


def bump(value: float, start: float, peak: float, end: float) -> float:
    """0 outside `start`..`end`, 1 at `peak`, smooth on both sides."""
    return smooth(value, start, peak) * (1 - smooth(value, peak, end))


def ramp(stops: Sequence[Stop], steps: int = 256) -> Field:
    """A (steps, 3) table of colours from 0 to 1, straight lines between stops (place 0..1, RGB 0..255)."""
    places = [place for place, _ in stops]
    at = np.linspace(0, 1, steps)
    channels = [np.interp(at, places, [colour[part] for _, colour in stops]) for part in range(3)]
    return (np.stack(channels, axis=1) / 255).astype(np.float32)


def tinted(level: Field, table: Frame) -> Frame:
    """Colours for a field of levels 0..1, through a (256, 3) uint8 table (Pillow's palette: 4x numpy's indexing)."""
    picture = Image.fromarray(np.clip(level * 255, 0, 255).astype(np.uint8))
    picture.putpalette(table.tobytes())
    return np.asarray(picture.convert("RGB"))


def as_bytes(table: Field) -> Frame:
    """Colours 0..1 as bytes."""
    return np.clip(table * 255 + 0.5, 0, 255).astype(np.uint8)


def enlarged(frame: Frame, width: int, height: int) -> Frame:
    """The frame at another size, bicubic."""
    if frame.shape[:2] == (height, width):
        return frame
    return np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BICUBIC))


def grain(height: int, width: int, seed: int = 5) -> Field:
    """Fixed noise of half a grey level either way: it keeps dark gradients from banding."""
    noise = np.random.default_rng(seed).random((height, width, 1), dtype=np.float32)
    return (noise - 0.5) / 255


def axes(width: int, height: int) -> tuple[Field, Field]:
    """Pixel centres from 0 to 1: x as (1, width), y as (height, 1)."""
    across = (np.arange(width, dtype=np.float32) + 0.5) / width
    down = (np.arange(height, dtype=np.float32) + 0.5) / height
    return across[None, :], down[:, None]


def soft_noise(seed: int, knots: int, length: int) -> Field:
    """Smooth noise 0..1 along a line that closes on itself: `knots` random values, cosine between them."""
    values = np.random.default_rng(seed).random(knots)
    at = np.arange(length) / length * knots
    left = at.astype(int)
    blend = (1 - np.cos((at - left) * np.pi)) / 2
    return (values[left] * (1 - blend) + values[(left + 1) % knots] * blend).astype(np.float32)


def clouds(seed: int, width: int, height: int, across: int, down: int) -> Field:
    """Soft noise 0..1 over a plane, its largest shapes 1/across by 1/down of it."""
    dice = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    for octave in range(3):
        coarse = dice.random((down << octave, across << octave), dtype=np.float32)
        layer = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
        total += np.asarray(layer) / (1 << octave)
    return np.clip(total / 1.75, 0, 1)
