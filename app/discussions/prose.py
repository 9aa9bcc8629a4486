"""Plain text with links that can be followed: cut into pieces here, so that the template escapes each."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINK = re.compile(r"https?://[^\s<>\"'\x60{}|\\^\[\]]+", re.IGNORECASE)
ENDS = ".,;:!?…"
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Piece:
    """Some words, or with `url` a link."""

    text: str
    url: str = ""


def pieces_of(text: str) -> list[Piece]:
    """The text in order. A sentence's own end is no part of a link, nor is a bracket around it."""
    found, place = [], 0
    for match in LINK.finditer(text):
        url = _without_end(match[0])
        if len(url.split("://", 1)[1]) == 0:
            continue
        found += [Piece(text[place : match.start()]), Piece(_short(url), url)]
        place = match.start() + len(url)
    return [piece for piece in (*found, Piece(text[place:])) if piece.text]


def _without_end(url: str) -> str:
    while url and (url[-1] in ENDS or (url[-1] == ")" and url.count(")") > url.count("("))):
        url = url[:-1]
    return url


def _short(url: str) -> str:
    bare = url.split("://", 1)[1].rstrip("/")
    return bare if len(bare) <= LONGEST_SHOWN else bare[: LONGEST_SHOWN - 1] + "…"
