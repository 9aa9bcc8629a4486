"""Training: from everybody's watching to a new artefact, unless it foretells worse than the one that stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from app.foundation import clock
from app.foundation.db import db, reading, writing
from app.recommendations import artefact
from app.recommendations.content import Content, current_content
from app.recommendations.models import TrainingRun
from app.recommendations.scoring import Scorer
from app.recommendations.signals import GIVEN_UP_BELOW, histories
from app.recommendations.weights import Weights, fit, gain, interactions, keep_strongest, rank_of

REGULARISATIONS = (0.5, 1.0, 2.0, 5.0, 20.0, 100.0)
FEWEST_WATCHES = 3
FEWEST_NEWER = 5
FADING_DAYS = 60.0
TOLERANCE = 0.05
KEPT_RUNS = 5
MOST_TITLES = 6000
Watched = Sequence[tuple[int, float, datetime]]
Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class Trained:
    """Weights and how they did: NDCG@10 and hit rate of ours and of popularity, over the last watch of everybody."""

    weights: Weights
    figures: dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """The weights that are served, and when they were learnt."""

    weights: Weights
    since: datetime


def train(run: TrainingRun, tell: Tell = lambda _share, _stage: None) -> None:
    """One whole training. The row says what became of it; numbers are crunched outside of any transaction."""
    begun = time.monotonic()
    with reading():
        seen, content, standing = histories(), current_content(), standing_weights()
    trained = learn(seen, content, tell, standing)
    if trained is None:
        end(run.id, "rejected", "Too little has been watched yet: nobody saw three titles.", {"profiles": len(seen)})
        return
    figures = {**trained.figures, "seconds": round(time.monotonic() - begun, 2)}
    if reason := why_worse(figures):
        end(run.id, "rejected", reason, figures)
        return
    name, size = artefact.keep(trained.weights, run.id)
    end(run.id, "current", "", {**figures, "bytes": size}, name)


def learn(
    seen: Mapping[int, Watched],
    content: Content,
    tell: Tell = lambda _share, _stage: None,
    standing: Standing | None = None,
) -> Trained | None:
    """Weights from (title id, share, when) in order by profile: λ is the one that foretells the last watch best.

    None when nobody has watched three titles. The weights that stand foretell, too: see `_beside`.
    """
    liked = {who: [watch for watch in watched if watch[1] >= GIVEN_UP_BELOW] for who, watched in seen.items()}
    liked = {who: watched for who, watched in liked.items() if watched}
    last = {who: watched[-1] for who, watched in liked.items() if len(watched) >= FEWEST_WATCHES}
    if not last:
        return None
    ids = _most_watched(_titles(liked))
    known = {who: watched[:-1] if who in last else watched for who, watched in liked.items()}
    before, held = _titles(known), {who: watch[0] for who, watch in last.items()}
    matrix, popularity = interactions(before, ids), _popularity(known, ids)
    tried, weights = {}, {}
    for place, strength in enumerate(REGULARISATIONS):
        tell(place / len(REGULARISATIONS), "Foretelling everybody’s last watch")
        weights[strength] = keep_strongest(ids, fit(matrix, strength), matrix.sum(axis=0), popularity)
        tried[strength] = foretold(weights[strength], ids, content, before, held)
    best = max(tried, key=lambda strength: (tried[strength]["ndcg"], strength))
    tell(0.9, "Learning from all of it")
    whole = interactions(_titles(liked), ids)
    by_popularity = _foretold_by_popularity(ids, matrix.sum(axis=0), before, held)
    figures = {
        "profiles": len(liked),
        "titles": len(ids),
        "watches": int(whole.sum()),
        "held_out": len(held),
        "regularisation": best,
        **_rounded(tried[best]),
        **_rounded(by_popularity, "popularity_"),
    }
    if standing is not None:
        newer = {who: title_id for who, title_id in held.items() if last[who][2] > standing.since}
        figures |= _beside(weights[best], standing.weights, ids, content, before, newer)
    return Trained(
        keep_strongest(ids, fit(whole, best), whole.sum(axis=0), _popularity(liked, ids)),
        figures,
    )


def _beside(
    weights: Weights,
    standing: Weights,
    ids: Any,
    content: Content,
    before: Mapping[int, Sequence[int]],
    newer: Mapping[int, int],
) -> dict[str, Any]:
    """The new weights and those that stand, over the same watches: those that are newer than the ones that stand.

    An older watch would be foretold by weights that learnt from it, and a figure of another day was measured among
    other titles. Nothing is said of too few.
    """
    if len(newer) < FEWEST_NEWER:
        return {}
    ours, theirs = (foretold(one, ids, content, before, newer)["ndcg"] for one in (weights, standing))
    return {"newer": len(newer), "newer_ndcg": round(ours, 4), "standing_ndcg": round(theirs, 4)}


def foretold(
    weights: Weights, ids: Any, content: Content, before: Mapping[int, Sequence[int]], held: Mapping[int, int]
) -> dict[str, float]:
    """How high everybody's last watch stands among those of `ids` that they had not seen, by all that is served:
    co-watching, content and popularity together.
    """
    places = {int(title_id): place for place, title_id in enumerate(ids)}
    ranks = []
    for who, title_id in held.items():
        if title_id not in places:
            continue
        found = Scorer(dict.fromkeys(before[who], 1.0), content, weights).scores()
        scores = np.array([found.get(int(other), 0.0) for other in ids])
        ranks.append(rank_of(scores, places[title_id], [places[t] for t in before[who] if t in places]))
    return _figures(ranks)


def _titles(watched: Mapping[int, Watched]) -> dict[int, list[int]]:
    return {who: [title_id for title_id, _, _ in watches] for who, watches in watched.items()}


def _rounded(figures: Mapping[str, float], prefix: str = "") -> dict[str, float]:
    return {prefix + name: round(value, 4) for name, value in figures.items()}


def _foretold_by_popularity(
    ids: Any, watchers: Any, before: Mapping[int, Sequence[int]], held: Mapping[int, int]
) -> dict[str, float]:
    places = {int(title_id): place for place, title_id in enumerate(ids)}
    known = {who: [places[t] for t in before[who] if t in places] for who in held}
    return _figures([rank_of(watchers, places[t], known[who]) for who, t in held.items() if t in places])


def _figures(ranks: Sequence[int]) -> dict[str, float]:
    count = max(1, len(ranks))
    return {"ndcg": sum(map(gain, ranks)) / count, "hits": sum(rank <= 10 for rank in ranks) / count}


def _most_watched(liked: Mapping[int, Sequence[int]]) -> Any:
    counts: dict[int, int] = {}
    for titles in liked.values():
        for title_id in titles:
            counts[title_id] = counts.get(title_id, 0) + 1
    most = sorted(counts, key=lambda title_id: (-counts[title_id], title_id))[:MOST_TITLES]
    return np.array(sorted(most), dtype=np.int64)


def _popularity(seen: Mapping[int, Watched], ids: Any) -> Any:
    """How many watched each lately (a watch fades by half in 60 days), as a share of the most watched."""
    places = {int(title_id): place for place, title_id in enumerate(ids)}
    counted, now = np.zeros(len(ids)), clock.now()
    for watched in seen.values():
        for title_id, _share, at in watched:
            if title_id in places:
                counted[places[title_id]] += 0.5 ** (max(0.0, (now - at).total_seconds()) / 86_400 / FADING_DAYS)
    return counted / max(float(counted.max(initial=0.0)), 1e-9)


def why_worse(figures: Mapping[str, Any]) -> str:
    """Why the new weights are not taken, in a sentence; empty when they are at least as good."""
    if figures["ndcg"] < figures["popularity_ndcg"] - TOLERANCE:
        return (
            f"It foretells worse than popularity does: {figures['ndcg']:.2f} against {figures['popularity_ndcg']:.2f}."
        )
    new, standing = figures.get("newer_ndcg", 0.0), figures.get("standing_ndcg", 0.0)
    if new < standing - TOLERANCE:
        return f"It foretells worse than the one that stands: {new:.2f} against {standing:.2f}."
    return ""


def current_run() -> TrainingRun | None:
    """The run whose weights are served."""
    return db.session.scalar(db.select(TrainingRun).filter_by(state="current").order_by(TrainingRun.id.desc()).limit(1))


def standing_weights() -> Standing | None:
    """The weights that are served, to be measured against; None when there are none or their file is bad."""
    run = current_run()
    if run is None:
        return None
    try:
        return Standing(artefact.load(run.artefact), run.created_at)
    except artefact.Unusable:
        return None


def serve(run: TrainingRun) -> None:
    """Take this run's weights from now on, in the current transaction: the newest, or an earlier one again."""
    db.session.execute(db.update(TrainingRun).where(TrainingRun.state == "current").values(state="retired"))
    run.state = "current"


def end(run_id: int, state: str, reason: str, figures: Mapping[str, Any] | None = None, name: str = "") -> None:
    """Write what became of a training, and remove the files that nobody can go back to any more."""
    with writing():
        run = db.session.get_one(TrainingRun, run_id)
        if state == "current":
            serve(run)
        run.state, run.reason, run.artefact, run.finished_at = state, reason, name, clock.now()
        run.figures = dict(figures or {})
        keep = db.select(TrainingRun.artefact).where(TrainingRun.artefact != "").order_by(TrainingRun.id.desc())
        names = set(db.session.scalars(keep.limit(KEPT_RUNS)))
        names |= set(db.session.scalars(db.select(TrainingRun.artefact).where(TrainingRun.state == "current")))
        db.session.execute(db.update(TrainingRun).where(TrainingRun.artefact.not_in(names)).values(artefact=""))
    artefact.forget_all_but(names)
