"""Drawn avatars: nine kinds in ten colourings; a child's has a scalloped edge and an animal."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from typing import NamedTuple


class Colours(NamedTuple):
    """Ground, two shapes and a highlight."""

    ground: str
    first: str
    second: str
    light: str


COLOURINGS = (
    Colours("#c9573c", "#e98e59", "#f4bf70", "#fdf0cf"),
    Colours("#17424a", "#e9a63f", "#7cb3aa", "#f9e4bd"),
    Colours("#e6a9a1", "#8f2443", "#6b3b7e", "#f5cf70"),
    Colours("#2b2a63", "#f08763", "#7f7ac0", "#fbe8cf"),
    Colours("#35523a", "#e6bd45", "#8fb56a", "#faf0d4"),
    Colours("#6d5290", "#f0bd62", "#b99ad6", "#fdf1e2"),
    Colours("#e0aa3a", "#8f2140", "#3b2a5a", "#fdf3dc"),
    Colours("#7b1f35", "#ef9f3c", "#d9607a", "#fbe9cc"),
    Colours("#b9d4ea", "#2b3f8c", "#e0694a", "#fffaf0"),
    Colours("#7fb3a8", "#1d2450", "#e9a13b", "#fdf3dc"),
)
Drawing = Callable[[Colours], str]


def draw_avatar(seed: int, is_child: bool) -> str:
    """An SVG of 100 x 100 units. A grown-up gets a round pattern, a child an animal on a scalloped disc.

    Neighbouring seeds never look alike; the same seed always gives the same drawing.
    """
    colours = COLOURINGS[(seed * 3 + seed // len(COLOURINGS)) % len(COLOURINGS)]
    if is_child:
        body = _scallops(_lively(colours)) + ANIMALS[seed % len(ANIMALS)](colours)
    else:
        pattern = PATTERNS[seed % len(PATTERNS)](colours)
        ground = f'<path d="M0 0h100v100H0z" fill="{colours.ground}"/>'
        body = (
            f'<clipPath id="c"><circle cx="50" cy="50" r="50"/></clipPath><g clip-path="url(#c)">{ground}{pattern}</g>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">{body}</svg>'


def _disc(x: float, y: float, r: float, colour: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{colour}"/>'


def _shape(path: str, colour: str, more: str = "") -> str:
    return f'<path d="{path}" fill="{colour}"{more}/>'


def _line(path: str, colour: str, breadth: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{breadth:g}"/>'


def _round(count: int, drawing: str, first: float = 0) -> str:
    return "".join(f'<g transform="rotate({first + 360 * n / count:g} 50 50)">{drawing}</g>' for n in range(count))


def sunburst(c: Colours) -> str:
    """Rings of warmth."""
    return _disc(50, 50, 38, c.first) + _disc(50, 50, 27, c.second) + _disc(50, 50, 15, c.light)


def waves(c: Colours) -> str:
    """Five waves."""
    rows = ((14, c.light), (32, c.first), (50, c.second), (68, c.light), (86, c.first))
    return "".join(_line(f"M-12 {y}q12.5-16 25 0t25 0 25 0 25 0 25 0", colour, 8) for y, colour in rows)


def petals(c: Colours) -> str:
    """Eight petals, two colours."""
    petal = "M50 50c-13-14-13-34 0-48 13 14 13 34 0 48"
    return _round(4, _shape(petal, c.second), 45) + _round(4, _shape(petal, c.first)) + _disc(50, 50, 12, c.light)


def rays(c: Colours) -> str:
    """Sixteen beams from the projector."""
    return (
        _round(8, _shape("M50 50L40-10h20z", c.first))
        + _round(8, _shape("M50 50L46-10h8z", c.second), 22.5)
        + _disc(50, 50, 17, c.light)
    )


def hills(c: Colours) -> str:
    """A low sun behind hills."""
    return (
        _disc(63, 42, 19, c.light)
        + _shape("M0 66q24-26 50-6t50-4v44H0z", c.second)
        + _shape("M0 82q30-20 60-4t40-6v28H0z", c.first)
    )


def tiles(c: Colours) -> str:
    """Quarter circles on a grid."""
    corners = ((0, 0, c.first), (50, 0, c.second), (0, 50, c.second), (50, 50, c.light))
    return "".join(_shape(f"M{x} {y}h50a50 50 0 0 1-50 50z", colour) for x, y, colour in corners)


def moon(c: Colours) -> str:
    """A crescent and its stars."""
    stars = "".join(_disc(x, y, r, c.light) for x, y, r in ((74, 26, 3), (82, 52, 2), (66, 76, 2.6), (24, 22, 2)))
    return (
        _shape("M58 18a34 34 0 1 0 14 54A28 28 0 0 1 58 18z", c.first)
        + stars
        + _line("M0 92q25-9 50 0t50 0", c.second, 7)
    )


def weave(c: Colours) -> str:
    """Over and under."""
    across = "".join(_shape(f"M0 {y}h100v12H0z", c.first) for y in (8, 32, 56, 80))
    down = "".join(
        _shape(f"M{x} {y}h12v16h-12z", c.light)
        for x in (8, 32, 56, 80)
        for y in range(-6 + (x % 48) // 24 * 24 - 18, 100, 48)
    )
    return across + "".join(_shape(f"M{x} 0h12v100h-12z", c.second, ' opacity=".55"') for x in (8, 32, 56, 80)) + down


def ripples(c: Colours) -> str:
    """Rings from two drops."""
    left = "".join(
        f'<circle cx="32" cy="64" r="{r}" fill="none" stroke="{c.first}" stroke-width="5"/>' for r in range(8, 90, 14)
    )
    right = "".join(
        f'<circle cx="74" cy="28" r="{r}" fill="none" stroke="{c.light}" stroke-width="3"/>' for r in range(6, 40, 11)
    )
    return left + right + _disc(74, 28, 3, c.second)


def _lively(c: Colours) -> str:
    """The disc behind an animal: whichever of its light colours stands off the dark house."""
    return (
        "#f2c04e"
        if c.ground in ("#17424a", "#6d5290", "#2b2a63", "#7b1f35", "#35523a", "#c9573c", "#e0aa3a")
        else c.ground
    )


def _scallops(colour: str) -> str:
    edge = "".join(
        _disc(50 + 40 * cos(2 * pi * n / 16), 50 + 40 * sin(2 * pi * n / 16), 9.6, colour) for n in range(16)
    )
    return edge + _disc(50, 50, 42, colour)


def _eyes(gap: float, y: float, r: float) -> str:
    both = "".join(
        _disc(50 + side * gap, y, r, "#fff6e6") + _disc(50 + side * gap * 0.9, y + 1, r * 0.5, "#26123a")
        for side in (-1, 1)
    )
    return both + "".join(_disc(50 + side * gap * 0.9 + 1.6, y - 1, r * 0.18, "#fff") for side in (-1, 1))


def owl(c: Colours) -> str:
    """The owl."""
    body = _shape("M28 18q10 8 22 11 12-3 22-11l3 44q-2 26-25 26T25 62z", "#6b4f96")
    return (
        body
        + _eyes(11.5, 46, 12)
        + _shape("M46 54h8l-4 7z", "#ef8a4c")
        + _line("M38 72q3 4 6 0 3 4 6 0 3 4 6 0 3 4 6 0", "#a98bd0", 2.6)
    )


def fox(c: Colours) -> str:
    """The fox."""
    head = _shape("M20 22l20 12h20l20-12-4 34L50 84 24 56z", "#d9603a") + _shape(
        "M24 56q14-2 26 28 12-30 26-28L50 84z", "#fff1dd"
    )
    return head + _eyes(13, 48, 6) + _disc(50, 79, 4.6, "#26123a")


def whale(c: Colours) -> str:
    """The whale."""
    body = _shape("M16 56q0-26 32-26 26 0 30 24l10-12q6 10-4 20-8 20-38 20-30 0-30-26z", "#3d68a8") + _shape(
        "M18 64q26 12 54 4-6 14-28 14-22 0-26-18z", "#dbeaf4"
    )
    return (
        body
        + _disc(34, 52, 4, "#fff6e6")
        + _disc(34, 53, 2, "#26123a")
        + _line("M46 28q-6-10-12-8m12 8q6-10 12-8", "#3d68a8", 3)
    )


def bear(c: Colours) -> str:
    """The bear."""
    ears = "".join(_disc(50 + s * 22, 30, 11, "#7a4b34") + _disc(50 + s * 22, 30, 5.5, "#d99c78") for s in (-1, 1))
    return (
        ears
        + _disc(50, 54, 29, "#7a4b34")
        + _disc(50, 64, 14, "#e8c3a0")
        + _eyes(12, 48, 5.5)
        + _shape("M45 58h10l-5 6z", "#26123a")
        + _line("M44 69q6 5 12 0", "#26123a", 2)
    )


def cat(c: Colours) -> str:
    """The cat."""
    head = _shape("M24 16l16 14h20l16-14 2 36q0 30-28 30T22 52z", "#2f3f6e")
    return (
        head
        + _eyes(13, 50, 8)
        + _shape("M46 60h8l-4 5z", "#f29aa0")
        + _line("M22 62l14 2M22 70l14-2M78 62l-14 2M78 70l-14-2", "#fff6e6", 1.6)
    )


def frog(c: Colours) -> str:
    """The frog."""
    bumps = "".join(_disc(50 + s * 17, 34, 13, "#4f8a4c") for s in (-1, 1))
    return (
        bumps
        + _shape("M18 56q0-24 32-24t32 24q0 24-32 24T18 56z", "#4f8a4c")
        + _eyes(17, 34, 8.5)
        + _line("M32 62q18 12 36 0", "#1f3d24", 3)
        + _disc(28, 60, 4, "#8fc27e")
        + _disc(72, 60, 4, "#8fc27e")
    )


PATTERNS: tuple[Drawing, ...] = (sunburst, waves, petals, hills, rays, tiles, moon, weave, ripples)
ANIMALS: tuple[Drawing, ...] = (owl, fox, whale, bear, cat, frog)
