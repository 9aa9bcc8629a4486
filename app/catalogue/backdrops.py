"""A backdrop for a title that has no picture yet: a quiet landscape at dusk, 1280 x 720."""

from __future__ import annotations

from math import pi, sin
from random import Random

SKIES = (
    ("#0d0a1f", "#2b2455", "#b2586a", "#f3b67a"),
    ("#07131f", "#123a52", "#3e8a8c", "#d8e2b8"),
    ("#150a24", "#43235f", "#96456f", "#f0a06a"),
    ("#0b1020", "#1f2d5c", "#5a5f9e", "#e5b7a0"),
    ("#0c1613", "#1d4036", "#6f8f4f", "#eed38a"),
    ("#1a0c14", "#521f33", "#a5472f", "#f2b450"),
)


def draw_backdrop(seed: int) -> str:
    """An SVG of 1280 x 720: sky, a light, and four ridges, all chosen by `seed`. Dark enough for words beside it."""
    dice = Random(seed * 7919 + 11)  # noqa: S311 - a drawing, not a secret
    sky = SKIES[seed * 5 % len(SKIES)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720" width="1280" height="720">'
        f"{_sky(sky, dice)}{_stars(dice)}{_light(dice, sky, seed % 3)}{_ridges(dice, sky)}</svg>"
    )


def _sky(sky: tuple[str, ...], dice: Random) -> str:
    places = zip((0, 0.42, 0.74, 0.95), sky, strict=True)
    stops = "".join(f'<stop offset="{at}" stop-color="{colour}"/>' for at, colour in places)
    fade = f'<stop stop-color="{sky[3]}"/><stop offset="1" stop-color="{sky[3]}" stop-opacity="0"/>'
    glow = f'<radialGradient id="g">{fade}</radialGradient>'
    night = f'<linearGradient id="s" x2="0" y2="1">{stops}</linearGradient>'
    return f'<defs>{night}{glow}</defs><rect width="1280" height="720" fill="url(#s)"/>'


def _stars(dice: Random) -> str:
    dots = "".join(f"M{dice.randrange(1280)} {dice.randrange(330)}h0" for _ in range(70))
    return f'<path d="{dots}" stroke="#fff" stroke-opacity=".5" stroke-width="1.6" stroke-linecap="round"/>'


def _light(dice: Random, sky: tuple[str, ...], kind: int) -> str:
    x, y = dice.randrange(640, 1120), dice.randrange(230, 400)
    glow = f'<circle cx="{x}" cy="{y}" r="300" fill="url(#g)" opacity=".45"/>'
    if kind == 0:
        return glow + f'<circle cx="{x}" cy="{y}" r="{dice.randrange(54, 92)}" fill="{sky[3]}"/>'
    if kind == 1:
        return glow + _veils(dice, sky[2])
    rays = "".join(f'<path d="M{x} {y}L{x - 900 + n * 200} -60h70z" fill="{sky[3]}" opacity=".06"/>' for n in range(10))
    return glow + rays + f'<circle cx="{x}" cy="{y}" r="34" fill="{sky[3]}"/>'


def _veils(dice: Random, colour: str) -> str:
    bands = []
    for n in range(4):
        y, rise, deep = 90 + n * 70, dice.randrange(30, 90), 90 + n * 20
        path = f"M-20 {y}q320-{rise} 660 0t660-{rise // 2}v{deep}q-330 {rise} -660 0t-660 20z"
        bands.append(f'<path d="{path}" fill="{colour}" opacity="{0.1 + 0.05 * n:.2f}"/>')
    return "".join(bands)


def _ridges(dice: Random, sky: tuple[str, ...]) -> str:
    parts = []
    for n, dark in enumerate((0.35, 0.55, 0.75, 0.92)):
        shifts = [dice.uniform(0, 2 * pi) for _ in range(3)]
        spots = [f"{x} {_height(x, 430 + n * 72, 74 - n * 12, shifts):.0f}" for x in range(0, 1281, 40)]
        parts.append(f'<path d="M0 720L{"L".join(spots)}V720z" fill="{_darker(sky[1], dark)}"/>')
    return "".join(parts)


def _height(x: float, base: float, rise: float, shifts: list[float]) -> float:
    return base + rise * sum(sin(x / 1280 * 2 * pi * (k + 1) * 1.3 + shift) / (k + 1) for k, shift in enumerate(shifts))


def _darker(colour: str, share: float) -> str:
    """`colour` mixed with the black of the house."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(
        f"{round(c * (1 - share) + black * share):02x}" for c, black in zip(channels, (12, 7, 14), strict=True)
    )
