"""Rain on a Tin Roof: rings that cross one another in a thin sheet of water, and the same drops as notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from app.demo.films.canvas import Field, Frame, as_bytes, bump, enlarged, ramp, smooth, tinted
from app.demo.films.shot import Shot

STEPS = 6
PERIOD = 40
STEEL = ramp(
    [
        (0.0, (9, 10, 34)),
        (0.22, (22, 27, 68)),
        (0.42, (44, 60, 112)),
        (0.6, (98, 128, 172)),
        (0.78, (176, 204, 220)),
        (1.0, (246, 248, 240)),
    ]
)
AMBER = ramp(
    [
        (0.0, (22, 9, 32)),
        (0.22, (66, 24, 52)),
        (0.42, (130, 58, 62)),
        (0.6, (214, 124, 76)),
        (0.78, (248, 200, 130)),
        (1.0, (255, 248, 226)),
    ]
)


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
    first = [(0.03, 0.5, 0.5, 1.5), (0.09, 0.27, 0.36, 1.2), (0.14, 0.72, 0.62, 1.3), (0.19, 0.46, 0.74, 1.1)]
    times = np.sort(dice.beta(2.2, 2.0, 120) * 0.48 + 0.2)
    pour = [(share, *dice.uniform(0.04, 0.96, 2), dice.uniform(0.35, 0.85)) for share in times]
    last = [(share, 0.37 if turn % 2 else 0.63, 0.5, 1.5) for turn, share in enumerate(np.linspace(0.71, 0.94, 12))]
    return tuple(sorted((Drop(*map(float, one)) for one in first + pour + last), key=lambda one: one.share))


class Sheet:
    """A sheet of water on a grid: height now and a step ago. Waves run 0.63 cells a step; the rim swallows them."""

    def __init__(self, width: int, height: int) -> None:
        self.now = np.zeros((height, width), np.float32)
        self.before = np.zeros_like(self.now)
        self._falling: list[tuple[Drop, int]] = []
        self._rim = 0.9965 * shore(height)[:, None] * shore(width)[None, :]

    def hit(self, drop: Drop) -> None:
        """A drop arrives: it will ring for a while where it fell."""
        self._falling.append((drop, 0))

    def settle(self, steps: int) -> None:
        """Let the waves run: the wave equation by central differences, damped."""
        for _ in range(steps):
            self._ring()
            push = -4 * self.now
            push[1:] += self.now[:-1]
            push[:-1] += self.now[1:]
            push[:, 1:] += self.now[:, :-1]
            push[:, :-1] += self.now[:, 1:]
            push *= np.float32(0.4)
            push += self.now
            push += (self.now - self.before) * self._rim
            self.before, self.now = self.now, push

    def _ring(self) -> None:
        """Every young drop pushes the water up and down, less and less."""
        for drop, age in self._falling:
            force = drop.weight * np.sin(2 * np.pi * age / PERIOD) * np.exp(-age / PERIOD / 1.7)
            self._press(drop, np.float32(force * 0.3))
        self._falling = [(drop, age + 1) for drop, age in self._falling if age < PERIOD * 6]

    def _press(self, drop: Drop, force: np.float32) -> None:
        """Add a round hill of `force` where the drop fell."""
        height, width = self.now.shape
        row, column = int(drop.y * height), int(drop.x * width)
        patch = self.now[max(0, row - 6) : row + 7, max(0, column - 6) : column + 7]
        down = np.arange(max(0, row - 6), max(0, row - 6) + patch.shape[0]) - row
        across = np.arange(max(0, column - 6), max(0, column - 6) + patch.shape[1]) - column
        patch += force * np.exp(-(down[:, None] ** 2 + across[None, :] ** 2) / np.float32(9))


def shore(length: int) -> Field:
    """1 inside, falling towards 0.9 in the last sixteen cells at either end."""
    near = np.minimum(np.arange(length), np.arange(length)[::-1]) / 16
    return (0.9 + 0.1 * np.clip(near, 0, 1)).astype(np.float32)


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
    """A few drops and their crossing rings, under the lamp's first light."""
    sheet = Sheet(384, 216)
    places = (
        (0.3, 0.42, 1.5),
        (0.66, 0.6, 1.4),
        (0.5, 0.2, 0.7),
        (0.82, 0.24, 0.8),
        (0.14, 0.8, 0.9),
        (0.48, 0.74, 0.8),
        (0.2, 0.2, 0.6),
    )
    for x, y, weight in places:
        sheet.hit(Drop(0, x, y, weight))
        sheet.settle(44)
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
    light = 0.33 + ribs + np.tanh(level * 0.75 + slope * 1.9) * 0.56 - np.float32(0.04 * bump(share, 0.2, 0.45, 0.7))
    warm = np.float32(warmth(share))
    return tinted(light * vignette(*level.shape), as_bytes(STEEL * (1 - warm) + AMBER * warm))


@cache
def vignette(height: int, width: int) -> Field:
    """1 in the middle, less towards the corners."""
    down, across = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None, :]
    return (1.08 - 0.34 * (down**2 + across**2) / 2).astype(np.float32)
