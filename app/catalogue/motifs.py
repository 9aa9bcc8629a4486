"""Eight of the sixteen motifs of drawn posters: patterns that fill the zone above (or below) the name."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin, sqrt
from random import Random
from typing import NamedTuple


class Palette(NamedTuple):
    """Four colours: the ground, the ink of the name, and two more."""

    ground: str
    ink: str
    bright: str
    deep: str


class Zone(NamedTuple):
    """The part of the 200 x 300 sheet that the motif may use."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def reach(self) -> float:
        """The radius of the largest circle inside it."""
        return min(self.right - self.left, self.bottom - self.top) / 2


Motif = Callable[[Random, Palette, Zone], str]


def circle(x: float, y: float, r: float, fill: str) -> str:
    """A filled circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"/>'


def stroke(path: str, colour: str, breadth: float, more: str = "") -> str:
    """A path drawn as a line."""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{breadth:g}"{more}/>'


def fill(path: str, colour: str, more: str = "") -> str:
    """A filled path."""
    return f'<path d="{path}" fill="{colour}"{more}/>'


def doors(dice: Random, colours: Palette, zone: Zone) -> str:
    """Truchet tiles: quarter circles that happen to join into loops and ways."""
    falling, rising = (
        "m14 0a14 14 0 0 1-14 14m28 0a14 14 0 0 0-14 14",
        "m14 0a14 14 0 0 0 14 14m-28 0a14 14 0 0 1 14 14",
    )
    ways: dict[str, list[str]] = {colours.deep: [], colours.bright: []}
    for row in range(int((zone.bottom - zone.top) / 28) + 1):
        for column in range(8):
            colour = colours.deep if dice.random() < 0.72 else colours.bright
            ways[colour].append(f"M{column * 28} {zone.top + row * 28:.0f}{dice.choice((falling, rising))}")
    return "".join(stroke("".join(way), colour, 9) for colour, way in ways.items())


def contours(dice: Random, colours: Palette, zone: Zone) -> str:
    """The height lines of a hill that nobody has surveyed."""
    x, y = zone.middle
    phases = [dice.uniform(0, 2 * pi) for _ in range(4)]
    rings = []
    for ring in range(12, 0, -1):
        radius = ring * zone.reach / 7
        spots = [_bump(x, y, radius, 2 * pi * k / 30, phases) for k in range(30)]
        rings.append(
            stroke("M" + "L".join(spots) + "z", colours.bright, 3 if ring % 4 == 0 else 1.3, ' stroke-linejoin="round"')
        )
    core = [_bump(x, y, zone.reach / 12, 2 * pi * k / 12, phases) for k in range(12)]
    return "".join(rings) + fill("M" + "L".join(core) + "z", colours.deep)


def _bump(x: float, y: float, radius: float, angle: float, phases: list[float]) -> str:
    wobble = sum(sin(angle * (n + 2) + phase) / (n + 3) for n, phase in enumerate(phases))
    far = radius * (1 + 0.34 * wobble)
    return f"{x + far * cos(angle):.0f} {y + far * sin(angle):.0f}"


def petals(dice: Random, colours: Palette, zone: Zone) -> str:
    """A flower of three rings seen from above."""
    x, y = zone.middle
    count, parts = dice.choice((10, 12, 14)), []
    for length, colour in ((1.0, colours.bright), (0.74, colours.deep), (0.48, colours.ink)):
        shape = _petal(zone.reach * length * 0.98)
        turns = [360 * k / count + (180 / count if colour == colours.deep else 0) for k in range(count)]
        parts += [fill(shape, colour, f' transform="translate({x:.0f} {y:.0f}) rotate({turn:.0f})"') for turn in turns]
    return "".join(parts) + circle(x, y, zone.reach * 0.12, colours.bright)


def _petal(reach: float) -> str:
    broad, slim, low, high = (round(reach * part) for part in (0.28, 0.2, 0.3, 0.8))
    return f"M0 0C{broad}-{low} {slim}-{high} 0-{reach:.0f}C-{slim}-{high}-{broad}-{low} 0 0"


def tide(dice: Random, colours: Palette, zone: Zone) -> str:
    """Waves that grow towards the near shore."""
    parts, y, breadth = [], zone.top + 8, 1.5
    while y < zone.bottom + 14:
        rise, shift = dice.uniform(3, 8), dice.uniform(-40, 0)
        path = f"M{shift:.0f} {y:.0f}" + "".join(f"q16-{rise:.0f} 32 0t32 0" for _ in range(5))
        parts.append(stroke(path, colours.deep if dice.random() < 0.3 else colours.bright, round(breadth, 1)))
        breadth = min(5.5, breadth + 0.45)
        y += 9 + breadth * 1.6
    return "".join(parts)


def orchard(dice: Random, colours: Palette, zone: Zone) -> str:
    """Seeds in the order of a sunflower, with a clearing."""
    (x, y), turn = zone.middle, dice.uniform(0, 2 * pi)
    rings: dict[tuple[str, float], list[str]] = {}
    for n in range(14, 210):
        far = zone.reach * sqrt(n / 210)
        angle = turn + n * 2.39996
        key = (colours.deep if n % 5 == 0 else colours.bright, round(1.4 + 5 * far / 100, 0) + 1)
        rings.setdefault(key, []).append(f"M{x + far * cos(angle):.0f} {y + far * sin(angle):.0f}h0")
    return "".join(
        stroke("".join(dots), colour, breadth * 1.35, ' stroke-linecap="round"')
        for (colour, breadth), dots in rings.items()
    )


def snow(dice: Random, colours: Palette, zone: Zone) -> str:
    """A halftone in two inks; the second gathers into a disc."""
    x, y = zone.left + (zone.right - zone.left) * dice.uniform(0.4, 0.65), zone.middle[1]
    dots: dict[tuple[str, float], list[str]] = {}
    for row in range(int((zone.bottom - zone.top) / 11)):
        for column in range(17):
            px, py = 12 + column * 11, zone.top + 8 + row * 11
            near = max(0.0, 1 - sqrt((px - x) ** 2 + (py - y) ** 2) / (zone.reach * 1.25))
            key = (colours.bright if near > 0.32 else colours.deep, round(1 + 9 * near))
            dots.setdefault(key, []).append(f"M{px} {py:.0f}h0")
    return "".join(
        stroke("".join(each), colour, breadth, ' stroke-linecap="round"') for (colour, breadth), each in dots.items()
    )


def hymn(dice: Random, colours: Palette, zone: Zone) -> str:
    """Ribbons of steam that rise side by side."""
    parts = []
    for n in range(8):
        x, sway = 14 + n * 25, dice.uniform(8, 16)
        high = (zone.bottom - zone.top) / 4
        path = (
            f"M{x} {zone.top - 4:.0f}"
            + f"q{sway:.0f} {high / 2:.0f} 0 {high:.0f}q-{sway:.0f} {high / 2:.0f} 0 {high:.0f}" * 2
            + "v8"
        )
        parts.append(stroke(path, colours.deep if n in (2, 5) else colours.bright, 8 - n % 3))
    return "".join(parts)


def looms(dice: Random, colours: Palette, zone: Zone) -> str:
    """Warp and weft, three threads."""
    groups: dict[str, list[str]] = {colours.bright: [], colours.deep: [], colours.ink: []}
    names = list(groups)
    for row in range(int((zone.bottom - zone.top) / 11)):
        for column in range(16):
            x, y = column * 14 - 6 + (row % 2) * 3, zone.top + 4 + row * 11
            path = f"M{x} {y + 5:.0f}h10" if (row + column) % 2 else f"M{x + 5} {y:.0f}v10"
            groups[names[(row * 2 + column + dice.randrange(2)) % 3]].append(path)
    return "".join(stroke("".join(threads), colour, 4.6) for colour, threads in groups.items())
