"""The Lissajous Waltz: two beams of light on one figure, three beats across to two beats down, a trail behind each."""

from collections.abc import Callable, Iterator

import numpy as np

from app.demo.films.canvas import Field, Frame, as_bytes, ramp, smooth, tinted
from app.demo.films.shot import Shot
from app.demo.films.tones import halo, splatted

SECONDS = 19.0
POINTS = 2600
FADE = 0.9
BAR = 1.5  # seconds that a bar of the waltz takes
EMBER = as_bytes(
    ramp(
        [
            (0.0, (15, 8, 18)),
            (0.12, (52, 16, 34)),
            (0.34, (150, 42, 44)),
            (0.58, (236, 122, 52)),
            (0.8, (255, 204, 112)),
            (1.0, (255, 250, 226)),
        ]
    )
)


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film: each frame the old light fades, and both beams draw on."""
    light, before = np.zeros((shot.height, shot.width), np.float32), 0.0
    fade = np.float32(FADE ** (24 / shot.fps))
    for _, share in shot.moments():
        now = share * SECONDS
        light *= fade
        light += drawn(shot.width, shot.height, before, now)
        before = now
        yield shown(light, share)


def still(width: int, height: int) -> Frame:
    """The figure at its fullest."""
    light, step = np.zeros((height, width), np.float32), 1 / 24
    for number in range(80):
        light *= np.float32(0.965)
        light += drawn(width, height, 10.4 + number * step, 10.4 + (number + 1) * step)
    return shown(light, 0.6)


def drawn(width: int, height: int, start: float, end: float) -> Field:
    """The light that both beams leave between two moments."""
    if end <= start:
        return np.zeros((height, width), np.float32)
    scale = (width * height / (960 * 540)) ** 0.5
    points = max(200, int(POINTS * scale))
    at = np.linspace(start, end, points, dtype=np.float32)
    one, two = path(at, 0.0), path(at, np.pi)
    across, down = np.concatenate([one[0], two[0]]), np.concatenate([one[1], two[1]])
    across *= np.float32(min(1.0, height / width * 16 / 9 * 0.82 + 0.1))
    return splatted(across, down * np.float32(0.92), width, height) * np.float32(POINTS / points * scale)


def path(at: Field, lead: float) -> tuple[Field, Field]:
    """x and y from -1 to 1 of one dancer: first a circle, from the tenth second on three across to two down."""
    angle = at * np.float32(2 * np.pi / BAR) + np.float32(lead)
    turn, close, reach = at * np.float32(0.42), between(at, closeness), between(at, wideness)
    circle_x, circle_y = np.sin(angle), np.cos(angle)
    waltz_x, waltz_y = np.sin(1.5 * angle + turn), np.sin(angle + np.float32(0.4))
    reach = reach * (1 + 0.05 * np.sin(3 * angle))
    return (circle_x + (waltz_x - circle_x) * close) * reach, (circle_y + (waltz_y - circle_y) * close) * reach


def between(at: Field, course: Callable[[float], float]) -> Field:
    """A slow course along a short stretch of time: a straight line between its ends."""
    return np.linspace(course(float(at[0])), course(float(at[-1])), len(at), dtype=np.float32)


def closeness(seconds: float) -> float:
    """How much of a waltz it is by now, 0 to 1."""
    return smooth(seconds, 2.5, 10.0) * (1 - smooth(seconds, 15.5, 18.0))


def wideness(seconds: float) -> float:
    """How much of the floor they take."""
    return 0.45 + 0.5 * smooth(seconds, 0.5, 6.0) - 0.3 * smooth(seconds, 16.0, 18.5)


def shown(light: Field, share: float) -> Frame:
    """Light as colour: a fine line with its halo on a dark dance floor."""
    line = light.copy()
    line[:, 1:] += light[:, :-1] * 0.6
    line[1:] += light[:-1] * 0.6
    bright = 1 - np.exp(-(line * np.float32(0.16) + halo(light) * np.float32(0.62)))
    lids = smooth(share, 0.0, 0.05) * (1 - smooth(share, 0.96, 1.0))
    return tinted(bright * np.float32(lids) + floor(*light.shape), EMBER)


def floor(height: int, width: int) -> Field:
    """A faint pool of light in the middle of the floor."""
    down, across = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None, :]
    return (0.07 * np.exp(-(across**2 + down**2) * 1.6)).astype(np.float32)
