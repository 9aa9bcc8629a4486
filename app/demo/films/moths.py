"""Moth Hour: a porch lamp in a garden at night, and everything with wings going round it."""

from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.films.canvas import Field, Frame, axes, bump, clouds, enlarged, grain, smooth
from app.demo.films.shot import Shot

SECONDS = 19.0
MOTHS = 210
LAMP = (0.56, 0.4)
FADE = 0.8
WARM = np.array([1.0, 0.72, 0.36], np.float32)
NIGHT = np.array([0.035, 0.05, 0.085], np.float32)
PALE_FROM, PALE_TO = 8.5, 15.5  # the big one that goes round the wrong way


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film: each frame the wings' old light fades, and they beat anew."""
    light = np.zeros((shot.height, shot.width), np.float32)
    for _, share in shot.moments():
        light *= np.float32(FADE)
        light += wings(shot.width, shot.height, share * SECONDS)
        yield porch(light, share * SECONDS)


def still(width: int, height: int) -> Frame:
    """The full swarm, with the pale one below the lamp."""
    light = np.zeros((height, width), np.float32)
    for number in range(9):
        light *= np.float32(FADE)
        light += wings(width, height, 11.4 + number / 24)
    return porch(light, 11.8)


@cache
def swarm() -> tuple[Field, ...]:
    """For every moth: its distance, its speed round the lamp, a phase, a tilt, and the second of its arrival."""
    dice = np.random.default_rng(23)
    far = 0.08 + 0.5 * dice.beta(1.3, 2.2, MOTHS)
    speed = dice.uniform(1.1, 2.3, MOTHS) * (0.18 / far) ** 0.6
    arrives = np.sort(dice.beta(1.2, 1.6, MOTHS)) * 11
    phase, tilt = dice.random(MOTHS) * 6.28, dice.normal(0, 0.5, MOTHS)
    return tuple(part.astype(np.float32) for part in (far, speed, phase, tilt, arrives))


def places(seconds: float) -> tuple[Field, Field, Field]:
    """x and y of every moth (shares of the height from the lamp), and how near it is to us, -1 to 1."""
    far, speed, phase, tilt, arrives = swarm()
    late = np.clip(1 - (np.float32(seconds) - arrives) / 1.8, 0, 1) ** 2
    leaving = np.float32(smooth(seconds, 16.0, 18.8) * 0.9)
    angle = speed * np.float32(seconds) * np.float32(1.3) + phase
    wobble = 1 + 0.22 * np.sin(seconds * 3.1 + phase * 3) + 0.1 * np.sin(seconds * 7.7 + phase * 5)
    reach = far * wobble + (late + leaving) * 0.9
    x, near = reach * np.cos(angle), np.sin(angle)
    y = reach * (0.42 * near * np.cos(tilt) + 0.8 * np.sin(tilt) * np.cos(angle)) + 0.02 * np.sin(seconds * 9 + phase)
    return x, y, near


def wings(width: int, height: int, seconds: float) -> Field:
    """The light on all wings at a moment, (height, width)."""
    x, y, near = places(seconds)
    phase = swarm()[2]
    beat = np.abs(np.sin(seconds * 11 + phase * 7)) * 0.8 + 0.2
    lit = np.minimum(2.2, 0.045 / (x**2 + y**2 + 0.012)) * (0.75 - 0.35 * near)
    size = np.float32(height / 540) * (5.0 + 3.2 * near)
    layer = np.zeros((height, width), np.float32)
    for side in (-1, 1):
        for out in np.linspace(0.08, 1, 8):
            across = LAMP[0] * width + x * height + side * size * beat * out * 1.6
            down = LAMP[1] * height + y * height - size * out * (0.55 if side > 0 else 0.75) + size * out * out * 0.7
            dabbed(layer, across, down, lit * (1.15 - 0.5 * out))
    pale_one(layer, seconds)
    return layer


def dabbed(layer: Field, across: Field, down: Field, strength: Field) -> None:
    """Add a dab of light at each place, shared between four pixels, in place."""
    height, width = layer.shape
    left, top = np.floor(across).astype(np.int32), np.floor(down).astype(np.int32)
    inside = (left >= 0) & (left < width - 1) & (top >= 0) & (top < height - 1)
    left, top, strength = left[inside], top[inside], strength[inside]
    over, under = across[inside] - left, down[inside] - top
    for step_x, step_y, share in (
        (0, 0, (1 - over) * (1 - under)),
        (1, 0, over * (1 - under)),
        (0, 1, (1 - over) * under),
        (1, 1, over * under),
    ):
        np.add.at(layer, (top + step_y, left + step_x), strength * share)


def pale_one(layer: Field, seconds: float) -> None:
    """The big pale moth, in place: it comes once, against everybody's way, with slow wings."""
    shown = bump(seconds, PALE_FROM, (PALE_FROM + PALE_TO) / 2, PALE_TO)
    if shown <= 0:
        return
    height, width = layer.shape
    angle = -0.85 * (seconds - PALE_FROM) + 2.9
    x = LAMP[0] * width + np.cos(angle) * height * 0.36
    y = LAMP[1] * height + (0.16 + 0.17 * np.sin(angle)) * height + np.sin(seconds * 5) * height * 0.01
    open_ = 0.35 + 0.65 * abs(np.sin(seconds * 3.2))
    size, count = height * 0.062, max(90, round(1500 * (height / 540) ** 2))
    dice = np.random.default_rng(3)
    out, along = dice.random((2, count)).astype(np.float32) ** np.float32(0.6)
    for side in (-1, 1):
        across = x + side * open_ * size * out
        down = y + size * (0.62 * (along - 0.5) * out * 1.6 - 0.35 * out + 0.2 * out**2)
        dabbed(layer, across, down, np.full(count, 0.3 * shown, np.float32) * (1.2 - 0.6 * out))


def porch(light: Field, seconds: float) -> Frame:
    """The garden by the lamp's light, drawn a little smaller, and the wings before it, pixel by pixel."""
    height, width = light.shape
    still_part, glow, dark = garden(*Shot(width, height).reduced(1.5))
    lamp = np.float32(smooth(seconds, 0.3, 1.4) * (1 - 0.97 * smooth(seconds, 17.2, 18.6)))
    lamp *= np.float32(0.97 + 0.03 * np.sin(seconds * 23) * np.sin(seconds * 5.1))
    seen = (still_part + glow * lamp) * dark
    frame = enlarged((255 * (1 - np.exp(-1.5 * seen))).astype(np.uint8), width, height).copy()
    flat, touched = frame.reshape(-1, 3), np.flatnonzero(light > 0.008)
    shine = light.ravel()[touched, None] * (WARM * np.float32(1.2) + np.float32(0.24)) * max(lamp, np.float32(0.12))
    flat[touched] = (255 - (255 - flat[touched]) * np.exp(-shine)).astype(np.uint8)
    return frame


@lru_cache(maxsize=1)
def garden(width: int, height: int) -> tuple[Field, Field, Field]:
    """The night without the lamp, what the lamp lights, and the dark leaves before it (0 where they hide all)."""
    x, y = axes(width, height)
    ratio = np.float32(width / height)
    away = ((x - LAMP[0]) * ratio) ** 2 + (y - LAMP[1]) ** 2
    wall = boards(y) * (0.82 + 0.3 * clouds(31, width, height, 40, 5))
    night = NIGHT * (0.5 + 0.6 * wall)[:, :, None] + grain(height, width)
    fall = 0.28 * np.exp(-away / 0.03) + 0.42 / (1 + away * 13) + 4.0 * np.exp(-away / 0.0016)
    back = fall * (0.15 + 0.85 * wall)
    return night.astype(np.float32), back[:, :, None] * WARM, foreground(width, height)


def boards(y: Field) -> Field:
    """The house's wall: planks that lie over one another, (height, 1)."""
    along = np.mod(y * 13, 1)
    return (0.55 + 0.45 * along - 0.5 * np.exp(-along / 0.06)).astype(np.float32)


def foreground(width: int, height: int) -> Field:
    """Blades, a branch and the lamp's own hood, as how much is seen through them."""
    mask = Image.new("L", (width, height), 255)
    pen, dice = ImageDraw.Draw(mask), np.random.default_rng(12)
    for _ in range(90):
        x, tall = dice.random() * width, height * (0.05 + 0.16 * dice.random() ** 2)
        lean, thick = dice.normal(0, 0.05) * height, height * 0.006
        pen.polygon(((x - thick, height), (x + thick, height), (x + lean, height - tall)), fill=14)
    unit, (left, top) = height * 0.075, (LAMP[0] * width, LAMP[1] * height)
    pen.polygon(
        (
            (left - unit * 0.9, top - unit * 0.3),
            (left + unit * 0.9, top - unit * 0.3),
            (left + unit * 0.3, top - unit),
            (left - unit * 0.3, top - unit),
        ),
        fill=10,
    )
    pen.line((left, top - unit, left, 0), fill=10, width=max(1, height // 130))
    return (np.asarray(mask.filter(ImageFilter.GaussianBlur(height / 600)), np.float32) / 255)[:, :, None]
