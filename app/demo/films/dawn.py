"""The Aurora Keeper, the last morning: the lights go out one by one, a plane comes, and the lake has the last word."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from app.demo.films.canvas import Field, Frame, axes, bump, enlarged, ramp, smooth
from app.demo.films.curtains import BLUE, GREEN, Curtain, shine_all
from app.demo.films.landscape import SHORE, composed, developed, house, lit_window, place, stood
from app.demo.films.shot import Shot

HOUSE_X, HOUSE_SIZE = 0.62, 0.13
BACK = Curtain(0.4, 0.06, 0.3, BLUE, seed=104, pace=0.8, strength=0.7, folds=0.9)
FRONT = Curtain(0.55, 0.08, 0.26, GREEN, seed=117, pace=1.1, strength=0.9, folds=1.1)
MORNING = ramp(
    [
        (0.0, (26, 44, 96)),
        (0.35, (70, 84, 146)),
        (0.62, (176, 112, 146)),
        (0.8, (255, 146, 104)),
        (1.0, (255, 206, 130)),
    ]
)
BOTH = (0.585, 0.665)  # while there are two at the window
ANSWERS = (0.80, 0.845, 0.89)


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole episode."""
    for seconds, share in shot.moments():
        yield morning(shot.width, shot.height, seconds, share, divisor=2)


def still(width: int, height: int) -> Frame:
    """The plane over the lake in the first light."""
    return morning(width, height, 13.2, 0.52, divisor=max(1, height / 900))


def morning(width: int, height: int, seconds: float, share: float, divisor: float) -> Frame:
    """One frame: the soft parts drawn smaller by `divisor`, the house and the plane at full size."""
    small_width, small_height = Shot(width, height).reduced(divisor)
    here = place(small_width, small_height, HOUSE_X)
    x, y = axes(small_width, small_height)
    day, night = smooth(share, 0.08, 0.8), 1 - smooth(share, 0.1, 0.46)
    light = shine_all(((BACK, 0.7 * night), (FRONT, night)), x, y[: here.water], seconds + 90)
    light += daylight(x, y[: here.water], here.water) * np.float32(1.3 * day)
    lamp = 0.95 - 0.35 * day
    level = composed(here, light, seconds, lamp, starlight=1 - smooth(share, 0.05, 0.4))
    level[: here.water] += (1 - here.open_sky) * np.array([0.05, 0.04, 0.07], np.float32) * np.float32(day)
    for number, moment in enumerate(ANSWERS):
        answer(level, here.water, 0.26 + 0.035 * number, bump(share, moment - 0.02, moment, moment + 0.04))
    frame = with_plane(enlarged(developed(level), width, height), share)
    return with_house(frame, share, lamp)


def daylight(x: Field, y: Field, water: int) -> Field:
    """The morning's light in the sky, strongest where the sun will be."""
    column = MORNING[np.clip(np.arange(water) / water * 255, 0, 255).astype(int)][:, None, :] ** np.float32(1.5)
    near = np.exp(-(((x - 0.2) / 0.42) ** 2) - ((y - SHORE) / 0.4) ** 2)
    return (column * (0.5 + 0.9 * near)[:, :, None]).astype(np.float32)


def answer(level: Field, water: int, where: float, strength: float) -> None:
    """A light in the lake where nothing stands above it, in place."""
    if strength <= 0:
        return
    height, width = level.shape[:2]
    down = (np.arange(height - water, dtype=np.float32)[:, None] + 0.5) / (height - water)
    across = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / width - where
    glow = np.exp(-((across / (0.008 + 0.016 * down)) ** 2) - ((down - 0.42) / 0.34) ** 2) * (
        0.6 + 0.4 * np.sin(down * 40)
    )
    level[water:] += glow[:, :, None] * np.array([0.5, 1.9, 1.5], np.float32) * np.float32(strength)


def course(share: float) -> tuple[float, float, float]:
    """Where the plane is (0..1) and how large: in from the left, low over the lake, and away to the right."""
    along = (share - 0.06) / 0.84
    y = 0.3 + 0.16 * bump(along, 0.0, 0.45, 0.95) - 0.14 * along
    return -0.08 + 1.18 * along, y, 0.02 + 0.03 * bump(along, 0.0, 0.5, 1.0)


def with_plane(frame: Frame, share: float) -> Frame:
    """The frame with the plane, its lights blinking."""
    if not 0.06 < share < 0.9:
        return frame
    height, width = frame.shape[:2]
    x, y, size = course(share)
    ahead_x, ahead_y, _ = course(share + 0.01)
    left, top, reach = x * width, y * height, size * height
    dx, dy = (ahead_x - x) * width, (ahead_y - y) * height
    length = max(0.001, float(np.hypot(dx, dy)))
    dx, dy = dx / length, dy / length
    picture = Image.fromarray(frame)
    pen, ink = ImageDraw.Draw(picture), (18, 16, 30)
    body = ((1.5, 0.0), (0.7, -0.16), (-1.1, -0.1), (-1.5, -0.5), (-1.7, -0.5), (-1.6, 0.08), (0.7, 0.16))
    pen.polygon([(left + (a * dx - b * dy) * reach, top + (a * dy + b * dx) * reach) for a, b in body], fill=ink)
    pen.line(
        (left - reach * 0.1, top - reach * 0.2, left + reach * 0.5, top + reach * 0.34),
        fill=ink,
        width=max(1, round(reach / 6)),
    )
    lamp = reach * 0.2
    for a, colour, beat in ((1.3, (255, 240, 200), 0.5), (-1.55, (255, 90, 80), 0.0)):
        if (share * 22 + beat) % 1 < 0.55:
            spot = (left + a * dx * reach, top + a * dy * reach)
            pen.ellipse((spot[0] - lamp, spot[1] - lamp, spot[0] + lamp, spot[1] + lamp), fill=colour)
    return np.array(picture)


def with_house(frame: Frame, share: float, lamp: float) -> Frame:
    """The house, its window, and whoever stands there."""
    height, width = frame.shape[:2]
    mask, window = house(width, height, HOUSE_X, HOUSE_SIZE)
    frame = stood(frame, mask)
    lit_window(frame, window, lamp)
    left, top, right, bottom = window
    somebody(frame, left + (right - left) * 0.26, top, bottom, 1.0)
    somebody(frame, left + (right - left) * 0.78, top, bottom, bump(share, BOTH[0], sum(BOTH) / 2, BOTH[1]))
    return frame


def somebody(frame: Frame, middle: float, top: int, bottom: int, share: float) -> None:
    """A dark head and shoulders at the window, in place; `share` is how much of them is there."""
    tall = bottom - top
    rows = np.arange(top, bottom)
    for row in rows:
        down = (row - top) / max(1, tall)
        reach = tall * (0.13 if 0.22 < down < 0.5 else 0.24 if down >= 0.56 else 0.08 if down >= 0.5 else 0)
        if reach:
            here = frame[row, max(0, round(middle - reach)) : round(middle + reach)]
            here[:] = (here * (1 - 0.85 * share)).astype(np.uint8)
