"""Four Suns: a valley of dunes and huts, seen from above, over which four suns rise one after another."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from app.demo.films.canvas import Field, Frame, clouds, enlarged, smooth
from app.demo.films.shot import Shot

SECONDS = 19.0
FARTHEST = 90
RELIEF = 0.17
SAND = np.array([0.93, 0.78, 0.62], np.float32)
DUSK = np.array([0.075, 0.06, 0.15], np.float32)
SUNS = (
    (0.3, 0.3, (1.0, 0.72, 0.36)),
    (3.6, -0.42, (0.98, 0.36, 0.34)),
    (6.9, 0.12, (0.28, 0.5, 0.98)),
    (10.6, -0.2, (0.98, 0.9, 0.62)),
)
ARC_S = 8.2
HUTS = 26


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film, shaded at half its size: sand is soft."""
    width, height = shot.reduced(2)
    for _, share in shot.moments():
        yield enlarged(valley(width, height, share * SECONDS), shot.width, shot.height)


def still(width: int, height: int) -> Frame:
    """Two suns up, one rose and one blue."""
    divisor = max(1.0, height / 600)
    return enlarged(valley(round(width / divisor), round(height / divisor), 8.9), width, height)


def valley(width: int, height: int, seconds: float) -> Frame:
    """The valley at a moment: every sun's light where its shadows do not lie."""
    ground, slope_x, slope_y, east, west = relief(width, height)
    light = np.zeros((height, width, 3), np.float32) + DUSK * np.float32(0.7)
    for rises, lean, colour in SUNS:
        along = (seconds - rises) / ARC_S
        if 0 < along < 1:
            shine = sunlight(along, lean, slope_x, slope_y, east, west)
            light += shine[:, :, None] * np.array(colour, np.float32)
    night = 1 - 0.8 * smooth(seconds, SECONDS - 2, SECONDS)
    seen = light * SAND * (0.75 + 0.35 * ground)[:, :, None] * np.float32(night)
    return (255 * (1 - np.exp(-1.35 * seen))).astype(np.uint8)


def sunlight(along: float, lean: float, slope_x: Field, slope_y: Field, east: Field, west: Field) -> Field:
    """How much of one sun reaches each place: facing it, and not in a shadow. It goes from right to left."""
    angle = np.pi * (0.03 + 0.94 * along)
    sun_x, sun_z, sun_y = np.cos(angle), np.sin(angle), lean
    length = np.sqrt(sun_x**2 + sun_y**2 + sun_z**2)
    facing = (sun_z - slope_x * sun_x - slope_y * sun_y) / np.sqrt(1 + slope_x**2 + slope_y**2) / length
    over = sun_z / max(abs(sun_x), 0.02) - (east if sun_x > 0 else west)
    free = np.clip(over / 0.07 + 0.5, 0, 1)
    strength = min(1.0, along / 0.08, (1 - along) / 0.08) * 0.95
    return (np.clip(facing, 0, None) * free * np.float32(strength)).astype(np.float32)


@lru_cache(maxsize=1)
def relief(width: int, height: int) -> tuple[Field, Field, Field, Field, Field]:
    """The ground's height, its slopes, and the steepest rise towards east and west (what a sun must clear)."""
    ground = dunes(width, height)
    steep = ground * np.float32(RELIEF * height)
    slope_y, slope_x = np.gradient(steep)
    reach = max(12, round(FARTHEST * height / 270))
    return ground, slope_x, slope_y, horizon(steep, reach), horizon(steep[:, ::-1], reach)[:, ::-1]


def dunes(width: int, height: int) -> Field:
    """Crests that wander across the frame, a dry river between them, and the huts on its banks."""
    x, y = np.linspace(0, width / height, width)[None, :], np.linspace(0, 1, height)[:, None]
    warp = clouds(5, width, height, 4, 3) * 0.55 + clouds(9, width, height, 9, 6) * 0.12
    wave = np.mod(x * 3.1 + y * 0.9 + warp * 3.4, 1)
    crest = np.where(wave < 0.72, wave / 0.72, (1 - wave) / 0.28) ** 1.5
    river = np.exp(-(((y - 0.55 - 0.12 * np.sin(x * 2.4) - 0.1 * warp) / 0.11) ** 2))
    ground = 0.2 + crest * 0.62 * (1 - 0.92 * river) + warp * 0.25
    return huts(softened(ground.astype(np.float32)))


def softened(ground: Field) -> Field:
    """The ground with its edges worn a little, as wind does."""
    wide = np.pad(ground, 1, mode="edge")
    wide = (wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]) / 4
    return (wide[:-2] + 2 * wide[1:-1] + wide[2:]) / 4


def huts(ground: Field) -> Field:
    """The ground with round huts along the river."""
    height, width = ground.shape
    dice = np.random.default_rng(44)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    for _ in range(HUTS):
        x = float(dice.uniform(0.06, 0.94))
        y = 0.6 + 0.12 * np.sin(x * width / height * 2.4) + float(dice.uniform(-0.085, 0.085))
        size = float(dice.uniform(0.011, 0.019)) * height
        away = ((columns - x * width) ** 2 + (rows - y * height) ** 2) / size**2
        ground = np.maximum(ground, np.where(away < 1, 0.34 + 0.17 * np.sqrt(np.clip(1 - away, 0, 1)), 0))
    return ground.astype(np.float32)


def horizon(steep: Field, reach: int) -> Field:
    """The steepest rise from each place to the right, as height over distance."""
    rise = np.zeros_like(steep)
    for away in range(1, reach):
        rise[:, :-away] = np.maximum(rise[:, :-away], (steep[:, away:] - steep[:, :-away]) / np.float32(away))
    return rise
