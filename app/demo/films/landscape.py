"""The Aurora Keeper's country: sky and stars, three ridges, the lake, the lit house, its pole and the mast."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.demo.films.canvas import Field, Frame, axes, grain, ramp, soft_noise

Stars = tuple[NDArray[np.int32], NDArray[np.int32], Field, Field]
SHORE = 0.842
SKY = ((0.0, (7, 6, 26)), (0.4, (11, 14, 46)), (0.72, (20, 36, 78)), (1.0, (32, 62, 104)))
RIDGES = ((21, 0.665, 0.085, (17, 29, 64), 4), (33, 0.735, 0.06, (11, 17, 42), 6), (47, 0.8, 0.04, (5, 6, 19), 9))
WARM = np.array([1.0, 0.52, 0.16], np.float32)


@dataclass(frozen=True)
class Place:
    """What stays still in one episode: sky, hills and their mask, the house's glow, the stars. Sizes in pixels."""

    width: int
    height: int
    water: int
    sky: Field
    hills: Field
    open_sky: Field
    glow: Field
    streak: Field
    stars: Stars


@cache
def place(width: int, height: int, house_x: float) -> Place:
    """The place at a size; `house_x` says where the house stands, 0..1."""
    x, y = axes(width, height)
    water = round(SHORE * height)
    sky = ramp(SKY, height)[:water, None, :] + grain(water, width) * 2
    hills, free = ridges(x, y[:water], house_x)
    glow, streak = lamp_glow(x, y[:water], house_x), lamp_streak(x, height - water, house_x)
    return Place(width, height, water, sky, hills, free, glow, streak, stars(width, water))


def ridges(x: Field, y: Field, house_x: float) -> tuple[Field, Field]:
    """Colour of the hills and how much sky is seen (0..1), with the house's headland as the nearest."""
    colour = np.zeros((y.shape[0], x.shape[1], 3), np.float32)
    free = np.ones((y.shape[0], x.shape[1], 1), np.float32)
    for seed, top, swing, paint, knots in RIDGES:
        edge = top + swing * (0.5 - soft_noise(seed, knots, x.shape[1])) * 1.6
        edge = edge - 0.012 * soft_noise(seed + 1, knots * 9, x.shape[1])
        if paint is RIDGES[-1][3]:
            edge = edge - headland(x[0], house_x)
        cover = np.clip((y - edge[None, :]) * y.shape[0] / SHORE + 0.5, 0, 1)[:, :, None]
        mist = 1 + np.clip((y - edge[None, :]) * 5, 0, 0.7)[:, :, None]
        colour = colour * (1 - cover) + np.array(paint, np.float32) / 255 * cover * (mist if top < 0.79 else 1)
        free = free * (1 - cover)
    return colour, free


def headland(x: Field, house_x: float) -> Field:
    """How much the shore rises under the house."""
    return 0.006 * np.exp(-(((x - house_x) / 0.2) ** 2))


def lamp_glow(x: Field, y: Field, house_x: float) -> Field:
    """The warm light round the house: a small bright heart and a wide halo, (rows, width, 3)."""
    ratio = np.float32(16 / 9)
    away = ((x - house_x) * ratio) ** 2 + (y - 0.79) ** 2
    level = 0.62 * np.exp(-away / 0.006) + 0.3 * np.exp(-away / 0.03) + 0.05 * np.exp(-away / 0.12)
    return level[:, :, None] * WARM


def lamp_streak(x: Field, rows: int, house_x: float) -> Field:
    """The window's path on the water, (rows, width, 3)."""
    down = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    width = 0.008 + 0.02 * down
    path = np.exp(-(((x - house_x) / width) ** 2)) * 0.85 * np.exp(-down * 2.6)
    return path[:, :, None] * WARM


def stars(width: int, water: int) -> Stars:
    """Rows, columns, brightness and phase of the stars."""
    dice = np.random.default_rng(77)
    rows = (dice.random(240) ** 1.3 * water * 0.74).astype(np.int32)
    columns = (dice.random(240) * width).astype(np.int32)
    return rows, columns, (dice.random(240) ** 3).astype(np.float32), (dice.random(240) * 6.28).astype(np.float32)


def composed(here: Place, light: Field, seconds: float, lamp: float, starlight: float = 1.0) -> Field:
    """Sky, aurora, stars, hills, glow and the lake, (height, width, 3), before it is made into bytes."""
    rows, columns, strength, phase = here.stars
    above = here.sky + light
    above[rows, columns] += (strength * (0.7 + 0.3 * np.sin(seconds * 2.2 + phase)) * (0.8 * starlight))[:, None]
    above *= here.open_sky
    above += here.hills
    above += light[::4, ::8].mean(axis=(0, 1)) * 0.14 * (1 - here.open_sky)
    above += here.glow * np.float32(lamp)
    return np.concatenate([above, mirrored(here, above, seconds, lamp)])


def mirrored(here: Place, above: Field, seconds: float, lamp: float) -> Field:
    """The lake: what stands above it upside down, squeezed, dimmed, and shaken by small waves."""
    depth = np.arange(here.height - here.water, dtype=np.float32)
    share = depth / max(1, len(depth))
    wobble = np.sin(depth * 2.1 + seconds * 2.6) * (0.5 + share * here.height / 150)
    rows = here.water - 1 - depth * 3.4 + wobble
    shift = np.sin(depth * 1.3 - seconds * 1.9) * share * here.width / 320
    columns = np.clip(np.arange(here.width)[None, :] + shift[:, None], 0, here.width - 1).astype(np.int32)
    seen = above[np.clip(rows, 0, here.water - 1).astype(np.int32)[:, None], columns]
    seen = seen * (0.62 - 0.34 * share)[:, None, None] + np.array([0.004, 0.008, 0.022], np.float32)
    bands = np.clip(np.sin(share * 34 - seconds * 1.6 + np.sin(seconds + share * 9)), 0, 1) * lamp
    return seen + here.streak * bands.astype(np.float32)[:, None, None]


def developed(light: Field) -> Frame:
    """Sums of light as bytes, bright parts rolled off towards white."""
    return (255 * (1 - np.exp(light * np.float32(-1.28)))).astype(np.uint8)


@cache
def house(width: int, height: int, x: float, size: float) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """The house and its pole as a mask (white = dark shape), and the window's box (left, top, right, bottom)."""
    fine = 3
    mask = Image.new("L", (width * fine, height * fine))
    pen, unit = ImageDraw.Draw(mask), size * height * fine
    left, base = x * width * fine - unit / 2, (SHORE - 0.004) * height * fine
    walls(pen, left, base, unit)
    pole(pen, left - unit * 0.46, base, unit)
    window = window_box(left / fine, base / fine, unit / fine)
    return mask.resize((width, height), Image.Resampling.LANCZOS), window


def walls(pen: ImageDraw.ImageDraw, left: float, base: float, unit: float) -> None:
    """The house's own outline: walls, roof with eaves, chimney."""
    eaves, ridge = base - unit * 0.5, base - unit * 0.94
    pen.rectangle((left, eaves, left + unit, base + unit * 0.05), fill=255)
    pen.polygon(((left - unit * 0.1, eaves), (left + unit * 0.5, ridge), (left + unit * 1.1, eaves)), fill=255)
    pen.rectangle((left + unit * 0.7, ridge - unit * 0.07, left + unit * 0.82, eaves), fill=255)


def pole(pen: ImageDraw.ImageDraw, x: float, base: float, unit: float) -> None:
    """The telegraph pole: a post, three arms, two stays."""
    top, thick = base - unit * 1.55, unit * 0.02
    pen.rectangle((x - thick, top, x + thick, base), fill=255)
    for drop, reach in ((0.06, 0.1), (0.19, 0.15), (0.32, 0.1)):
        row = top + unit * drop
        pen.rectangle((x - unit * reach, row - thick * 0.7, x + unit * reach, row + thick * 0.7), fill=255)
    for foot in (-0.44, 0.4):
        pen.line((x, top + unit * 0.1, x + unit * foot, base), fill=190, width=max(1, round(thick * 0.5)))


def window_box(left: float, base: float, unit: float) -> tuple[int, int, int, int]:
    """The window in whole pixels."""
    return (
        round(left + unit * 0.31),
        round(base - unit * 0.36),
        round(left + unit * 0.62),
        round(base - unit * 0.12),
    )


@cache
def mast(width: int, height: int, x: float, top: float) -> Image.Image:
    """The radio mast as a mask: two legs that lean together, lattice between them, stays to the shore."""
    fine = 3
    mask = Image.new("L", (width * fine, height * fine))
    pen = ImageDraw.Draw(mask)
    tall, wide = height * fine, width * fine
    steps = np.linspace(SHORE, top, 19)
    spread = [0.028 - 0.022 * (SHORE - row) / (SHORE - top) for row in steps]
    left = [((x - reach / 2) * wide, row * tall) for row, reach in zip(steps, spread, strict=True)]
    right = [((x + reach / 2) * wide, row * tall) for row, reach in zip(steps, spread, strict=True)]
    thick = max(1, round(tall / 250))
    pen.line(left, fill=255, width=thick)
    pen.line(right, fill=255, width=thick)
    for low, high, near, far in zip(left, left[1:], right, right[1:], strict=False):
        pen.line((*low, *far), fill=225, width=max(1, thick // 2))
        pen.line((*near, *high), fill=225, width=max(1, thick // 2))
    stay(pen, (x * wide, (top + 0.08) * tall), wide, tall)
    return mask.resize((width, height), Image.Resampling.LANCZOS)


def stay(pen: ImageDraw.ImageDraw, head: tuple[float, float], wide: int, tall: int) -> None:
    """The wires that hold the mast, and the rod on its top."""
    for foot in (-0.17, 0.19, -0.09):
        pen.line((*head, head[0] + foot * wide, (SHORE - 0.003) * tall), fill=150, width=max(1, tall // 900))
    pen.line((head[0], head[1], head[0], head[1] - 0.12 * tall), fill=255, width=max(1, tall // 400))


def stood(frame: Frame, mask: Image.Image, colour: tuple[int, int, int] = (6, 5, 14)) -> Frame:
    """The frame with a dark shape standing in it."""
    picture = Image.fromarray(frame)
    box = mask.getbbox() or (0, 0, 1, 1)
    picture.paste(colour, box, mask.crop(box))
    return np.array(picture)


def lit_window(frame: Frame, box: tuple[int, int, int, int], lamp: float) -> None:
    """Light the window in place; `lamp` from 0 to 1."""
    left, top, right, bottom = box
    warm = np.linspace([255, 214, 112], [246, 178, 74], max(1, bottom - top))[:, None, :]
    frame[top:bottom, left:right] = (warm * lamp + np.array([14, 11, 22]) * (1 - lamp)).astype(np.uint8)
    middle = (left + right) // 2
    frame[top:bottom, middle : middle + max(1, (right - left) // 12)] = (20, 12, 18)
