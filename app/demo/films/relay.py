"""The Aurora Keeper, first night: a lamp is lit by the lake, the lights come, and they answer the lamp."""

from collections.abc import Iterator

import numpy as np

from app.demo.films.canvas import Frame, axes, bump, enlarged, smooth
from app.demo.films.curtains import BLUE, GREEN, VIOLET, Curtain, shine_all
from app.demo.films.landscape import composed, developed, house, lit_window, place, stood
from app.demo.films.shot import Shot

HOUSE_X, HOUSE_SIZE = 0.705, 0.1
BACK = Curtain(0.36, 0.06, 0.34, VIOLET, seed=3, pace=0.8, strength=0.5, folds=0.8)
MIDDLE = Curtain(0.45, 0.075, 0.3, BLUE, seed=8, pace=1.1, strength=0.66, folds=1.3)
FRONT = Curtain(0.575, 0.085, 0.27, GREEN, seed=14, pace=1.5, strength=1.3, folds=0.95)
CALLS = (0.50, 0.55, 0.60)
ANSWERS = (0.66, 0.72, 0.78)


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole episode."""
    for seconds, share in shot.moments():
        yield night(shot.width, shot.height, seconds, share, divisor=2)


def still(width: int, height: int) -> Frame:
    """The lights at their fullest over the lit house."""
    return night(width, height, 15.5, 0.43, divisor=max(1, height / 900))


def lamp_at(share: float) -> float:
    """The window's light 0..1: lit early, and darkened three times for the call."""
    calls = sum(bump(share, call - 0.018, call, call + 0.018) for call in CALLS)
    return smooth(share, 0.09, 0.13) * (1 - 0.94 * calls)


def lights_at(share: float) -> tuple[float, float, float]:
    """Strength of the back, middle and front curtain: they rise, hold their breath, and answer."""
    held = 1 - 0.75 * bump(share, 0.46, 0.57, 0.66)
    answer = sum(bump(share, moment - 0.03, moment, moment + 0.035) for moment in ANSWERS)
    fade = 1 - 0.6 * smooth(share, 0.88, 1.0)
    rise = smooth(share, 0.12, 0.4)
    return (0.25 + 0.75 * smooth(share, 0.0, 0.3)) * fade, rise * held * fade, (rise**2 * held + 0.75 * answer) * fade


def night(width: int, height: int, seconds: float, share: float, divisor: float) -> Frame:
    """One frame: the soft parts drawn smaller by `divisor`, the house at full size."""
    small_width, small_height = Shot(width, height).reduced(divisor)
    here = place(small_width, small_height, HOUSE_X)
    x, y = axes(small_width, small_height)
    curtains = tuple(zip((BACK, MIDDLE, FRONT), lights_at(share), strict=True))
    light = shine_all(curtains, x, y[: here.water], seconds + 40)
    lamp = lamp_at(share) * (0.94 + 0.06 * float(np.sin(seconds * 7.3) * np.sin(seconds * 3.1)))
    frame = enlarged(developed(composed(here, light, seconds, lamp)), width, height)
    mask, window = house(width, height, HOUSE_X, HOUSE_SIZE)
    frame = stood(frame, mask)
    lit_window(frame, window, lamp)
    return frame
