"""What titles are made of: genres, people, decade, kind, language. It speaks for titles that nobody has watched yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flask import current_app
from numpy.typing import NDArray
from sqlalchemy import Integer, String, cast, literal, union_all

from app.catalogue.models import Credit, Genre, Person, Title, title_genre
from app.catalogue.models.person import CreditRole
from app.catalogue.version import current_version
from app.foundation.db import db

GENRE, PERSON, DECADE, KIND = "genre", "person", "decade", "kind"
IMPORTANCE = {
    GENRE: 1.0,
    CreditRole.DIRECTOR: 1.6,
    CreditRole.WRITER: 1.3,
    CreditRole.MUSIC: 0.9,
    CreditRole.CAST: 0.9,
    DECADE: 0.3,
    KIND: 0.2,
}
LEAST = 0.5


@dataclass(frozen=True)
class Feature:
    """Something that titles share: `kind` is genre, person, decade or kind; `name` as people read it."""

    kind: str
    name: str


SERIES = Feature(KIND, "series")


@dataclass(frozen=True)
class Content:
    """Every title of the house (`ids`, ascending) as a unit vector over `features`: title id -> {feature: share}."""

    ids: NDArray[np.int64]
    features: list[Feature]
    vectors: dict[int, dict[int, float]]
    by_feature: dict[int, list[tuple[int, float]]] = field(repr=False)

    def is_series(self, title_id: int) -> bool:
        """Whether this title has episodes."""
        return any(self.features[feature] == SERIES for feature in self.vectors.get(title_id, ()))

    def wish(self, weights: Mapping[int, float]) -> dict[int, float]:
        """What somebody with these title weights likes: feature -> strength, as long as the strongest signals."""
        length = float(np.sqrt(sum(weight * weight for weight in weights.values()))) or 1.0
        liked: dict[int, float] = {}
        for title_id, weight in weights.items():
            for feature, share in self.vectors.get(title_id, {}).items():
                liked[feature] = liked.get(feature, 0.0) + weight * share / length
        return liked


def current_content() -> Content:
    """All titles' contents, made anew when the catalogue has changed: two statements then, none otherwise."""
    version = current_version()
    kept: tuple[str, Content] | None = current_app.extensions.get("matinee.content")
    if kept is None or kept[0] != version:
        kept = version, build([tuple(row) for row in db.session.execute(_facts())])
        current_app.extensions["matinee.content"] = kept
    return kept[1]


def build(facts: list[tuple[Any, ...]]) -> Content:
    """From rows of (title id, kind, what makes it important, name). What few titles share weighs more (Spärck Jones
    1972: the logarithm of the number of titles by how many share it)."""
    features: dict[Feature, int] = {}
    raw: dict[int, dict[int, float]] = {}
    for title_id, kind, role, name in facts:
        place = features.setdefault(Feature(kind, name), len(features))
        importance = IMPORTANCE.get(role, LEAST)
        row = raw.setdefault(title_id, {})
        row[place] = max(row.get(place, 0.0), importance)
    sharing = np.zeros(len(features))
    for row in raw.values():
        sharing[list(row)] += 1
    rarity = np.log1p(len(raw) / np.maximum(sharing, 1))
    vectors = {
        title_id: _unit({f: value * float(rarity[f]) for f, value in row.items()}) for title_id, row in raw.items()
    }
    by_feature: dict[int, list[tuple[int, float]]] = {}
    for title_id, row in vectors.items():
        for feature, share in row.items():
            by_feature.setdefault(feature, []).append((title_id, share))
    return Content(np.array(sorted(raw), dtype=np.int64), list(features), vectors, by_feature)


def _unit(row: dict[int, float]) -> dict[int, float]:
    length = float(np.sqrt(sum(value * value for value in row.values()))) or 1.0
    return {feature: value / length for feature, value in row.items()}


def _facts() -> Any:
    def said(kind: Any, role: Any, name: Any) -> tuple[Any, ...]:
        texts = (literal(word) if isinstance(word, str) else word for word in (kind, role, name))
        return tuple(cast(text, String) for text in texts)

    genres = db.select(title_genre.c.title_id, *said(GENRE, GENRE, Genre.name)).join(
        Genre, Genre.id == title_genre.c.genre_id
    )
    people = db.select(Credit.title_id, *said(PERSON, Credit.role, Person.name)).join(
        Person, Person.id == Credit.person_id
    )
    decade = cast(cast(Title.year / 10, Integer) * 10, String)
    decades = db.select(Title.id, *said(DECADE, DECADE, decade)).where(Title.year.is_not(None))
    kinds = db.select(Title.id, *said(KIND, KIND, Title.kind))
    return union_all(genres, people, decades, kinds)
