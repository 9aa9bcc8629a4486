"""What somebody typed, as words. Parsing never fails: what means nothing is left out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LONGEST, MOST_WORDS = 200, 12
SPELLED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True)
class Query:
    """The text as typed (one line) and its folded words; the last one is still being typed."""

    text: str
    words: tuple[str, ...]

    @property
    def folded(self) -> str:
        """The words as one line."""
        return " ".join(self.words)

    def __bool__(self) -> bool:
        return bool(self.words)


def fold(text: str | None) -> str:
    """Lower case, without accents or punctuation, single spaces: how both documents and queries are compared."""
    lowered = (text or "").casefold().translate(SPELLED)
    plain = (c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c) and c not in "'’")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def parse(text: str | None) -> Query:
    """At most 12 words of at most 200 characters."""
    line = " ".join((text or "")[:LONGEST].split())
    return Query(line, tuple(fold(line).split()[:MOST_WORDS]))
