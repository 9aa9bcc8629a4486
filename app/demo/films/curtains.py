"""Aurora: curtains of fine rays. Each ray is brightest at its sharp lower edge and changes colour as it rises."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from app.demo.films.canvas import Field, Stop, ramp, soft_noise

BELOW, ABOVE, STEPS = 0.5, 3.6, 640

GREEN: tuple[Stop, ...] = (
    (0.0, (60, 255, 190)),
    (0.12, (54, 232, 190)),
    (0.26, (46, 150, 214)),
    (0.44, (84, 92, 220)),
    (0.7, (96, 48, 176)),
    (1.0, (60, 20, 110)),
)
BLUE: tuple[Stop, ...] = (
    (0.0, (60, 190, 232)),
    (0.16, (58, 128, 226)),
    (0.38, (84, 80, 208)),
    (0.7, (92, 44, 168)),
    (1.0, (54, 18, 100)),
)
VIOLET: tuple[Stop, ...] = (
    (0.0, (128, 92, 236)),
    (0.22, (112, 62, 206)),
    (0.55, (92, 40, 164)),
    (1.0, (48, 16, 92)),
)
ROSE: tuple[Stop, ...] = (
    (0.0, (255, 128, 182)),
    (0.14, (244, 92, 190)),
    (0.34, (176, 70, 214)),
    (0.62, (104, 50, 190)),
    (1.0, (52, 20, 110)),
)


@dataclass(frozen=True)
class Curtain:
    """One curtain: where its lower edge hangs, how it waves, how high it reaches (shares of the height), its hues."""

    edge: float
    wave: float
    reach: float
    colours: tuple[Stop, ...]
    seed: int
    pace: float = 1.0
    strength: float = 1.0
    folds: float = 1.1

    def lower_edge(self, x: Field, seconds: float) -> Field:
        """Height of the lower edge (0 top, 1 bottom) at each x (0..1)."""
        time, shift = seconds * self.pace, self.seed * 1.7
        slow = np.sin(2 * np.pi * self.folds * x + time * 0.16 + shift)
        quick = np.sin(2 * np.pi * self.folds * 2.3 * x - time * 0.23 + shift * 2.1)
        return np.float32(self.edge) + np.float32(self.wave) * (slow * 0.68 + quick * 0.32)

    def rays(self, x: Field, seconds: float) -> tuple[Field, Field]:
        """Brightness and height of the ray at each x, both around 1; they drift and shimmer."""
        time = seconds * self.pace
        broad = sampled(self.seed, 7, x + time * 0.012)
        middle = sampled(self.seed + 1, 38, x - time * 0.009)
        fine = sampled(self.seed + 2, 150, x + time * 0.006) * sampled(self.seed + 3, 110, x - time * 0.008)
        hair = sampled(self.seed + 4, 420, x + time * 0.003)
        bright = (0.12 + 1.5 * broad**2.2) * (0.35 + 0.8 * middle) * (0.4 + 1.5 * fine) * (0.78 + 0.44 * hair)
        return bright.astype(np.float32), (0.55 + 0.55 * middle + 0.4 * fine).astype(np.float32)


@cache
def line(seed: int, knots: int) -> Field:
    """Smooth closed noise, 8,192 values."""
    return soft_noise(seed * 101 + knots, knots, 8192)


def sampled(seed: int, knots: int, x: Field) -> Field:
    """The noise at x; it repeats after 1."""
    return line(seed, knots)[(np.mod(x, 1) * 8191).astype(np.int32)]


@cache
def profile(colours: tuple[Stop, ...]) -> Field:
    """(STEPS, 3) light of a ray, from just below its edge to far above it, by distance over its height."""
    at = np.linspace(-BELOW, ABOVE, STEPS)
    above = 0.74 * np.exp(-at * 1.5) + 0.5 * np.exp(-at * 9) + 0.16 * np.exp(-((at - 1.1) ** 2) * 1.4)
    below = 1.24 * np.exp(at * 60) + 0.16 * np.exp(at * 7)
    fall = np.where(at >= 0, above * np.clip((ABOVE - at) / 1.2, 0, 1), below)
    return ramp(colours, STEPS)[colour_index(at)] * fall[:, None].astype(np.float32)


def colour_index(at: Field) -> Field:
    """Which colour of the ramp belongs to a height over the edge."""
    return np.clip(np.clip(at, 0, ABOVE) / ABOVE * (STEPS - 1) * 1.25, 0, STEPS - 1).astype(int)


def shine(curtain: Curtain, x: Field, y: Field, seconds: float) -> Field:
    """The light of one curtain: (height, width, 3), linear sums, for x (1, width) and y (height, 1) from 0 to 1."""
    bright, tall = curtain.rays(x, seconds)
    scale = np.float32(1 / curtain.reach) / tall
    above = (curtain.lower_edge(x, seconds) - y) * scale
    above += BELOW
    above *= (STEPS - 1) / (ABOVE + BELOW)
    np.clip(above, 0, STEPS - 1, out=above)
    light = profile(curtain.colours)[above.astype(np.int16)]
    light *= (bright * np.float32(curtain.strength))[:, :, None]
    return light


def shine_all(curtains: Sequence[tuple[Curtain, float]], x: Field, y: Field, seconds: float) -> Field:
    """The light of several curtains, each times its share; one at 0 costs nothing."""
    light = np.zeros((y.shape[0], x.shape[1], 3), np.float32)
    for curtain, share in curtains:
        if share > 0.004:
            light += shine(curtain, x, y, seconds) * np.float32(share)
    return light
