"""The Aurora Keeper, the nineteenth night: nothing in the sky, and everything in the lake."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from app.demo.films.canvas import Field, Frame, axes, bump, enlarged, smooth
from app.demo.films.curtains import BLUE, GREEN, ROSE, VIOLET, Curtain, shine_all
from app.demo.films.landscape import SHORE, composed, developed, house, lit_window, place, stood
from app.demo.films.shot import Shot

HOUSE_X, HOUSE_SIZE = 0.3, 0.1
BANK = 0.46  # how far down the shore is here
BACK = Curtain(0.42, 0.05, 0.3, VIOLET, seed=63, pace=0.7, strength=0.6, folds=0.9)
MIDDLE = Curtain(0.55, 0.07, 0.3, BLUE, seed=71, pace=0.9, strength=0.8, folds=1.2)
FRONT = Curtain(0.68, 0.08, 0.26, GREEN, seed=86, pace=1.2, strength=1.15, folds=1.0)
DEEP = Curtain(0.6, 0.06, 0.34, ROSE, seed=91, pace=1.4, strength=1.2, folds=0.8)
BELLS = (0.80, 0.84, 0.88)


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole episode."""
    for seconds, share in shot.moments():
        yield night(shot.width, shot.height, seconds, share, divisor=2)


def still(width: int, height: int) -> Frame:
    """The lake at its brightest, the lamp out."""
    return night(width, height, 20.2, 0.84, divisor=max(1, height / 900))


def lamp_at(share: float) -> float:
    """The window's light: she puts the lamp out, and lights it again at the very end."""
    return smooth(share, 0.03, 0.07) * (1 - smooth(share, 0.36, 0.41)) + 0.5 * smooth(share, 0.93, 0.97)


def lights_at(share: float) -> tuple[float, float, float, float]:
    """Strength of the lake's four lights: they rise as the lamp goes, and ring three times in rose."""
    rise, more = smooth(share, 0.14, 0.42), 0.7 + 0.3 * smooth(share, 0.38, 0.5)
    bells = sum(bump(share, moment - 0.025, moment, moment + 0.035) for moment in BELLS)
    return 0.25 + 0.75 * rise, rise * more, rise**1.5 * more, 1.7 * bells


def night(width: int, height: int, seconds: float, share: float, divisor: float) -> Frame:
    """One frame: an empty sky over the house, and the lake below it with all the lights."""
    lamp = lamp_at(share) * (0.94 + 0.06 * float(np.sin(seconds * 7.3) * np.sin(seconds * 3.1)))
    small_width, small_height = Shot(width, height).reduced(divisor)
    shore = above_water(small_width, small_height, seconds, lamp)
    depths = lake(small_width, small_height - len(shore), seconds, share)
    water = depths + upside_down(shore, small_height - len(shore), seconds)
    shore = shore + depths[:3].mean(axis=(0, 1)) * 0.05
    frame = enlarged(developed(np.concatenate([shore, water])), width, height)
    return with_house(frame, lamp)


def above_water(width: int, height: int, seconds: float, lamp: float) -> Field:
    """Sky, hills and the lamp's glow, down to the water."""
    here = place(width, height, HOUSE_X)
    whole = composed(here, np.zeros_like(here.sky), seconds, lamp, starlight=0.8)
    return whole[max(0, here.water - round(BANK * height)) : here.water]


def lake(width: int, height: int, seconds: float, share: float) -> Field:
    """Curtains that hang downwards into the lake, broken by small waves that grow towards us."""
    down = (np.arange(height, dtype=np.float32) + 0.5)[:, None] / height
    x, _ = axes(width, height)
    curtains = tuple(zip((BACK, MIDDLE, FRONT, DEEP), lights_at(share), strict=True))
    light = shine_all(curtains, x, np.float32(0.76) - down * np.float32(0.74), seconds + 70)
    shift = np.sin(down[:, 0] ** 0.6 * 60 - seconds * 1.5) * (0.2 + down[:, 0]) * width / 150
    columns = np.clip(np.arange(width)[None, :] + shift[:, None], 0, width - 1).astype(np.int32)
    light = light[np.arange(height)[:, None], columns]
    glints = 0.86 + 0.22 * np.sin(down**0.55 * 150 - seconds * 2.2 + np.sin(x * 37 + seconds) * 1.5) * down**0.3
    edge = np.clip(down / 0.05, 0.3, 1)
    return np.asarray(light * (glints * edge)[:, :, None] + np.array([0.006, 0.012, 0.034], np.float32))


def upside_down(shore: Field, height: int, seconds: float) -> Field:
    """The shore's own dim reflection."""
    depth = np.arange(height, dtype=np.float32)
    rows = len(shore) - 1 - depth * 1.7 + np.sin(depth * 1.7 + seconds * 2.4) * (0.5 + depth / 60)
    seen = shore[np.clip(rows, 0, len(shore) - 1).astype(np.int32)]
    return np.asarray(seen * (0.5 * np.exp(-depth / height * 3))[:, None, None])


def with_house(frame: Frame, lamp: float) -> Frame:
    """The house on its shore: drawn where `landscape` puts it, moved up to this shore."""
    height, width = frame.shape[:2]
    up = round(SHORE * height) - min(round(SHORE * height), round(BANK * height))
    mask, (left, top, right, bottom) = house(width, height, HOUSE_X, HOUSE_SIZE)
    moved = mask.transform(mask.size, Image.Transform.AFFINE, (1, 0, 0, 0, 1, up))
    frame = stood(frame, moved)
    lit_window(frame, (left, top - up, right, bottom - up), lamp)
    return frame
