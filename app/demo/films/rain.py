"""Rain on a Tin Roof: rings that cross one another in a thin sheet of water, and the same drops as notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from app.demo.films.canvas import Field, Frame, as_bytes, bump, enlarged, ramp, smooth, tinted
from app.demo.films.shot import Shot

STEPS = 4
STEEL = ramp([
    (0.0, (9, 10, 34)), (0.22, (22, 27, 68)), (0.42, (44, 60, 112)),
    (0.6, (98, 128, 172)), (0.78, (176, 204, 220)), (1.0, (246, 248, 240)),
])
AMBER = ramp([
    (0.0, (22, 9, 32)), (0.22, (66, 24, 52)), (0.42, (130, 58, 62)),
    (0.6, (214, 124, 76)), (0.78, (248, 200, 130)), (1.0, (255, 248, 226)),
])


@dataclass(frozen=True)
class Drop:
    """A drop: when it falls (0..1 of the film), where (0..1), and how heavy it is."""

    share: float
    x: float
    y: float
    weight: float


@cache
def drops() -> tuple[Drop, ...]:
    """Every drop of the film, in order: a few, the downpour, and the last ones from the gutter."""
    dice = np.random.default_rng(29)
    first = [(0.035, 0.5, 0.5, 1.3), (0.1, 0.28, 0.36, 1.0), (0.15, 0.7, 0.62, 1.1), (0.2, 0.44, 0.72, 0.9)]
    pour = [(share, *dice.random(2), dice.uniform(0.25, 0.7)) for share in np.sort(dice.beta(2.4, 2.2, 230) * 0.5 + 0.2)]
    last = [(share, 0.36 if turn % 2 else 0.64, 0.5, 1.2) for turn, share in enumerate(np.linspace(0.7, 0.93, 9))]
    return tuple(sorted((Drop(*map(float, one)) for one in first + pour + last), key=lambda one: one.share))


class Sheet:
    """A sheet of water on a grid: height now, height a step ago; waves run half a cell a step."""

    def __init__(self, width: int, height: int) -> None:
        self.now = np.zeros((height, width), np.float32)
        self.before = np.zeros_like(self.now)
        self._across, self._down = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)

    def hit(self, drop: Drop) -> None:
        """Press a round dent into the sheet."""
        height, width = self.now.shape
        reach = height / 52
        across = np.exp(-(((self._across - drop.x * width) / reach) ** 2))
        down = np.exp(-(((self._down - drop.y * height) / reach) ** 2))
        self.now += np.float32(drop.weight * 1.5) * np.outer(down, across)

    def settle(self, steps: int) -> None:
        """Let the waves run: the wave equation by central differences, slightly damped, edges held."""
        for _ in range(steps):
            push = -4 * self.now
            push[1:] += self.now[:-1]
            push[:-1] += self.now[1:]
            push[:, 1:] += self.now[:, :-1]
            push[:, :-1] += self.now[:, 1:]
            push *= np.float32(0.25)
            push += 2 * self.now - self.before
            self.before, self.now = self.now, push * np.float32(0.9975)


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film, drawn at half its size: waves have no edges."""
    width, height = shot.reduced(2.5)
    sheet, waiting = Sheet(width, height), list(drops())
    for _, share in shot.moments():
        while waiting and waiting[0].share <= share:
            sheet.hit(waiting.pop(0))
        sheet.settle(max(1, round(STEPS * height / 216)))
        yield enlarged(lit(sheet.now, share), shot.width, shot.height)


def still(width: int, height: int) -> Frame:
    """Two drops and their crossing rings."""
    sheet = Sheet(384, 216)
    for number, drop in enumerate((Drop(0, 0.36, 0.5, 1.3), Drop(0, 0.64, 0.5, 1.3)) * 5):
        sheet.hit(drop)
        sheet.settle(36 if number % 2 else 0)
    return enlarged(lit(sheet.now, 0.5), width, height)


def warmth(share: float) -> float:
    """How much of the light is lamp and late sun, 0..1."""
    return smooth(share, 0.62, 0.86)


def lit(level: Field, share: float) -> Frame:
    """Waves as light: their height and their slope towards the lamp, on corrugated tin."""
    width = level.shape[1]
    ribs = np.cos(np.linspace(0, 2 * np.pi * 22, width, dtype=np.float32)) * np.float32(0.02)
    slope = np.zeros_like(level)
    slope[1:, 1:] = level[1:, 1:] - level[:-1, :-1]
    light = 0.3 + ribs + level * 0.55 + slope * 1.5 - np.float32(0.12 * bump(share, 0.2, 0.45, 0.7))
    warm = np.float32(warmth(share))
    return tinted(light * vignette(*level.shape), as_bytes(STEEL * (1 - warm) + AMBER * warm))


@cache
def vignette(height: int, width: int) -> Field:
    """1 in the middle, less towards the corners."""
    down, across = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None, :]
    return (1.08 - 0.34 * (down**2 + across**2) / 2).astype(np.float32)
