"""Snowblind Radio: a mast on a white plain, a round plate under the sky, and every flake that lands on it a note."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.films.canvas import Field, Frame, axes, clouds, enlarged, ramp, smooth, soft_noise
from app.demo.films.shot import Shot

SECONDS = 19.0
FLAKES, NEAR = 2600, 46
PLATE = (0.5, 0.86, 0.34, 0.075)  # middle, and reach across and down, of the height
FALL_S = 2.4
Box = tuple[slice, slice]
SKY = ((0.0, (92, 116, 150)), (0.45, (150, 172, 194)), (0.68, (206, 216, 222)), (1.0, (226, 230, 230)))
COPPER, WHITE = np.array([0.66, 0.36, 0.22], np.float32), np.array([0.95, 0.97, 1.0], np.float32)


@dataclass(frozen=True)
class Note:
    """A flake that lands on the plate: when (0..1 of the film), and where (-1 to 1, left to right, far to near)."""

    share: float
    x: float
    y: float


@cache
def notes() -> tuple[Note, ...]:
    """Every landing, in order: single ones, then more and more, until the plate is full."""
    dice = np.random.default_rng(13)
    first = [(0.1, -0.55, 0.1), (0.17, 0.4, -0.3), (0.24, -0.1, 0.5), (0.3, 0.66, 0.2)]
    times = np.sort(0.34 + 0.54 * dice.beta(2.0, 1.3, 58))
    more = []
    for share in times:
        angle, far = dice.random() * 2 * np.pi, dice.random() ** 0.5 * 0.88
        more.append((float(share), float(far * np.cos(angle)), float(far * np.sin(angle))))
    return tuple(Note(*one) for one in (*first, *more))


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film, the plain at half its size and the flakes at full size."""
    for _, share in shot.moments():
        yield plain(shot.width, shot.height, share)


def still(width: int, height: int) -> Frame:
    """Half way: rings on the plate, and it snows harder."""
    return plain(width, height, 0.56)


def plain(width: int, height: int, share: float) -> Frame:
    """One frame."""
    seconds = share * SECONDS
    thick = smooth(share, 0.0, 0.75)
    frame = enlarged(ground(width, height, share), width, height).copy()
    driven(frame, seconds, 0.25 + 0.75 * thick)
    falling(frame, share)
    picture = Image.fromarray(frame)
    close_flakes(picture, seconds, thick)
    return np.asarray(picture)


def ground(width: int, height: int, share: float) -> Frame:
    """Sky, plain, mast and plate, with the rings of the last notes on the plate and the snow that stays on it."""
    small_width, small_height = Shot(width, height).reduced(1.5)
    seen = country(small_width, small_height).copy()
    box, cover, x, y = plate(small_width, small_height)
    landed = sum(note.share <= share for note in notes())
    rings = ringing(x, y, share)
    shine = 0.75 + 0.3 * np.clip(0.3 - 0.5 * x - 0.6 * y, 0, 1) + 0.55 * rings
    copper = COPPER * shine[:, :, None]
    copper += (WHITE * 0.97 - copper) * np.clip(snowed(small_width, small_height, landed), 0, 1)[:, :, None]
    seen[box] += (copper - seen[box]) * cover[:, :, None]
    seen += (WHITE - seen) * np.float32(0.1 * smooth(share, 0.0, 0.75) + 0.75 * smooth(share, 0.84, 1.0))
    return (np.clip(seen, 0, 1) * 255).astype(np.uint8)


def ringing(x: Field, y: Field, share: float) -> Field:
    """The rings of the last landings, and the flash where each fell."""
    rings = np.zeros_like(x)
    for note in notes():
        age = (share - note.share) * SECONDS
        if 0 <= age < 2.2:
            away = np.hypot(x - note.x, y - note.y)
            wave = np.sin((away - age * 0.75) * 26) * np.exp(-(((away - age * 0.75) / 0.16) ** 2))
            rings += wave * np.exp(-age * 1.5) + 1.3 * np.exp(-((away / 0.07) ** 2)) * np.exp(-age * 5)
    return rings


@lru_cache(maxsize=64)
def snowed(width: int, height: int, landed: int) -> Field:
    """How deep the snow lies on the plate after so many landings."""
    _, _, x, y = plate(width, height)
    if landed == 0:
        return np.zeros_like(x)
    note = notes()[landed - 1]
    away = np.hypot(x - note.x, y - note.y)
    return np.asarray(snowed(width, height, landed - 1) + np.exp(-((away / 0.17) ** 2)) * 0.5)


@lru_cache(maxsize=2)
def plate(width: int, height: int) -> tuple[Box, Field, Field, Field]:
    """The plate's part of the picture, how much of it the plate covers, and places on it, -1 to 1."""
    across, down = axes(width, height)
    ratio = np.float32(width / height)
    x, y = (across - PLATE[0]) * ratio / PLATE[2], (down - PLATE[1]) / PLATE[3]
    columns, rows = np.flatnonzero(np.abs(x[0]) < 1.05), np.flatnonzero(np.abs(y[:, 0]) < 1.05)
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    shape = (len(rows), len(columns))
    x, y = np.broadcast_to(x[:, box[1]], shape), np.broadcast_to(y[box[0]], shape)
    cover = np.clip((1 - np.hypot(x, y)) * PLATE[3] * height + 0.5, 0, 1)
    return box, cover.astype(np.float32), x, y


@lru_cache(maxsize=1)
def country(width: int, height: int) -> Field:
    """The still picture (height, width, 3), without the plate."""
    across, down = axes(width, height)
    picture = np.repeat(ramp(SKY, height)[:, None, :], width, axis=1)
    far = 0.6 - 0.05 * soft_noise(3, 5, width) - 0.012 * soft_noise(5, 40, width)
    near = 0.7 - 0.05 * soft_noise(8, 4, width)
    for edge, colour in ((far, (0.66, 0.74, 0.81)), (near, (0.87, 0.9, 0.92))):
        cover = np.clip((down - edge[None, :]) * height + 0.5, 0, 1)[:, :, None]
        shade = 1 - 0.1 * np.clip((down - edge[None, :]) * 3, 0, 1) + 0.05 * clouds(21, width, height, 7, 14)
        picture = picture * (1 - cover) + np.array(colour, np.float32) * shade[:, :, None] * cover
    picture = with_mast(picture, width, height)
    ratio = np.float32(width / height)
    x, y = (across - PLATE[0]) * ratio / PLATE[2], (down - PLATE[1]) / PLATE[3]
    rim = np.exp(-(((np.hypot(x, y + 0.06) - 1.03) / 0.05) ** 2)) * 0.35
    shadow = np.clip(1 - np.hypot(x, y - 0.25), 0, 1) ** 0.5 * 0.35
    picture = picture * (1 - np.maximum(shadow, rim))[:, :, None]
    return picture.astype(np.float32)


def with_mast(picture: Field, width: int, height: int) -> Field:
    """The station: a mast with its stays, and a hut with one lit window."""
    fine = 3
    mask = Image.new("L", (width * fine, height * fine))
    pen, tall = ImageDraw.Draw(mask), height * fine
    x, foot, top = width * fine * 0.5 + min(tall * 0.38, width * fine * 0.28), tall * 0.67, tall * 0.12
    pen.polygon(
        ((x - tall * 0.009, foot), (x + tall * 0.009, foot), (x + tall * 0.0015, top), (x - tall * 0.0015, top)),
        fill=230,
    )
    for row in np.linspace(0.2, 0.62, 9):
        pen.line((x - tall * 0.012 * row - 2, row * tall, x + tall * 0.012 * row + 2, row * tall), fill=200, width=fine)
    for reach in (-0.3, -0.16, 0.16, 0.3):
        pen.line((x, tall * 0.2, x + reach * tall, foot), fill=110, width=fine)
    left = x - tall * 0.16
    pen.rectangle((left, foot - tall * 0.055, left + tall * 0.1, foot), fill=235)
    pen.polygon(
        (
            (left - tall * 0.008, foot - tall * 0.053),
            (left + tall * 0.05, foot - tall * 0.085),
            (left + tall * 0.108, foot - tall * 0.053),
        ),
        fill=235,
    )
    dark = np.asarray(mask.resize((width, height), Image.Resampling.LANCZOS), np.float32)[:, :, None] / 255
    picture = picture * (1 - dark) + np.array([0.24, 0.28, 0.36], np.float32) * dark
    row, column = round((foot - tall * 0.034) / fine), round((left + tall * 0.062) / fine)
    size = max(1, round(height * 0.011))
    picture[row : row + size, column : column + size] = (1.0, 0.8, 0.45)
    return picture


def driven(frame: Frame, seconds: float, thick: float) -> None:
    """The far and middle flakes, in place: small points, slow and slanting."""
    height, width = frame.shape[:2]
    dice = np.random.default_rng(8)
    x, y, near = dice.random((3, FLAKES), dtype=np.float32)
    count = int(FLAKES * thick)
    x, y, near = x[:count], y[:count], near[:count] ** 2
    across = np.mod(x + seconds * (0.012 + 0.03 * near) + 0.01 * np.sin(seconds * 1.3 + y * 40), 1) * (width - 2)
    down = np.mod(y + seconds * (0.06 + 0.2 * near), 1) * (height - 2)
    columns, rows = across.astype(np.int32), down.astype(np.int32)
    strength = (0.3 + 0.5 * near)[:, None]
    for step_x, step_y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        wide = strength if not (step_x or step_y) else strength * near[:, None]
        here = frame[rows + step_y, columns + step_x]
        frame[rows + step_y, columns + step_x] = (here + (WHITE * 255 - here) * wide).astype(np.uint8)


def falling(frame: Frame, share: float) -> None:
    """The flakes that are about to land on the plate, in place, each down its own straight way."""
    height, width = frame.shape[:2]
    reach = max(1, round(height / 190))
    for note in notes():
        left = (note.share - share) * SECONDS / FALL_S
        if not 0 < left < 1:
            continue
        column = round(PLATE[0] * width + (note.x * PLATE[2] - left * 0.05) * height)
        row = round((PLATE[1] + note.y * PLATE[3] - left * 0.95) * height)
        patch = frame[max(0, row - reach) : max(0, row + reach), max(0, column - reach) : max(0, column + reach)]
        patch[:] = patch // 10 + 229


def close_flakes(picture: Image.Image, seconds: float, thick: float) -> None:
    """Large soft flakes before the lens, in place."""
    width, height = picture.size
    dice = np.random.default_rng(17)
    for x, y, size in dice.random((round(NEAR * thick), 3)):
        mask = flake(max(3, round(height * (0.012 + 0.034 * size**2))))
        left = np.mod(x + seconds * (0.03 + 0.05 * size), 1.1) * width - mask.width
        top = np.mod(y + seconds * (0.28 + 0.3 * size), 1.15) * height - mask.height
        picture.paste((250, 252, 255), (round(left), round(top)), mask)


@cache
def flake(side: int) -> Image.Image:
    """A soft round flake as a mask."""
    mask = Image.new("L", (side * 2, side * 2))
    ImageDraw.Draw(mask).ellipse((side * 0.5, side * 0.5, side * 1.5, side * 1.5), fill=150)
    return mask.filter(ImageFilter.GaussianBlur(side * 0.2))
