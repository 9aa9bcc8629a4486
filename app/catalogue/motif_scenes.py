"""The other eight motifs of drawn posters: one thing, seen plainly."""

from __future__ import annotations

from math import cos, sin
from random import Random

from app.catalogue.motifs import (
    Motif,
    Palette,
    Zone,
    circle,
    contours,
    doors,
    fill,
    hymn,
    looms,
    orchard,
    petals,
    snow,
    stroke,
    tide,
)


def lighthouse(dice: Random, colours: Palette, zone: Zone) -> str:
    """A tower and its two beams."""
    x, foot = dice.uniform(128, 156), zone.bottom - 4
    lamp = foot - min(62, (foot - zone.top) * 0.6)
    low = lamp + 8
    beams = fill(f"M{x:.0f} {low:.0f}L0 {lamp - 58:.0f}V{lamp + 40:.0f}z", colours.bright, ' opacity=".5"')
    beams += fill(f"M{x:.0f} {low:.0f}L200 {lamp - 8:.0f}v30z", colours.bright, ' opacity=".3"')
    roof = fill(f"M{x - 14:.0f} {lamp:.0f}l14-16 14 16z", colours.ink)
    room = f'<rect x="{x - 9:.0f}" y="{lamp:.0f}" width="18" height="18" fill="{colours.deep}"/>'
    high = foot - lamp - 21
    tower = fill(f"M{x - 9:.0f} {lamp + 21:.0f}h18l3 {high:.0f}h-24z", colours.ink)
    return (
        beams
        + roof
        + room
        + tower
        + f'<rect x="{x - 15:.0f}" y="{foot:.0f}" width="30" height="5" fill="{colours.deep}"/>'
    )


def meridian(dice: Random, colours: Palette, zone: Zone) -> str:
    """A sun that goes down in bars."""
    (x, y), r = zone.middle, zone.reach * 0.88
    bars, gap = [], 2.0
    at = y + dice.uniform(-4, 8)
    while at < y + r:
        bars.append(f'<rect x="0" y="{at:.1f}" width="200" height="{gap:.1f}" fill="{colours.ground}"/>')
        at += 12 - gap * 0.2
        gap += 1.5
    return circle(x, y, r, colours.bright) + "".join(bars)


def moth(dice: Random, colours: Palette, zone: Zone) -> str:
    """Two pairs of wings and a body."""
    (x, y), s = zone.middle, zone.reach / 60
    half = fill("M0 6C14-34 44-46 58-42 62-14 48 18 22 22 12 22 4 18 0 6z", colours.bright)
    half += fill("M3 4C16-24 38-34 50-33 50-12 38 8 20 13 12 14 6 12 3 4z", colours.ink)
    half += fill(
        "M6 4C16-14 30-24 40-25 38-8 28 2 18 6 12 8 8 8 6 4z", (colours.deep, colours.bright)[dice.randrange(2)]
    )
    half += fill("M0 10C14 14 26 24 24 40 14 46 4 32 0 20z", colours.deep)
    body = fill("M-3-6h6l2 26-5 16-5-16z", colours.ground) + fill("M-2-8h4l2 26-4 14-4-14z", colours.deep)
    feelers = stroke("M-1-8C-4-22-10-28-18-30M1-8C4-22 10-28 18-30", colours.deep, 1.6)
    wings = f'{half}<g transform="scale(-1 1)">{half}</g>'
    return f'<g transform="translate({x:.0f} {y:.0f}) scale({s:.2f})">{wings}{body}{feelers}</g>'


def pendulum(dice: Random, colours: Palette, zone: Zone) -> str:
    """One weight at many moments of its swing."""
    r, length, first = 12, zone.bottom - zone.top - 16, dice.uniform(-0.62, -0.5)
    lines, weights = [], []
    for n in range(10):
        angle = first + n * 0.125
        x, y = 100 + length * 1.25 * sin(angle), zone.top + length * cos(angle)
        lines.append(f"M100 {zone.top:.0f}L{x:.0f} {y:.0f}")
        colour = colours.bright if n % 9 else colours.deep
        weights.append(f'<g opacity="{0.45 + 0.06 * n:.2f}">{circle(x, y, r, colour)}</g>')
    return stroke("".join(lines), colours.ink, 0.8, ' opacity=".7"') + "".join(weights)


def moons(dice: Random, colours: Palette, zone: Zone) -> str:
    """Five moons that wax along their path."""
    parts, wide, high = [], zone.right - zone.left, zone.bottom - zone.top
    for n in range(5):
        r = (6 + n * 4.4) * min(1.0, high / 150)
        x, y = zone.left + wide * (0.14 + n * 0.175), zone.bottom - high * (0.2 + 0.155 * n) + dice.uniform(-2, 2)
        full = circle(x, y, r, colours.bright)
        shade = fill(
            f"M{x:.1f} {y - r:.1f}a{r:.1f} {r:.1f} 0 0 0 0 {2 * r:.1f}a{r * n / 4:.1f} {r:.1f} 0 0 1 0-{2 * r:.1f}z",
            colours.deep,
        )
        parts.append(full + (shade if n < 4 else ""))
    return "".join(parts)


def ferry(dice: Random, colours: Palette, zone: Zone) -> str:
    """A small ship under a sun, on one flat colour of sea."""
    line, x = zone.top + (zone.bottom - zone.top) * 0.72, dice.uniform(60, 96)
    sea = f'<rect y="{line:.0f}" width="200" height="{300 - line:.0f}" fill="{colours.deep}" opacity=".35"/>'
    sun = circle(dice.uniform(140, 160), zone.top + 34, 19, colours.bright)
    hull = fill(f"M{x - 38:.0f} {line - 12:.0f}h76l-10 18h-54z", colours.ink)
    cabin = fill(f"M{x - 22:.0f} {line - 25:.0f}h42v11h-42z", colours.ink)
    cabin += fill(f"M{x - 6:.0f} {line - 41:.0f}h11v14h-11z", colours.bright)
    waves = stroke(
        f"M20 {line + 14:.0f}h44M96 {line + 20:.0f}h60M40 {line + 28:.0f}h26", colours.ink, 1.4, ' opacity=".55"'
    )
    return sea + sun + hull + cabin + (waves if line + 32 < zone.bottom else "")


def geese(dice: Random, colours: Palette, zone: Zone) -> str:
    """A loose flock; every bird two strokes."""
    light: list[str] = []
    dark: list[str] = []
    for n in range(24):
        x, y, s = dice.uniform(8, 182), dice.uniform(zone.top + 8, zone.bottom - 8), dice.uniform(5, 11)
        left, right = (
            f"q{s * 0.6:.0f}-{s * 0.4:.0f} {s:.0f} {s * 0.5:.0f}",
            f"q{s * 0.4:.0f}-{s * 0.9:.0f} {s:.0f}-{s * 0.5:.0f}",
        )
        bird = f"M{x - s:.0f} {y - s * 0.35:.0f}{left}{right}"
        (dark if n % 4 == 0 else light).append(bird)
    more = ' stroke-linecap="round" stroke-linejoin="round"'
    return stroke("".join(light), colours.ink, 2.1, more) + stroke("".join(dark), colours.bright, 2.1, more)


def ripples(dice: Random, colours: Palette, zone: Zone) -> str:
    """Rings around two drops, one behind the other."""
    spots = [
        (dice.uniform(30, 80), dice.uniform(0.3, 0.5), colours.deep),
        (dice.uniform(120, 175), dice.uniform(0.4, 0.65), colours.bright),
    ]
    parts = []
    for x, down, colour in spots:
        y = zone.top + (zone.bottom - zone.top) * down
        parts += [
            stroke(
                f"M{x - r:.0f} {y:.0f}a{r} {r} 0 0 0 {2 * r} 0a{r} {r} 0 0 0-{2 * r} 0", colour, round(5.5 - r / 34, 1)
            )
            for r in range(7, 128, 12)
        ]
        parts.append(circle(x, y, 3, colour))
    return "".join(parts)


MOTIFS: tuple[Motif, ...] = (
    doors, meridian, contours, lighthouse, petals, tide, orchard, moth,
    snow, pendulum, hymn, moons, looms, ferry, geese, ripples,
)  # fmt: skip
AT_THE_TOP = (tide, ripples)  # these begin below the name instead of ending above it
