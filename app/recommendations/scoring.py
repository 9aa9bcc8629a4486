"""A title's score for somebody: a sum of contributions, each of which can be named. Values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.recommendations.content import Content
from app.recommendations.weights import Weights

CONTENT = 0.45  # how much content says of a title that nobody has watched yet, beside co-watching
LEAST_CONTENT = 0.15  # and of one that everybody has
TRUST_AFTER = 4.0  # watchers after which co-watching is half believed
PRIOR = 0.1  # of how popular a title is: more misses tastes, less misses what everybody watches (bench.recommendations)


@dataclass(frozen=True)
class Contribution:
    """A part of a score. `kind` is watched (`key` a title id), feature (`key` a place in the content), or popular."""

    kind: str
    key: int
    value: float


def trust(watchers: int) -> float:
    """How far co-watching is believed of a title with so many watchers: 0 to 1."""
    return watchers / (watchers + TRUST_AFTER)


def _spoken(row: dict[int, float], weight: float) -> dict[int, float]:
    """What one watch says. One that was not liked speaks against what is like it, but never for what is not: nobody
    would take "you gave it 1 of 5" as a reason to watch something else."""
    return row if weight > 0 else {title_id: value for title_id, value in row.items() if value > 0}


class Scorer:
    """Scores for one set of signals (title id -> weight). Without weights, content speaks alone; with no `prior`,
    popularity says nothing.
    """

    def __init__(
        self, signals: Mapping[int, float], content: Content, weights: Weights | None, prior: float = PRIOR
    ) -> None:
        self.signals, self.content, self.weights, self.prior = signals, content, weights, prior
        self.liked = content.wish(signals)
        self.rows = (
            {title_id: _spoken(weights.row(title_id), weight) for title_id, weight in signals.items()}
            if weights
            else {}
        )
        self.known = weights.known if weights else {}

    def scores(self) -> dict[int, float]:
        """Title id -> score, of all titles that anything speaks for or against."""
        found = {title_id: self.prior * popularity for title_id, (_, popularity) in self.known.items()}
        for title_id, row in self.rows.items():
            for other, value in row.items():
                found[other] = found.get(other, 0.0) + self.signals[title_id] * value * trust(self.known[other][0])
        for feature, strength in self.liked.items():
            for other, share in self.content.by_feature[feature]:
                found[other] = found.get(other, 0.0) + strength * share * self._content_share(other)
        return found

    def contributions(self, title_id: int) -> list[Contribution]:
        """What the title's score is made of, the largest first; their sum is the score."""
        watchers, popularity = self.known.get(title_id, (0, 0.0))
        parts = [Contribution("popular", 0, self.prior * popularity)] if self.prior else []
        for other, row in self.rows.items():
            if title_id in row:
                parts.append(Contribution("watched", other, self.signals[other] * row[title_id] * trust(watchers)))
        for feature, share in self.content.vectors.get(title_id, {}).items():
            if feature in self.liked:
                value = self.liked[feature] * share * self._content_share(title_id)
                parts.append(Contribution("feature", feature, value))
        return sorted(parts, key=lambda part: -part.value)

    def _content_share(self, title_id: int) -> float:
        believed = trust(self.known.get(title_id, (0, 0.0))[0])
        return CONTENT - (CONTENT - LEAST_CONTENT) * believed
