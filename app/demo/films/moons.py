"""Paper Moons: a sea and hills of cut paper, moons let down on threads one by one, and a ship that comes at last."""

from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.films.canvas import Frame, axes, bump, clouds, ramp, smooth
from app.demo.films.shot import Shot

SECONDS = 20.0
FINE = 3
PAPER, WINDOW = (246, 232, 206), (255, 205, 110)
MOONS = (  # where it hangs (0..1), its phase (-1 new .. 1 full), the second it comes down, how crooked it is
    (0.1, 0.3, -0.62, 1.6, 0.0),
    (0.23, 0.2, -0.3, 3.6, 0.0),
    (0.36, 0.31, 0.0, 5.6, 0.5),
    (0.5, 0.19, 0.35, 7.6, 0.0),
    (0.635, 0.28, 0.68, 9.6, 0.0),
    (0.77, 0.2, 1.0, 11.6, 0.0),
)
MOON = 0.068
WAVES = (  # height of the crest, how it swells, waves across, drift, colour
    (0.66, 0.016, 5, 0.02, (40, 62, 116)),
    (0.74, 0.02, 4, -0.03, (33, 48, 98)),
    (0.83, 0.024, 3, 0.045, (25, 36, 78)),
    (0.92, 0.028, 3, -0.06, (17, 24, 56)),
)
SHIP_BEHIND = 1


def frames(shot: Shot) -> Iterator[Frame]:
    """The whole film."""
    for _, share in shot.moments():
        yield night(shot.width, shot.height, share * SECONDS)


def still(width: int, height: int) -> Frame:
    """All six moons, and the ship under the last."""
    return night(width, height, 15.4)


def night(width: int, height: int, seconds: float) -> Frame:
    """One frame, sheet upon sheet, each with its shadow on the one behind."""
    picture = sky(width, height).copy()
    for number in range(len(MOONS)):
        hang(picture, number, seconds)
    for number in range(len(WAVES)):
        if number == SHIP_BEHIND:
            sail(picture, seconds)
        roll(picture, number, seconds)
    return np.asarray(picture)


def hang(picture: Image.Image, number: int, seconds: float) -> None:
    """One moon on its thread, in place: it comes down, and sways less and less."""
    x, y, _, comes, crooked = MOONS[number]
    since = seconds - comes
    if since <= 0:
        return
    width, height = picture.size
    down = 1 - np.exp(-since * 2.6) * np.cos(since * 4.2)
    sway = 0.16 * np.exp(-since * 0.35) * np.sin(since * 2.4) + 0.03 * np.sin(seconds * 0.9 + number)
    leaves = smooth(seconds, 17.4 + 0.16 * number, 18.8 + 0.16 * number)
    row = (y * down - 0.2 * (1 - down) - 0.6 * leaves) * height
    left, reach = x * width + sway * height * y, MOON * min(height, width * 1.1)
    pen = ImageDraw.Draw(picture)
    pen.line((x * width, -2, left, row - reach * 0.9), fill=(158, 152, 170), width=max(1, height // 400))
    sheet, shade = moon(number, round(reach * 2.4), round((sway * 40 + crooked * 42) / 2))
    corner = (round(left - sheet.width / 2), round(row - sheet.height / 2))
    picture.paste((14, 12, 40), (corner[0] + height // 70, corner[1] + height // 50), shade)
    picture.paste(sheet, corner, sheet.getchannel("A"))


@cache
def moon(number: int, side: int, tilt: int) -> tuple[Image.Image, Image.Image]:
    """A cut moon, tilted by twice as many degrees, and its shadow as a mask."""
    phase, big = MOONS[number][2], side * FINE
    mask = Image.new("L", (big, big))
    pen, edge = ImageDraw.Draw(mask), big * 0.09
    pen.ellipse((edge, edge, big - edge, big - edge), fill=255)
    if phase < 1:
        shift = (phase + 1) / 2 * big * 0.86 + big * 0.1
        pen.ellipse((edge - shift, edge - big * 0.02, big - edge - shift, big - edge + big * 0.02), fill=0)
    mask = mask.rotate(tilt * 2 + 14, Image.Resampling.BICUBIC).resize((side, side), Image.Resampling.LANCZOS)
    fibre = 0.93 + 0.1 * clouds(70 + number, side, side, 9, 9)
    slope = np.linspace(1.03, 0.93, side)[:, None]
    colour = np.clip((fibre * slope)[:, :, None] * np.array(PAPER), 0, 255).astype(np.uint8)
    sheet = Image.fromarray(np.dstack([colour, np.asarray(mask)]), "RGBA")
    return sheet, mask.filter(ImageFilter.GaussianBlur(side * 0.03)).point(lambda level: level * 0.55)


def roll(picture: Image.Image, number: int, seconds: float) -> None:
    """One sheet of sea across the picture, in place: it rides to and fro."""
    width, height = picture.size
    _, swell, _, drift, _ = WAVES[number]
    sheet, shade, top = wave(width, height, number)
    along = round((np.sin(seconds * 0.55 + number * 1.3) * 0.5 + seconds * drift * 2) * width * 0.06) % (
        sheet.width - width
    )
    down = top + round(np.sin(seconds * 1.1 + number) * swell * 0.4 * height)
    box = (along, 0, along + width, sheet.height)
    picture.paste((8, 8, 26), (0, down - round(height * 0.012)), shade.crop(box))
    part = sheet.crop(box)
    picture.paste(part, (0, down), part.getchannel("A"))


@lru_cache(maxsize=4)
def wave(width: int, height: int, number: int) -> tuple[Image.Image, Image.Image, int]:
    """A sheet of sea twice as wide as the picture, its shadow upwards, and the row it begins at."""
    crest, swell, count, _, colour = WAVES[number]
    top, tall = round((crest - swell) * height), round((1.06 - crest + swell * 2) * height)
    wide = width * 2
    at = np.arange(wide) / width * count * 2 * np.pi
    edge = swell * height * (1 + np.sin(at + number * 2) * 0.8 + 0.25 * np.sin(2 * at + number))
    cover = np.clip(np.arange(tall)[:, None] - edge[None, :] + 0.5, 0, 1)
    depth = np.clip((np.arange(tall)[:, None] - edge[None, :]) / tall, 0, 1)
    fibre = 0.95 + 0.1 * clouds(90 + number, wide, tall, 60, 14)
    level = (fibre * (1.12 - 0.35 * depth))[:, :, None] * np.array(colour)
    level += (np.exp(-np.abs(np.arange(tall)[:, None] - edge - 1.5) / 1.6) * 22)[:, :, None]
    alpha = (cover * 255).astype(np.uint8)
    sheet = Image.fromarray(np.dstack([np.clip(level, 0, 255).astype(np.uint8), alpha]), "RGBA")
    shade = sheet.getchannel("A").filter(ImageFilter.GaussianBlur(height * 0.012)).point(lambda level: level * 0.5)
    return sheet, shade, top


def sail(picture: Image.Image, seconds: float) -> None:
    """The ship behind the nearer waves, in place: she comes from the right and lies still under the last moon."""
    width, height = picture.size
    along = smooth(seconds, 11.5, 15.6)
    if along <= 0:
        return
    x = (1.1 - 0.34 * along) * width
    y = (0.712 + 0.006 * np.sin(seconds * 1.7)) * height
    hull, tilt = ship(round(height * 0.13)), round(3 * np.sin(seconds * 1.3))
    turned = hull.rotate(tilt, Image.Resampling.BICUBIC)
    picture.paste(turned, (round(x - turned.width / 2), round(y - turned.height * 0.85)), turned.getchannel("A"))
    blink = 0.75 + 0.25 * bump(np.mod(seconds, 2.0), 0.2, 0.8, 1.6)
    reach = height * 0.006
    pen, lamp = ImageDraw.Draw(picture), (x + height * 0.012, y - height * 0.035)
    colour = tuple(round(part * blink) for part in WINDOW)
    pen.ellipse((lamp[0] - reach, lamp[1] - reach, lamp[0] + reach, lamp[1] + reach), fill=colour)


@cache
def ship(side: int) -> Image.Image:
    """A small steamer cut from paper, red funnel, cream hull."""
    big = side * FINE
    sheet = Image.new("RGBA", (big, big))
    pen = ImageDraw.Draw(sheet)
    pen.polygon(
        ((big * 0.1, big * 0.66), (big * 0.9, big * 0.66), (big * 0.78, big * 0.9), (big * 0.2, big * 0.9)),
        fill=(214, 86, 74),
    )
    pen.rectangle((big * 0.3, big * 0.48, big * 0.7, big * 0.67), fill=PAPER)
    pen.rectangle((big * 0.44, big * 0.22, big * 0.56, big * 0.49), fill=(60, 44, 72))
    pen.rectangle((big * 0.44, big * 0.28, big * 0.56, big * 0.35), fill=PAPER)
    return sheet.resize((side, side), Image.Resampling.LANCZOS)


@lru_cache(maxsize=1)
def sky(width: int, height: int) -> Image.Image:
    """Dark blue card, lighter towards the sea, with punched stars and two ranges of torn hills."""
    x, _ = axes(width, height)
    card = ramp([(0.0, (22, 26, 66)), (0.45, (38, 50, 104)), (0.7, (74, 92, 142)), (1.0, (90, 104, 150))], height)
    fibre = 0.96 + 0.08 * clouds(3, width, height, 50, 30)
    picture = Image.fromarray(np.clip(card[:, None, :] * fibre[:, :, None] * 255, 0, 255).astype(np.uint8))
    pen, dice = ImageDraw.Draw(picture), np.random.default_rng(6)
    for _ in range(70):
        left, top, reach = (
            dice.random() * width,
            dice.random() ** 1.4 * height * 0.56,
            height * dice.uniform(0.0012, 0.0032),
        )
        pen.ellipse((left - reach, top - reach, left + reach, top + reach), fill=(206, 208, 226))
    for base, tall, seed, colour in ((0.62, 0.12, 40, (58, 72, 122)), (0.66, 0.08, 44, (47, 62, 110))):
        edge = base - tall * (0.4 + 0.6 * np.sin(x[0] * 5 + seed) * np.sin(x[0] * 2.2 + seed * 2))
        points = list(zip(x[0] * width, edge * height, strict=True))
        pen.polygon([(0, height), *points, (width, height)], fill=colour)
    return picture
