"""Nocturne for Looms: a cloth woven while we look, pick by pick: a moon, seven stars and a sea, with one fault."""

from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageDraw

from app.demo.films.canvas import Field, Frame, axes, bump, smooth
from app.demo.films.shot import Shot

SECONDS = 20.0
WARP, PICKS, LEADER = 160, 180, 72  # the leader is woven before the film begins
PICK_S = SECONDS / (PICKS - LEADER)
FELL = 0.34  # how far down the cloth's edge is
FAULT = (LEADER + 49, 61)  # the pick and the thread of the fault: nine rows into the moon
INDIGO = np.array([36, 40, 92], np.float32) / 255
CREAM = np.array([244, 226, 190], np.float32) / 255
GOLD = np.array([240, 170, 70], np.float32) / 255
ROSE = np.array([196, 84, 104], np.float32) / 255
GROUND = np.array([62, 58, 118], np.float32) / 255


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film."""
    for _, share in shot.moments():
        yield loom(shot.width, shot.height, share * SECONDS)


def still(width: int, height: int) -> Frame:
    """The moon half woven, and the shuttle on its way."""
    wide = max(width, round(height * 16 / 9))
    left = round((wide - width) * 0.42)
    return loom(wide, height, 15.1)[:, left : left + width]


@cache
def design() -> tuple[Field, Field]:
    """For every pick and thread: whether the weft lies on top, and the weft's colour; the first pick is the lowest."""
    rows, columns = np.mgrid[0:PICKS, 0:WARP]
    twill = (rows + columns) % 4 < 1
    picture, colour = pictured(rows.astype(np.float32) - LEADER, columns.astype(np.float32))
    over = np.where(picture, (rows * 3 + columns) % 5 != 0, twill)
    over[FAULT] = not over[FAULT]
    return over, colour


def pictured(rows: Field, columns: Field) -> tuple[Field, Field]:
    """Where the picture is, and its colours: waves below, a moon above them, stars about it."""
    colour = np.zeros((PICKS, WARP, 3), np.float32) + GROUND
    waves = np.zeros((PICKS, WARP), bool)
    for number, base in enumerate((6, 14, 22)):
        crest = base + 3.2 * np.sin(columns / WARP * 2 * np.pi * (4 + number) + number * 1.7)
        here = (rows > crest - 2.2) & (rows < crest + 0.6)
        waves |= here
        colour[here] = (ROSE, CREAM, GOLD)[number]
    disc = np.hypot((columns - 70) * 0.95, rows - 62) < 21
    bite = np.hypot((columns - 80) * 0.95, rows - 67) < 18
    moon = disc & ~bite
    colour[moon] = CREAM
    stars = np.zeros_like(waves)
    for x, y, size in ((22, 48, 4), (40, 88, 5), (104, 84, 4), (124, 58, 6), (142, 90, 4), (118, 36, 3), (84, 70, 4)):
        here = (np.abs(columns - x) + np.abs(rows - y) < size) & (np.abs(columns - x) * np.abs(rows - y) < size * 0.8)
        stars |= here
        colour[here] = GOLD
    band = (rows < -3) & (np.mod(rows, 12) < 3)
    colour[band] = np.where(np.mod(rows[band], 24) < 12, 1, 0)[:, None] * (ROSE - GOLD) + GOLD
    return band | waves | moon | stars, colour


def loom(width: int, height: int, seconds: float) -> Frame:
    """One frame: the threads waiting above, the fell, and the cloth moving down towards us."""
    pick = min(PICKS - 1.001, LEADER + seconds / PICK_S)
    row = height / 90
    whole = cloth(width, row)
    edge = round(FELL * height)
    top = round(whole.shape[0] - (int(pick) + smooth(pick % 1, 0.5, 1.0)) * row)
    picture = np.empty((height, width, 3), np.float32)
    picture[:edge] = threads(width, height, int(pick), pick % 1)[:edge]
    woven = whole[top : top + height - edge]
    picture[edge : edge + len(woven)] = woven
    picture[edge + len(woven) :] = 0
    reed(picture, edge, pick % 1)
    lit = picture * lamp(width, height, round(2 + 2 * np.sin(seconds * 0.9)))
    frame = (np.clip(lit, 0, 1) * 255).astype(np.uint8)
    return with_shuttle(frame, edge, pick, seconds)


@lru_cache(maxsize=1)
def cloth(width: int, row: float) -> Field:
    """The whole cloth at a size, the newest pick at the top: every crossing a small rounded piece of thread."""
    over, colour = design()
    rows, columns = round(PICKS * row), width
    pick = np.minimum((np.arange(rows) / row).astype(int), PICKS - 1)[::-1]
    thread = np.minimum((np.arange(columns) / columns * WARP).astype(int), WARP - 1)
    up = (np.arange(rows) / row % 1)[::-1, None].astype(np.float32)
    along = (np.arange(columns) / columns * WARP % 1)[None, :].astype(np.float32)
    round_weft, round_warp = np.sin(up * np.pi) ** 0.7, np.sin(along * np.pi) ** 0.7
    weft = colour[pick][:, thread] * (0.35 + 0.75 * round_weft * (0.8 + 0.2 * round_warp))[:, :, None]
    warp = INDIGO * (0.3 + 0.7 * round_warp * (0.75 + 0.25 * round_weft))[:, :, None]
    return np.where(over[pick][:, thread][:, :, None], weft, warp).astype(np.float32)


def threads(width: int, height: int, pick: int, within: float) -> Field:
    """The warp above the fell: every other thread lifted while the shuttle passes."""
    return _threads(width, height, pick % 2, round(bump(within, 0.0, 0.3, 0.62) * 4))


@lru_cache(maxsize=10)
def _threads(width: int, height: int, turn: int, lift: int) -> Field:
    across = np.arange(width) / width * WARP
    number, along = across.astype(int), (across % 1).astype(np.float32)
    shine = np.clip(np.sin(along * np.pi) - 0.25, 0, 1)
    lifted = (number % 2 == turn).astype(np.float32) * lift / 4
    down = np.linspace(0, 1, height, dtype=np.float32)[: round(FELL * height) + 1, None]
    slack = 0.42 + 0.4 * np.sin(down * 3 + number * 0.7)[:, :] * 0.25 + lifted * 0.5 * (1 - down)
    return (np.clip(shine * slack, 0, 1)[:, :, None] * np.array([0.62, 0.66, 1.05], np.float32) * 0.62).astype(
        np.float32
    )


def reed(picture: Field, edge: int, within: float) -> None:
    """The comb that beats each pick home: a bar that comes down to the cloth and goes back, in place."""
    height = picture.shape[0]
    at = edge - round(height * (0.012 + 0.15 * (1 - bump(within, 0.55, 0.8, 1.0))))
    thick = max(2, height // 60)
    picture[max(0, at - thick) : max(1, at)] = np.array([0.5, 0.36, 0.26])
    picture[max(0, at - thick) : max(0, at - thick) + max(1, thick // 4)] = np.array([0.86, 0.68, 0.48])


def with_shuttle(frame: Frame, edge: int, pick: float, seconds: float) -> Frame:
    """The shuttle that flies from side to side, and its thread behind it."""
    height, width = frame.shape[:2]
    within, rightwards = pick % 1, int(pick) % 2 == 0
    if within > 0.6 or seconds < 0.4:
        return frame
    picture = Image.fromarray(frame)
    pen, size = ImageDraw.Draw(picture), height * 0.055
    along = smooth(within, 0.0, 0.6) * 1.4 - 0.2
    x, y = (along if rightwards else 1 - along) * width, edge - height * 0.045
    thread = tuple(int(part * 255) for part in design()[1][int(pick), WARP // 2])
    pen.line((0 if rightwards else width, edge - 2, x, y), fill=thread, width=max(1, height // 270))
    nose = size * 1.9
    pen.polygon(
        (
            (x - nose, y),
            (x - size, y - size * 0.32),
            (x + size, y - size * 0.32),
            (x + nose, y),
            (x + size, y + size * 0.32),
            (x - size, y + size * 0.32),
        ),
        fill=(120, 66, 40),
    )
    pen.rounded_rectangle((x - size, y - size * 0.16, x + size, y + size * 0.16), size * 0.1, fill=thread)
    return np.asarray(picture)


@lru_cache(maxsize=5)
def lamp(width: int, height: int, sway: int) -> Field:
    """One lamp over the loom, swinging a little: (height, width, 3)."""
    x, y = axes(width, height)
    middle = 0.42 + 0.03 * (sway - 2)
    away = ((x - middle) / 0.52) ** 2 + ((y - 0.5) / 0.62) ** 2
    level = 0.16 + 1.15 * np.exp(-away)
    return (level[:, :, None] * np.array([1.08, 0.98, 0.86], np.float32)).astype(np.float32)
