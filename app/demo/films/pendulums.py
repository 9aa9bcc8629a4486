"""Pendulum Season: fifteen weights, each swinging once more than its neighbour before they all come home together."""

from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.films.canvas import Frame, axes, ramp, smooth
from app.demo.films.shot import Shot

SECONDS = 20.0
LET_GO, HOME = 1.5, 16.5
BOBS, FEWEST_SWINGS = 15, 7
FINE = 2
TRAIL = 9
HUES = ramp(
    [
        (0.0, (246, 178, 70)),
        (0.3, (226, 98, 74)),
        (0.55, (172, 52, 98)),
        (0.78, (86, 66, 148)),
        (1.0, (40, 104, 156)),
    ],
    BOBS,
)


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film."""
    for _, share in shot.moments():
        yield row_of_bobs(shot.width, shot.height, share * SECONDS)


def still(width: int, height: int) -> Frame:
    """Three waves at once."""
    return row_of_bobs(width, height, 5.45)


def swing(seconds: float) -> np.ndarray:
    """How far each bob is from the rail, -1 to 1."""
    turns = (seconds - LET_GO) / (HOME - LET_GO) * (FEWEST_SWINGS + np.arange(BOBS))
    away = np.cos(2 * np.pi * turns) if seconds > LET_GO else np.ones(BOBS)
    drawn_back, rest = smooth(seconds, 0.0, 1.2), 1 - 0.75 * smooth(seconds, HOME, SECONDS)
    return np.asarray(away * (0.25 + 0.75 * drawn_back) * rest)


def row_of_bobs(width: int, height: int, seconds: float) -> Frame:
    """One frame, seen from above: drawn at twice its size and reduced."""
    picture = paper(width * FINE, height * FINE).copy()
    for back in range(TRAIL, 0, -1):
        trail(picture, swing(max(0.0, seconds - back * 0.035)), 1 - back / (TRAIL + 1))
    now = swing(seconds)
    threads(picture, now)
    for number in range(BOBS):
        bob(picture, number, float(now[number]))
    return np.asarray(picture.reduce(FINE))


def place(picture: Image.Image, number: int, away: float) -> tuple[float, float, float]:
    """Where a bob is and how large, in pixels; the near side of the swing is nearer to us."""
    width, height = picture.size
    x = width * (0.5 + (number - (BOBS - 1) / 2) * 0.0545 * (1 + 0.05 * away))
    return x, height * (0.49 + 0.3 * away), min(width * 0.021, height * 0.038) * (1 + 0.16 * away)


def trail(picture: Image.Image, away: np.ndarray, fresh: float) -> None:
    """Where the bobs were a moment ago, paler the longer ago, in place."""
    pen = ImageDraw.Draw(picture)
    for number in range(BOBS):
        x, y, reach = place(picture, number, float(away[number]))
        pale = HUES[number] * (0.16 + 0.2 * fresh) + np.array([0.95, 0.9, 0.82]) * (0.84 - 0.2 * fresh)
        size = reach * (0.35 + 0.45 * fresh)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=tuple((pale * 255).astype(int)))


def threads(picture: Image.Image, away: np.ndarray) -> None:
    """Each bob's thread from the rail, and the rail, in place."""
    pen = ImageDraw.Draw(picture)
    width, height = picture.size
    for number in range(BOBS):
        x, y, _ = place(picture, number, float(away[number]))
        top, _, _ = place(picture, number, 0.0)
        pen.line((top, height * 0.49, x, y), fill=(122, 98, 96), width=max(1, height // 360))
    thick = height * 0.007
    pen.rectangle((width * 0.08, height * 0.49 - thick, width * 0.92, height * 0.49 + thick), fill=(70, 44, 52))


def bob(picture: Image.Image, number: int, away: float) -> None:
    """One bob and its shadow on the paper, in place."""
    x, y, reach = place(picture, number, away)
    ball, shade = ball_of(number, round(reach)), shadow(round(reach))
    picture.paste((92, 64, 66), (round(x - reach * 1.1), round(y - reach * 0.3)), shade)
    picture.paste(ball, (round(x - reach), round(y - reach)), ball.getchannel("A"))


@cache
def ball_of(number: int, reach: int) -> Image.Image:
    """A glazed ball, lit from the upper left."""
    side = max(4, reach * 2)
    across = (np.arange(side) + 0.5) / side * 2 - 1
    x, y = across[None, :], across[:, None]
    deep = np.sqrt(np.clip(1 - x**2 - y**2, 0, 1))
    light = np.clip(-0.5 * x - 0.6 * y + 0.62 * deep, 0, 1)
    glint = np.clip(light - 0.86, 0, 1) * 5.5
    colour = HUES[number] * (0.42 + 0.72 * light)[:, :, None] + (glint * 0.6)[:, :, None]
    cover = np.clip((1 - np.sqrt(x**2 + y**2)) * side / 2, 0, 1)
    return Image.fromarray((np.clip(np.dstack([colour, cover]), 0, 1) * 255).astype(np.uint8), "RGBA")


@cache
def shadow(reach: int) -> Image.Image:
    """A soft round shadow as a mask."""
    side = max(8, round(reach * 3.2))
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((side * 0.2, side * 0.2, side * 0.8, side * 0.8), fill=96)
    return mask.filter(ImageFilter.GaussianBlur(side * 0.07))


@lru_cache(maxsize=1)
def paper(width: int, height: int) -> Image.Image:
    """The table: cream, a little darker towards its edges."""
    x, y = axes(width, height)
    far = ((x - 0.46) / 0.75) ** 2 + ((y - 0.42) / 0.8) ** 2
    grain = np.random.default_rng(2).normal(0, 0.006, (height, width)).astype(np.float32)
    level = (1.0 - 0.2 * far + grain)[:, :, None]
    return Image.fromarray((np.clip(level * np.array([0.985, 0.94, 0.865]), 0, 1) * 255).astype(np.uint8))
