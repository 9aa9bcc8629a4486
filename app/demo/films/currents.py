"""The Long Current: nine thousand drifters in a slow river without banks, each leaving a thread of light."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.demo.films.canvas import Field, Frame, as_bytes, clouds, ramp, smooth, tinted
from app.demo.films.shot import Shot
from app.demo.films.tones import halo, splatted

SECONDS = 20.0
DRIFTERS = 9000
LIFE_S = 7.0
FADE = 0.955
EDDIES = ((0.22, 0.7, 0.13, 1.15), (0.62, 0.28, 0.16, -1.0), (0.83, 0.74, 0.1, 0.85), (0.42, 0.42, 0.09, -0.6))
DEEP = as_bytes(
    ramp(
        [
            (0.0, (4, 14, 32)),
            (0.2, (6, 42, 66)),
            (0.42, (14, 96, 108)),
            (0.62, (64, 168, 152)),
            (0.82, (184, 228, 196)),
            (1.0, (255, 250, 226)),
        ]
    )
)


@dataclass
class Drifters:
    """Where they are (0..1), and how long each has drifted."""

    x: Field
    y: Field
    age: Field
    dice: np.random.Generator

    @classmethod
    def scattered(cls, count: int) -> "Drifters":
        """Thrown in everywhere."""
        dice = np.random.default_rng(19)
        age = dice.random(count, dtype=np.float32) * LIFE_S
        return cls(*thrown(dice, count), age, dice)

    def drift(self, river: "River", seconds: float, step: float) -> None:
        """Go with the water for a step; who has drifted long, or left the picture, is thrown in anew."""
        along, across = river.at(self.x, self.y, seconds)
        self.x += along * np.float32(step)
        self.y += across * np.float32(step)
        self.age += np.float32(step)
        gone = (self.age > LIFE_S) | (self.x > 1.02) | (np.abs(self.y - 0.5) > 0.62)
        self.x[gone], self.y[gone] = thrown(self.dice, int(gone.sum()))
        self.age[gone] = 0.0


def thrown(dice: np.random.Generator, count: int) -> tuple[Field, Field]:
    """Places for new drifters, some upstream of the picture and a little above and below it."""
    x, y = dice.random((2, count), dtype=np.float32)
    return x * np.float32(1.24) - np.float32(0.22), y * np.float32(1.2) - np.float32(0.1)


class River:
    """The water's speed everywhere: a stream to the right, eddies, and the turbulence of a stream function."""

    def __init__(self) -> None:
        streams = [clouds(seed, 320, 180, 5, 3) for seed in (61, 62)]
        self._turns: list[list[Field]] = [list(np.gradient(stream, 1 / 180, 1 / 320)) for stream in streams]

    def at(self, x: Field, y: Field, seconds: float) -> tuple[Field, Field]:
        """Speed along and across at each place, in frames a second."""
        rows = np.clip(y * 180, 0, 179).astype(np.int32)
        columns = np.mod(x * 320 + seconds * 5, 320).astype(np.int32)
        mix = np.float32(0.5 + 0.5 * np.sin(seconds * 0.23))
        (down_a, right_a), (down_b, right_b) = self._turns
        along = down_a[rows, columns] * mix + down_b[rows, columns] * (1 - mix)
        across = -(right_a[rows, columns] * mix + right_b[rows, columns] * (1 - mix))
        along, across = along * np.float32(0.032) + np.float32(0.07), across * np.float32(0.032)
        for middle_x, middle_y, reach, force in EDDIES:
            away_x, away_y = (x - middle_x) * np.float32(16 / 9), y - middle_y
            turn = np.exp(-(away_x**2 + away_y**2) / np.float32(reach**2)) * np.float32(force * 1.3)
            along, across = along - turn * away_y, across + turn * away_x
        return along, across


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film."""
    river, drifters = River(), Drifters.scattered(crowd(shot.width, shot.height))
    light, step = np.zeros((shot.height, shot.width), np.float32), SECONDS / shot.frames
    for _, share in shot.moments():
        drifted(light, river, drifters, share * SECONDS, step)
        yield shown(light, share)


def still(width: int, height: int) -> Frame:
    """Ten seconds in, every thread at its longest."""
    river, drifters = River(), Drifters.scattered(crowd(width, height))
    light = np.zeros((height, width), np.float32)
    for number in range(60):
        drifted(light, river, drifters, 8 + number / 24, 1 / 24)
    return shown(light, 0.5)


def crowd(width: int, height: int) -> int:
    """How many drifters a picture of this size holds."""
    return int(DRIFTERS * max(0.05, width * height / (960 * 540)) ** 0.5)


def drifted(light: Field, river: River, drifters: Drifters, seconds: float, step: float) -> None:
    """Fade the old threads and draw everybody's newest piece, in place."""
    height, width = light.shape
    light *= np.float32(FADE ** (step * 24))
    pieces = max(1, round(step * 24 * 2))
    for piece in range(pieces):
        drifters.drift(river, seconds + piece * step / pieces, step / pieces)
        young = np.minimum(1, np.minimum(drifters.age, LIFE_S - drifters.age))
        seen = young > 0.12
        across, down = (drifters.x[seen] * 2 - 1) / 0.86, (drifters.y[seen] * 2 - 1) / 0.88
        inside = (np.abs(across) < 1.16) & (np.abs(down) < 1.13)
        light += splatted(across[inside], down[inside], width, height)


def shown(light: Field, share: float) -> Frame:
    """Threads as colour over the deep, warmer where many meet."""
    scale = np.float32(max(1.0, light.size / (960 * 540)) ** 0.5)
    line = light * scale
    line[1:] += light[:-1] * 0.5
    bright = 1 - np.exp(-(line * np.float32(0.15) + halo(light) * scale * np.float32(0.3)))
    lids = smooth(share, 0.0, 0.06) * (1 - smooth(share, 0.96, 1.0))
    return tinted(bright * np.float32(lids), DEEP)
