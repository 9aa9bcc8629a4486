"""The drawn films' pictures, there before the films are: a backdrop, and a poster with its name in marquee letters."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from app.catalogue.artwork import keep_picture
from app.catalogue.models import Artwork, Title
from app.demo.films import draw_still
from app.demo.films.cards import CREAM, face
from app.foundation.db import db, writing

POSTER, BACKDROP = (800, 1200), (1920, 1080)
MARGIN, LINE, SMALL = 64, 0.9, 40
SHADE = (16, 8, 22)


@dataclass(frozen=True)
class Wanted:
    """A title's name, maker and year, for its poster, and the kinds of picture that it has already."""

    title_id: int
    name: str
    maker: str
    year: int | None
    has: frozenset[str]


def wanted_of(title: Title) -> Wanted:
    """What a title still wants."""
    maker = next((credit.person.name for credit in title.credits), "")
    return Wanted(title.id, title.name, maker, title.year, frozenset(art.kind for art in title.artwork))


def hang_pictures(wish: Wanted, key: str) -> None:
    """Give the title its backdrop and its poster where they are missing, each in a transaction of its own."""
    if "backdrop" not in wish.has:
        _hang(wish.title_id, "backdrop", draw_still(key, *BACKDROP))
    if "poster" not in wish.has:
        _hang(wish.title_id, "poster", draw_poster(key, wish))


def draw_poster(key: str, wish: Wanted) -> Image.Image:
    """The film's still upright, shaded behind the name only, with maker and year in its last line."""
    name = broken(wish.name, POSTER[0] - 2 * MARGIN)
    size = round(fitting(name, POSTER[0] - 2 * MARGIN))
    below = MARGIN + round(len(name) * size * LINE)
    still = shaded(draw_still(key, *POSTER).convert("RGB"), below + 90)
    pen = ImageDraw.Draw(still)
    for place, line in enumerate(name):
        pen.text((MARGIN, MARGIN + round((place + 0.8) * size * LINE)), line, font=face(size), fill=CREAM, anchor="ls")
    pen.text((MARGIN, below + 44), wish.maker, font=face(SMALL), fill=CREAM, anchor="ls")
    pen.text((POSTER[0] - MARGIN, below + 44), str(wish.year or ""), font=face(SMALL), fill=CREAM, anchor="rs")
    return still


def broken(name: str, width: int) -> list[str]:
    """The name in at most three lines, none of them much longer than another."""
    words, lines = name.split(), min(3, len(name.split()))
    splits = [[name]] if lines < 2 else [_split(words, n) for n in range(2, lines + 1)]
    return max(splits, key=lambda rows: min(fitting(rows, width), 190) - 8 * len(rows))


def fitting(rows: list[str], width: int) -> float:
    """The letter size in pixels at which the longest line is `width` wide, at most 200."""
    longest = max(face(100).getlength(row) for row in rows)
    return min(200.0, 100 * width / longest)


def shaded(picture: Image.Image, depth: int) -> Image.Image:
    """Darker from the top down to `depth` pixels, where the words are."""
    column = Image.new("L", (1, picture.height), 0)
    for y in range(min(picture.height, round(depth * 1.5))):
        column.putpixel((0, y), round(200 * (1 - max(0.0, y / (depth * 1.5))) ** 0.8))
    return Image.composite(Image.new("RGB", picture.size, SHADE), picture, column.resize(picture.size))


def _split(words: list[str], count: int) -> list[str]:
    """`count` lines whose longest is as short as can be, by trying every place for the first break."""
    if count == 1:
        return [" ".join(words)]
    tries = [[" ".join(words[:n]), *_split(words[n:], count - 1)] for n in range(1, len(words) - count + 2)]
    return min(tries, key=lambda rows: max(map(len, rows)))


def _hang(title_id: int, kind: str, picture: Image.Image) -> None:
    file = BytesIO()
    picture.save(file, "PNG", compress_level=1)
    kept = keep_picture(file, kind)
    with writing():
        row = Artwork(reference=kept.reference, kind=kind, width=kept.width, height=kept.height, title_id=title_id)
        db.session.add(row)
