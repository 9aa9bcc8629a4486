"""Coral City: two substances that feed on one another (Gray and Scott's reaction, as Pearson mapped it in 1993)."""

from collections.abc import Iterator

import numpy as np

from app.demo.films.canvas import Field, Frame, as_bytes, enlarged, ramp, smooth, tinted
from app.demo.films.shot import Shot

STEPS = 17
DEPTHS = as_bytes(
    ramp(
        [
            (0.0, (12, 17, 48)),
            (0.22, (16, 34, 78)),
            (0.42, (22, 104, 124)),
            (0.58, (120, 190, 178)),
            (0.7, (250, 236, 210)),
            (0.84, (244, 150, 112)),
            (1.0, (214, 82, 76)),
        ]
    )
)


class Reef:
    """Two concentrations on a grid whose edges meet: food (`eaten`) and what grows on it (`grown`)."""

    def __init__(self, width: int, height: int, seeds: int) -> None:
        self.eaten = np.ones((height + 2, width + 2), np.float32)
        self.grown = np.zeros((height + 2, width + 2), np.float32)
        self._spare = np.empty((2, height, width), np.float32)
        dice = np.random.default_rng(11)
        for _ in range(seeds):
            self.plant(int(dice.integers(3, height - 3)), int(dice.integers(3, width - 3)), 2)

    def plant(self, row: int, column: int, reach: int) -> None:
        """A square of new growth, `reach` cells to each side."""
        here = np.s_[row - reach + 1 : row + reach + 2, column - reach + 1 : column + reach + 2]
        self.eaten[here] = 0.5
        self.grown[here] = 0.3

    def live(self, steps: int, feed: float, kill: float) -> None:
        """Let the reaction run; `feed` and `kill` are Pearson's F and k."""
        for _ in range(steps):
            close(self.eaten)
            close(self.grown)
            food, growth = self.eaten[1:-1, 1:-1], self.grown[1:-1, 1:-1]
            reaction = food * growth
            reaction *= growth
            gain = diffused(self.eaten, 0.2097, self._spare[0])
            gain -= reaction
            gain += np.float32(feed) * (1 - food)
            more = diffused(self.grown, 0.105, self._spare[1])
            more += reaction
            more -= np.float32(feed + kill) * growth
            food += gain
            growth += more


def close(grid: Field) -> None:
    """Let each edge border on the opposite one."""
    grid[0], grid[-1] = grid[-2], grid[1]
    grid[:, 0], grid[:, -1] = grid[:, -2], grid[:, 1]


def diffused(grid: Field, rate: float, out: Field) -> Field:
    """The change by diffusion (five-point Laplacian times `rate`), written into `out`."""
    np.add(grid[:-2, 1:-1], grid[2:, 1:-1], out=out)
    out += grid[1:-1, :-2]
    out += grid[1:-1, 2:]
    out -= 4 * grid[1:-1, 1:-1]
    out *= np.float32(rate)
    return out


def climate(share: float) -> tuple[float, float]:
    """Feed and kill for a place 0..1 in the film: a growing coral, a maze of streets, then lonely rings."""
    later = smooth(share, 0.46, 0.66)
    last = smooth(share, 0.66, 0.78)
    feed = 0.0545 - 0.0165 * later - 0.012 * last
    kill = 0.0620 - 0.0010 * later
    return feed, kill


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film, drawn at a third of its size: the reaction itself is soft."""
    width, height = shot.reduced(3)
    reef = Reef(width, height, seeds=max(3, width * height // 4800))
    for _, share in shot.moments():
        reef.live(STEPS, *climate(share))
        yield enlarged(coloured(reef.grown[1:-1, 1:-1]), shot.width, shot.height)


def still(width: int, height: int) -> Frame:
    """The reef when it has grown over half of the sea."""
    reef = Reef(288, 162, seeds=14)
    reef.live(3000, *climate(0.2))
    return enlarged(coloured(reef.grown[1:-1, 1:-1]), width, height)


def coloured(growth: Field) -> Frame:
    """Growth as colour from the deep to the living edge, lit from the upper left."""
    slope = np.zeros_like(growth)
    slope[1:, 1:] = growth[1:, 1:] - growth[:-1, :-1]
    return tinted(growth * 2.35 + slope * 0.9, DEPTHS)
