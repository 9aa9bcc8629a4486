"""Sets a name in the display face as outlines: measured, broken into at most three lines, as large as fits."""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

EM = 400
LARGEST, SMALLEST = 54.0, 17.0
TRACKING = -0.012
LEADING = 0.92
UNKNOWN = "?"
VOWELS = "aeiouyáéíóúäöüåæøàèìòù"


@cache
def _letters() -> dict[str, tuple[int, str]]:
    table: dict[str, tuple[int, str]] = json.loads((Path(__file__).parent / "letters.json").read_text(encoding="utf-8"))
    return table


def knows(text: str) -> bool:
    """Whether the face has most of this text; otherwise it had better be plain <text>."""
    return sum(letter in _letters() for letter in text) * 4 >= len(text) * 3


def width(text: str) -> float:
    """The width of a line at size 1."""
    letters = _letters()
    return sum(letters.get(letter, letters[UNKNOWN])[0] / EM + TRACKING for letter in text)


def fit(name: str, room: float) -> tuple[float, list[str]]:
    """(size, lines): the largest setting of `name` in a column `room` wide, at most 54 units and three lines."""
    words = name.split() or [UNKNOWN]
    best = max((_set(lines, room) for lines in _breaks(words)), key=_quality)
    if best[0] < 30:
        best = max([best, *(_set(lines, room) for lines in _breaks(_hyphenated(words, room)))], key=_quality)
    return best if best[0] >= SMALLEST else _shortened(words, room)


def outline(lines: list[str], size: float, x: float, y: float, leading: float) -> str:
    """The lines as SVG paths, the first baseline at `y`. A letter that comes again refers to its first drawing."""
    scale = size / EM
    drawn: dict[str, float] = {}
    groups = []
    for n, line in enumerate(lines):
        place = f"translate({x:.1f} {y + n * leading:.1f}) scale({scale:.4f})"
        groups.append(f'<g transform="{place}">{"".join(_drawings(line, drawn))}</g>')
    return "".join(groups)


def _drawings(line: str, drawn: dict[str, float]) -> list[str]:
    parts, at = [], 0.0
    for letter in line:
        advance, path = _letters().get(letter, _letters()[UNKNOWN])
        if path and letter in drawn:
            parts.append(f'<use href="#l{ord(letter)}" x="{at - drawn[letter]:.0f}"/>')
        elif path:
            drawn[letter] = round(at)
            parts.append(f'<path id="l{ord(letter)}" transform="translate({at:.0f})" d="{path}"/>')
        at += advance + TRACKING * EM
    return parts


def _set(lines: list[str], room: float) -> tuple[float, list[str]]:
    return min(LARGEST, room / max(width(line) for line in lines)), lines


def _quality(setting: tuple[float, list[str]]) -> float:
    """Larger is better; an extra line costs a little, so that a short name stays on one."""
    size, lines = setting
    return size - 6 * len(lines)


def _breaks(words: list[str]) -> list[list[str]]:
    """Every way to lay the words on one to three lines; a part that ends in a hyphen always ends its line."""
    found = []
    for count in range(min(3, len(words))):
        for cuts in combinations(range(1, len(words)), count):
            edges = [0, *cuts, len(words)]
            found.append([" ".join(words[a:b]) for a, b in pairwise(edges)])
    kept = [lines for lines in found if not any("- " in line for line in lines)]
    return kept or found[-1:]


def _hyphenated(words: list[str], room: float) -> list[str]:
    return [part for word in words for part in (_halves(word) if width(word) * 34 > room else [word])]


def _halves(word: str) -> list[str]:
    """The word cut before a consonant that follows a vowel, nearest to its middle."""
    spots = [i for i in range(3, len(word) - 2) if word[i].lower() not in VOWELS and word[i + 1].lower() in VOWELS]
    middle = min(spots or [len(word) // 2], key=lambda spot: abs(spot - len(word) / 2))
    return [word[:middle] + "-", word[middle:]] if len(word) > 6 else [word]


def _shortened(words: list[str], room: float) -> tuple[float, list[str]]:
    """A name too long for three lines at the smallest size ends in an ellipsis."""
    lines, rest = [], " ".join(words)
    for last in (False, False, True):
        line = _cut(rest, room, "…" if last else "")
        lines.append(line)
        rest = rest[len(line) :].lstrip()
        if not rest:
            break
    return SMALLEST, lines


def _cut(text: str, room: float, end: str) -> str:
    if width(text) * SMALLEST <= room:
        return text
    kept = text
    while width(kept + end) * SMALLEST > room:
        kept = kept[:-1]
    if not end and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip() + end
