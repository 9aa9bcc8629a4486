"""The Aurora Keeper, another night: Marit climbs the mast in a storm, and above it the sky is rose."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from app.demo.films.canvas import Field, Frame, axes, bump, clouds, enlarged, smooth
from app.demo.films.curtains import ROSE, VIOLET, Curtain, shine_all
from app.demo.films.landscape import SHORE, Place, composed, developed, house, lit_window, mast, place, stood
from app.demo.films.shot import Shot

MAST_X, MAST_TOP = 0.36, 0.2
HOUSE_X, HOUSE_SIZE = 0.8, 0.075
FLAKES = 620
BACK = Curtain(0.34, 0.05, 0.36, VIOLET, seed=31, pace=1.0, strength=0.62, folds=0.9)
MIDDLE = Curtain(0.43, 0.07, 0.34, VIOLET, seed=37, pace=1.3, strength=0.7, folds=1.2)
FRONT = Curtain(0.55, 0.09, 0.34, ROSE, seed=52, pace=1.7, strength=1.35, folds=1.05)
ANSWERS = (0.76, 0.81, 0.86)


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole episode."""
    for seconds, share in shot.moments():
        yield night(shot.width, shot.height, seconds, share, divisor=2)


def still(width: int, height: int) -> Frame:
    """Above the storm: the sky has answered, and the lamp is at the top of the mast."""
    return night(width, height, 19.2, 0.81, divisor=max(1, height / 900))


def storm_at(share: float) -> float:
    """The storm's strength, 0..1: full until the top is near, then gone."""
    return 1 - smooth(share, 0.46, 0.66)


def climbed(share: float) -> float:
    """How far up the mast the lamp is, 0..1, with a rest on the way."""
    return 0.52 * smooth(share, 0.12, 0.34) + 0.48 * smooth(share, 0.4, 0.6)


def lamp_at(share: float) -> float:
    """The climbing lamp's light: it calls three times from the top."""
    calls = sum(bump(share, moment - 0.016, moment, moment + 0.016) for moment in (0.66, 0.69, 0.72))
    return smooth(share, 0.1, 0.13) * (1 - 0.9 * calls)


def lights_at(share: float) -> tuple[float, float, float]:
    """Strength of the three curtains: dim behind the storm, open above it, three answers."""
    answer = sum(bump(share, moment - 0.03, moment, moment + 0.035) for moment in ANSWERS)
    opened = smooth(share, 0.44, 0.64)
    fade = 1 - 0.5 * smooth(share, 0.92, 1.0)
    return 0.7 * fade, (0.35 + 0.65 * opened) * fade, (0.1 + 0.7 * opened + 0.6 * answer) * fade


def night(width: int, height: int, seconds: float, share: float, divisor: float) -> Frame:
    """One frame: the soft parts drawn smaller by `divisor`, mast and house at full size."""
    small_width, small_height = Shot(width, height).reduced(divisor)
    here = place(small_width, small_height, HOUSE_X)
    light = weathered(here, seconds, share)
    level = composed(here, light, seconds, 0.55 + 0.05 * float(np.sin(seconds * 6.1)))
    storm = storm_at(share)
    if storm > 0.01:
        level = level * np.float32(1 - 0.35 * storm) + np.float32(0.035 * storm)
        snow(level, seconds, storm)
    carried(level, share)
    return with_shapes(enlarged(developed(level), width, height), share)


def weathered(here: Place, seconds: float, share: float) -> Field:
    """The aurora as the clouds let it through, and the clouds' own grey."""
    x, y = axes(here.width, here.height)
    curtains = tuple(zip((BACK, MIDDLE, FRONT), lights_at(share), strict=True))
    light = shine_all(curtains, x, y[: here.water], seconds + 12)
    storm = np.float32(storm_at(share))
    if storm < 0.01:
        return light
    cover = drifting(here.width, here.water, seconds)
    light *= 1 - storm * (0.35 + 0.6 * cover)
    light += cover * storm * np.array([0.075, 0.07, 0.125], np.float32)
    return light


@cache
def bank(width: int, rows: int) -> Field:
    """A bank of clouds twice as wide as the frame; it closes on itself."""
    half = clouds(63, width, rows, 4, 4)
    return np.concatenate([half, half[:, ::-1]], axis=1)[:, :, None]


def drifting(width: int, rows: int, seconds: float) -> Field:
    """The clouds in front of the sky, 0..1, (rows, width, 1), driven from the left."""
    start = int(seconds * width * 0.06) % (2 * width)
    seen = np.roll(bank(width, rows), start, axis=1)[:, :width]
    return np.clip(seen * 2.4 - 0.75, 0, 1)


def snow(level: Field, seconds: float, storm: float) -> None:
    """Driven snow, in place: near flakes long and fast, far ones short and slow."""
    height, width = level.shape[:2]
    dice = np.random.default_rng(404)
    x, y, near = dice.random((3, FLAKES), dtype=np.float32)
    near = near**2
    speed = 0.25 + 0.7 * near
    across, down = x + seconds * speed * 0.9, y + seconds * speed * 0.42
    for step in range(6):
        back = step * (0.0007 + 0.0015 * near)
        columns = (np.mod(across - back, 1) * width).astype(np.int32)
        rows = (np.mod(down - back * 0.8, 1) * height).astype(np.int32)
        level[rows, columns] += (storm * (0.05 + 0.2 * near))[:, None]


def carried(level: Field, share: float) -> None:
    """The climber's lamp and its halo, and the red light on the mast's head, in place."""
    height, width = level.shape[:2]
    row = SHORE - 0.02 - climbed(share) * (SHORE - 0.02 - MAST_TOP - 0.03)
    glow_at(level, MAST_X * width, row * height, np.array([1.0, 0.66, 0.26], np.float32) * np.float32(lamp_at(share)))
    red = 0.35 + 0.25 * np.sin(share * 110)
    glow_at(level, MAST_X * width, (MAST_TOP - 0.04) * height, np.array([0.8, 0.06, 0.1], np.float32) * np.float32(red))


def glow_at(level: Field, column: float, row: float, colour: Field) -> None:
    """Add a lamp with its halo, in place."""
    height = level.shape[0]
    reach = max(4, height // 5)
    top, left = max(0, int(row) - reach), max(0, int(column) - reach)
    patch = level[top : int(row) + reach, left : int(column) + reach]
    down = (np.arange(patch.shape[0], dtype=np.float32) + top - row)[:, None]
    across = (np.arange(patch.shape[1], dtype=np.float32) + left - column)[None, :]
    away = (down**2 + across**2) / np.float32(height * height)
    halo = 2.6 * np.exp(-away / 0.00007) + 0.5 * np.exp(-away / 0.0012) + 0.16 * np.exp(-away / 0.008)
    patch += halo[:, :, None] * colour


def with_shapes(frame: Frame, share: float) -> Frame:
    """The mast and the house standing before it all; the lamp shines over the mast."""
    height, width = frame.shape[:2]
    mask, window = house(width, height, HOUSE_X, HOUSE_SIZE)
    frame = stood(stood(frame, mast(width, height, MAST_X, MAST_TOP)), mask)
    lit_window(frame, window, 0.85)
    lantern(frame, share)
    return frame


def lantern(frame: Frame, share: float) -> None:
    """The lamp itself, a few pixels of light on the mast, in place."""
    height, width = frame.shape[:2]
    row = round((SHORE - 0.02 - climbed(share) * (SHORE - 0.02 - MAST_TOP - 0.03)) * height)
    column, reach = round(MAST_X * width), max(1, round(height / 200))
    here = frame[row - reach : row + reach, column - reach : column + reach]
    here[:] = np.maximum(here, (np.array([255, 224, 150]) * lamp_at(share)).astype(np.uint8))
