"""Addresses of pictures. Each has a version in its query, so that a new picture is a new address."""

from __future__ import annotations

from datetime import datetime

WIDTHS = {
    "poster": (200, 400, 800),
    "backdrop": (320, 640, 1280, 1920),
    "still": (320, 640, 1280, 1920),
    "portrait": (200, 400, 800),
}
CARD_STILL = 640


def stamp(moment: datetime) -> str:
    """A short name of the state a row was in."""
    return f"{int(moment.timestamp() * 1000):x}"


def poster_url(slug: str, reference: str | None, version: str, width: int = 400) -> str:
    """The poster that somebody gave (by its artwork's reference), else the drawn one."""
    if reference:
        return f"/titles/{slug}/poster-{width}.webp?v={reference}"
    return f"/titles/{slug}/poster.svg?v={version}"


def still_url(slug: str, still: str | None, backdrop: str | None, version: str, width: int = CARD_STILL) -> str:
    """A still, else the backdrop, else the drawn backdrop."""
    if still:
        return f"/titles/{slug}/still-{width}.webp?v={still}"
    return backdrop_url(slug, backdrop, None, version, width)


def backdrop_url(slug: str, backdrop: str | None, still: str | None, version: str, width: int = 1280) -> str:
    """The backdrop, else a still, else a drawing."""
    if backdrop:
        return f"/titles/{slug}/backdrop-{width}.webp?v={backdrop}"
    if still:
        return f"/titles/{slug}/still-{width}.webp?v={still}"
    return f"/titles/{slug}/backdrop.svg?v={version}"


def portrait_url(slug: str, reference: str, width: int = 400) -> str:
    """A person's portrait."""
    return f"/people/{slug}/portrait-{width}.webp?v={reference}"


def episode_still_url(slug: str, season: int, episode: int, reference: str, width: int = CARD_STILL) -> str:
    """An episode's own still."""
    return f"/titles/{slug}/s{season}e{episode}-{width}.webp?v={reference}"
