"""Full-text search on a generated tsvector, ranked by cover density; near names by pg_trgm."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal, literal_column

from app.search.models import SearchDocument

NEAR = 0.3


def matches(words: tuple[str, ...]) -> tuple[FromClause | None, ColumnElement[bool], ColumnElement[float]]:
    """All words, each as the beginning of one; a word in the name counts most (weights D, C, B, A)."""
    query = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in words))
    vector: ColumnElement[str] = literal_column("search_document.words")
    weights: ColumnElement[Any] = literal_column("'{0.1, 0.3, 0.5, 1.0}'::float4[]")
    return None, vector.op("@@", is_comparison=True)(query), func.ts_rank_cd(weights, vector, query)


def resembles(folded: str) -> tuple[FromClause | None, ColumnElement[bool], ColumnElement[float]]:
    """Names whose trigrams are like the text's (`word_similarity`, pg_trgm)."""
    score = func.word_similarity(literal(folded), SearchDocument.name)
    return None, score > NEAR, score
