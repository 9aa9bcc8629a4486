"""FTS5: words with prefixes ranked by bm25 (https://www.sqlite.org/fts5.html), names by their trigrams."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, column, func, literal_column, table

WORDS = table("search_words", column("rowid"))
TRIGRAMS = table("search_trigrams", column("rowid"))
WEIGHTS = (10.0, 5.0, 3.0, 1.0)


def matches(words: tuple[str, ...]) -> tuple[FromClause | None, ColumnElement[bool], ColumnElement[float]]:
    """All words, each as the beginning of one; a word in the name counts most."""
    asked = " ".join(f'"{word}"*' for word in words)
    return WORDS, _match("search_words", asked), -func.bm25(literal_column("search_words"), *WEIGHTS)


def resembles(folded: str) -> tuple[FromClause | None, ColumnElement[bool], ColumnElement[float]]:
    """Names that share trigrams with the text."""
    asked = " OR ".join(f'"{gram}"' for gram in sorted(trigrams(folded)))
    return TRIGRAMS, _match("search_trigrams", asked or '"   "'), -func.bm25(literal_column("search_trigrams"))


def trigrams(folded: str) -> set[str]:
    """Every three letters in a row, within words."""
    return {word[i : i + 3] for word in folded.split() for i in range(max(0, len(word) - 2))}


def _match(name: str, asked: str) -> ColumnElement[bool]:
    return literal_column(name).op("MATCH", is_comparison=True)(asked)
