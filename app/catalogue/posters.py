"""Artwork is never missing: a title without a poster gets one drawn from its own facts, and a backdrop likewise."""

from __future__ import annotations

import unicodedata
from random import Random
from xml.sax.saxutils import escape

from app.catalogue import lettering
from app.catalogue.backdrops import draw_backdrop
from app.catalogue.motif_scenes import AT_THE_TOP, MOTIFS
from app.catalogue.motifs import Motif, Palette, Zone

__all__ = ["draw_backdrop", "draw_poster"]

PALETTES = (
    Palette("#a94b31", "#fdf4e0", "#e9bd55", "#2a1530"),
    Palette("#e8b4ad", "#2f1638", "#9b2743", "#fbf0e2"),
    Palette("#17424a", "#faf0d6", "#4a9296", "#e9a13b"),
    Palette("#695384", "#fdf1e2", "#f0bd62", "#3b2a5a"),
    Palette("#31452f", "#faf0d4", "#e6bd45", "#86a85c"),
    Palette("#80b4ad", "#1d2450", "#f9edd0", "#27646a"),
    Palette("#e0aa3a", "#2a1530", "#8f2140", "#fbf0dc"),
    Palette("#e6e4de", "#221a3a", "#cf5d36", "#46699f"),
    Palette("#f1e5cb", "#2c1a35", "#d9603f", "#a9303b"),
    Palette("#7b1f35", "#fbe9cc", "#ef9f3c", "#2e0d1b"),
    Palette("#1d2250", "#fbf0e0", "#f08763", "#4a5490"),
    Palette("#2f1740", "#fbe5d8", "#e67fa8", "#e9bd55"),
)
MARGIN, ROOM = 14.0, 172.0
LAST_LINE, CREDIT_LINE = 265.0, 283.0
BODY = "Instrument Sans,Helvetica Neue,Arial,sans-serif"


def draw_poster(name: str, maker: str, year: int | None, seed: int) -> str:
    """An SVG of 200 x 300 units: one of 16 motifs in one of 12 palettes, chosen by `seed`, and the name set large.

    Neighbouring seeds never share motif or palette; all 192 pairs come round. Same facts, same drawing.
    """
    motif, colours = _choose(seed)
    size, lines = lettering.fit(_clean(name), ROOM)
    heading, zone = _lay_out(lines, size, name, colours, motif in AT_THE_TOP)
    top = CREDIT_LINE if motif not in AT_THE_TOP else zone.top - 12
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 300" width="200" height="300">'
        f"<title>{escape(_clean(name))}</title>"
        f'<defs><clipPath id="z"><rect x="{zone.left}" y="{zone.top:.1f}" width="{zone.right - zone.left}" '
        f'height="{zone.bottom - zone.top:.1f}"/></clipPath></defs>'
        f'<rect width="200" height="300" fill="{colours.ground}"/>'
        f'<g clip-path="url(#z)">{motif(Random(seed), colours, zone)}</g>'  # noqa: S311 - a drawing, not a secret
        f"{heading}{_credit(maker, year, colours, top)}</svg>"
    )


def _choose(seed: int) -> tuple[Motif, Palette]:
    return MOTIFS[seed * 7 % 16], PALETTES[(seed * 5 + seed // 48) % 12]


def _lay_out(lines: list[str], size: float, name: str, colours: Palette, at_the_top: bool) -> tuple[str, Zone]:
    """The name as SVG, and the zone that it leaves to the motif."""
    leading = size * lettering.LEADING
    capital = size * 0.7
    first = MARGIN + 4 + capital if at_the_top else LAST_LINE - leading * (len(lines) - 1)
    draw = _outlined if lettering.knows(name) else _plain
    heading = f'<g fill="{colours.ink}">{draw(lines, size, first, leading)}</g>'
    if at_the_top:
        return heading, Zone(0, first + leading * (len(lines) - 1) + 30, 200, 300)
    return heading, Zone(0, 0, 200, first - capital - 13)


def _outlined(lines: list[str], size: float, first: float, leading: float) -> str:
    return lettering.outline(lines, size, MARGIN, first, leading)


def _plain(lines: list[str], size: float, first: float, leading: float) -> str:
    """For scripts that the face lacks: the reader's own fonts, held inside the column."""
    words = _clean(" ".join(lines))
    fits = f' textLength="{ROOM:g}" lengthAdjust="spacingAndGlyphs"' if len(words) > 10 else ""
    y = LAST_LINE if first > 150 else first
    font = f'font-family="{BODY}" font-weight="700" font-size="22"'
    return f'<text x="{MARGIN:g}" y="{y:.0f}" {font}{fits}>{escape(words)}</text>'


def _credit(maker: str, year: int | None, colours: Palette, y: float) -> str:
    who = _clean(maker)
    who = who if len(who) <= 30 else who[:29].rstrip() + "…"
    words = f'<text x="{MARGIN:g}" y="{y:.0f}">{escape(who)}</text>'
    if year:
        words += f'<text x="186" y="{y:.0f}" text-anchor="end">{year}</text>'
    return f'<g font-family="{BODY}" font-size="9" fill="{colours.ink}">{words}</g>'


def _clean(text: str) -> str:
    """One line without the control characters that XML forbids."""
    kept = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())[:120]
