"""Two Tones in Blue: a Lissajous figure of two detuned sines. The picture is the sound's own path."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from app.demo.films.canvas import Field, Frame, as_bytes, ramp, smooth, tinted
from app.demo.films.shot import Shot

POINTS = 108_000
TURNS = 40

BLUES = as_bytes(
    ramp(
        [
            (0.0, (5, 7, 28)),
            (0.16, (9, 26, 84)),
            (0.38, (24, 78, 178)),
            (0.62, (74, 150, 232)),
            (0.84, (170, 216, 252)),
            (1.0, (244, 250, 255)),
        ]
    )
)


def parting(share: float) -> float:
    """How far the two tones part, 0 (in tune) to 1, for a place 0..1 in the film."""
    return smooth(share, 0.06, 0.36) * (1 - smooth(share, 0.74, 0.94))


def octave(share: float) -> float:
    """How much of the second tone's octave is heard and seen: none, half at the turn, none."""
    return 0.62 * smooth(share, 0.3, 0.56) * (1 - smooth(share, 0.68, 0.9))


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film: an ellipse, a ribbon as the tones part, a weave with the octave, an ellipse."""
    for seconds, share in shot.moments():
        yield figure(shot.width, shot.height, seconds, share)


def still(width: int, height: int) -> Frame:
    """The weave at the turn."""
    return figure(width, height, 11.0, 0.55, density=2)


def figure(width: int, height: int, seconds: float, share: float, density: int = 1) -> Frame:
    """One frame: where the two tones have been, brightest where they linger."""
    points = int(POINTS * density * max(0.1, width * height / (960 * 540)) ** 0.5)
    across, down = path(points, seconds, share)
    hits = splatted(across, down, width, height) * (POINTS / points)
    light = hits * (width * height / (960 * 540))
    return tinted(lit(light, share), BLUES)


def path(points: int, seconds: float, share: float) -> tuple[Field, Field]:
    """x and y from -1 to 1 along the newest turns of both tones; each turn lies a little beside the last."""
    turn = np.linspace(0, TURNS, points, dtype=np.float32)
    angle = turn * np.float32(2 * np.pi)
    drift = turn * np.float32(2.3 * parting(share) / TURNS)
    high = np.float32(octave(share))
    one = np.sin(angle + drift * 0.7 + np.float32(seconds * 0.31))
    two = np.sin(angle - drift + np.float32(1.2 - seconds * 0.23))
    over = np.sin(angle * 2 + drift * 1.9 + np.float32(seconds * 0.37))
    sway = np.float32(0.34 * parting(share)) * np.sin(drift * 1.7 - np.float32(seconds * 0.4))
    return one * (1 - abs(sway)) + sway, two * (1 - high) + over * high + sway * 0.2


def splatted(across: Field, down: Field, width: int, height: int) -> Field:
    """How many points fell on each pixel, (height, width)."""
    x = (width / 2 + across * (width * 0.43)).astype(np.int32)
    y = (height / 2 + down * (height * 0.44)).astype(np.int32)
    inside = np.clip(y, 0, height - 1) * width + np.clip(x, 0, width - 1)
    return np.bincount(inside, minlength=width * height).reshape(height, width).astype(np.float32)


def lit(hits: Field, share: float) -> Field:
    """Light 0..1 from hits: a thin line, its halo, and the eyelids of the beginning and the end."""
    line = hits.copy()
    line[:, 1:] += hits[:, :-1] * 0.5
    line[1:] += hits[:-1] * 0.5
    glow = halo(hits)
    bright = 1 - np.exp(-(line * 0.22 + glow * 0.42))
    return bright * np.float32(smooth(share, 0.0, 0.06) * (1 - smooth(share, 0.97, 1.0)))


def halo(hits: Field) -> Field:
    """A wide, soft copy of the light: averaged over squares, spread, and drawn large again."""
    height, width = hits.shape
    side = max(1, height // 45)
    rows, columns = height // side, width // side
    small = hits[: rows * side, : columns * side].reshape(rows, side, columns, side).mean(axis=(1, 3))
    small = np.pad(small, 2)
    for _ in range(2):
        small = (small + np.roll(small, 1, 0) + np.roll(small, -1, 0)) / 3
        small = (small + np.roll(small, 1, 1) + np.roll(small, -1, 1)) / 3
    return spread(small[2:-2, 2:-2], width, height)


def spread(small: Field, width: int, height: int) -> Field:
    """The field at full size, straight lines between its values."""
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BILINEAR))
