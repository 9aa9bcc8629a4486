"""Nine Thousand Swallows: a flock that folds and parts over a dusk, each bird on its own stretch of one path."""

from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.demo.films.canvas import Field, Frame, as_bytes, bump, grain, ramp, smooth, soft_noise
from app.demo.films.shot import Shot

BIRDS = 9000
BODY = ((0, 0, 0.8), (1.0, 0, 0.5), (-0.5, 1.3, 0.6), (-0.5, -1.3, 0.6), (-1.0, 2.2, 0.34), (-1.0, -2.2, 0.34))
INK = np.array([44, 20, 52], np.float32)

DUSK = [
    (0.0, (92, 66, 112)),
    (0.34, (168, 92, 118)),
    (0.58, (234, 134, 96)),
    (0.78, (254, 192, 122)),
    (1.0, (255, 222, 160)),
]
EMBERS = [
    (0.0, (58, 42, 92)),
    (0.36, (122, 62, 108)),
    (0.62, (206, 92, 92)),
    (0.8, (246, 150, 96)),
    (1.0, (255, 190, 120)),
]
NIGHT = [(0.0, (16, 16, 44)), (0.4, (34, 28, 70)), (0.68, (74, 44, 92)), (0.86, (130, 68, 98)), (1.0, (178, 96, 96))]


@cache
def flock() -> tuple[Field, Field, Field, Field]:
    """For every bird: its place along the flock (0..1), two offsets from its middle, and a restless phase."""
    dice = np.random.default_rng(9)
    along = dice.beta(1.5, 1.5, BIRDS)
    wide, deep = dice.normal(0, 1, (2, BIRDS))
    return tuple(part.astype(np.float32) for part in (along, wide, deep, dice.random(BIRDS) * 6.28))  # type: ignore[return-value]


def course(clock: Field) -> tuple[Field, Field]:
    """The path the flock follows: x and y of the frame (0..1) for a time in seconds."""
    x = 0.5 + 0.26 * np.sin(clock * 0.42 + 0.4) + 0.1 * np.sin(clock * 0.93 + 2.1)
    y = 0.39 + 0.15 * np.sin(clock * 0.66 + 0.9) + 0.07 * np.sin(clock * 1.31)
    return x, y


def birds_at(seconds: float, share: float) -> tuple[Field, Field]:
    """x and y (0..1 of the frame) of every bird."""
    along, wide, deep, phase = flock()
    wave = along + 0.05 * np.sin(2 * np.pi * (along * 2.2 - seconds * 0.21))
    x, y = course(np.float32(seconds + 5.2) - wave * np.float32(4.6))
    spread = (0.025 + 0.06 * np.sin(np.pi * along) ** 1.4) * (0.75 + 0.35 * np.sin(seconds * 0.7 + along * 7))
    turn = np.float32(seconds * 0.5) + along * 5.2
    x = x + spread * (wide * np.cos(turn) + 0.35 * deep) + 0.006 * np.sin(phase + seconds * 2.1)
    y = y + spread * (wide * np.sin(turn) * 0.9 + 0.5 * deep) + 0.008 * np.cos(phase * 1.7 + seconds * 1.8)
    return gathered(*parted(x, y, seconds, share), share)


def parted(x: Field, y: Field, seconds: float, share: float) -> tuple[Field, Field]:
    """The turn of the film: a falcon goes through, and the flock opens round it."""
    fear = bump(share, 0.44, 0.56, 0.72)
    if fear == 0:
        return x, y
    falcon = falcon_at(share)
    away_x, away_y = x - falcon[0], (y - falcon[1]) * 0.56
    near = np.exp(-(away_x**2 + away_y**2) / 0.03) * np.float32(fear * 0.13)
    length = np.sqrt(away_x**2 + away_y**2) + 0.02
    return x + near * away_x / length, y + near * away_y / length * 1.6


def falcon_at(share: float) -> tuple[float, float]:
    """Where the falcon is: from the upper left, down through the middle, out to the right."""
    along = (share - 0.44) / 0.24
    return -0.1 + 1.3 * along, 0.1 + 0.75 * along - 0.5 * along * along


def gathered(x: Field, y: Field, share: float) -> tuple[Field, Field]:
    """The beginning and the end: birds come in from the sides, and fall into the trees."""
    along, wide, _, phase = flock()
    late = np.clip((along * 0.7 + phase / 20 - share * 4.5) * 1.4, 0, None)
    x = x + np.sign(wide) * late * 0.9
    y = y + late * 0.12
    home = np.clip((share - 0.72 - along * 0.12 - phase * 0.008) / 0.12, 0, 1) ** 1.6
    return x + (0.5 + wide * 0.13 - x) * home * 0.8, y + (0.96 - y) * home


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film: they come, they wheel, the falcon, and the trees at nightfall."""
    skies = [sky(shot.width, shot.height, number) for number in range(3)]
    for seconds, share in shot.moments():
        yield with_birds(evening(skies, share), seconds, share)


def still(width: int, height: int) -> Frame:
    """The flock in its widest fold."""
    return with_birds(evening([sky(width, height, 0), sky(width, height, 1)], 0.22), 17.7, 0.42)


def evening(skies: list[Image.Image], share: float) -> Frame:
    """The sky at a place 0..1 in the film: dusk, embers, night."""
    if share < 0.6 or len(skies) < 3:
        return np.array(Image.blend(skies[0], skies[1], smooth(share, 0.1, 0.6)))
    return np.array(Image.blend(skies[1], skies[2], smooth(share, 0.6, 0.96)))


def sky(width: int, height: int, number: int) -> Image.Image:
    """One of the three skies, with the low sun's glow and the dark line of trees."""
    tall = ramp((DUSK, EMBERS, NIGHT)[number], height)[:, None, :]
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    near_sun = np.exp(-(((across - 0.62) / 0.34) ** 2) - (((down - 0.86) / 0.3) ** 2))[:, :, None]
    glow = near_sun * np.array([0.16, 0.11, 0.05], np.float32) * (1.0, 0.9, 0.35)[number]
    frame = as_bytes(tall + glow + grain(height, width) * 1.6)
    frame[down > treeline(width)] = ((40, 18, 40), (26, 13, 34), (9, 8, 22))[number]
    return Image.fromarray(frame)


def treeline(width: int) -> Field:
    """Height of the trees for each column, as a share of the frame counted from above, (1, width)."""
    hills = soft_noise(4, 5, width) * 0.09 + soft_noise(8, 23, width) * 0.02
    leaves = soft_noise(15, 90, width) * 0.014 + soft_noise(16, 260, width) * 0.007
    return (0.945 - hills - leaves)[None, :]


def with_birds(frame: Frame, seconds: float, share: float) -> Frame:
    """The frame with every bird that is above the trees, each a small dash along its flight."""
    height, width = frame.shape[:2]
    x, y = birds_at(seconds, share)
    ahead_x, ahead_y = birds_at(seconds + 0.06, share)
    weights = dashes(x, y, ahead_x - x, ahead_y - y, (width, height))
    touched = np.flatnonzero(weights)
    flat = frame.reshape(-1, 3)
    dark = np.minimum(weights[touched], 1)[:, None]
    flat[touched] = (flat[touched] * (1 - dark) + INK * (0.8 - 0.55 * smooth(share, 0.6, 0.96)) * dark).astype(np.uint8)
    return frame


def dashes(x: Field, y: Field, step_x: Field, step_y: Field, size: tuple[int, int]) -> Field:
    """How dark each pixel becomes (0.. more), flat: body along the flight, wings across it, beating."""
    width, height = size
    ratio = np.float32(width / height)
    speed = np.sqrt((step_x * ratio) ** 2 + step_y**2) + 1e-5
    ux, uy = step_x * ratio / speed, step_y / speed
    beat = np.sin(flock()[3] * 9 + x * 60)
    reach, thick = np.float32(height / 540), max(1, round(height / 540))
    at, weights = [], []
    for (forward, side, weight), shift in product(BODY, product(range(thick), repeat=2)):
        column = x * width + (ux * forward - uy * side * beat) * reach + shift[0]
        row = y * height + (uy * forward + ux * side * beat) * reach + shift[1]
        at.append(pixels_under(column, row, size))
        weights.append(np.full(len(at[-1]), weight))
    return np.bincount(np.concatenate(at), np.concatenate(weights), minlength=width * height).astype(np.float32)


def pixels_under(column: Field, row: Field, size: tuple[int, int]) -> NDArray[np.int32]:
    """The flat place of the pixel under each point that is in the frame and above the trees."""
    width, height = size
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    across, down = column[inside].astype(np.int32), row[inside].astype(np.int32)
    above = down < treetops(size)[across]
    return down[above] * width + across[above]


@cache
def treetops(size: tuple[int, int]) -> Field:
    """The row at which the trees begin, for each column."""
    return treeline(size[0])[0] * size[1]
