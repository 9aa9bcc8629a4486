"""Whether suggestions are worth having, and what they cost: `python -m bench.recommendations`.

Quality: everybody's last watch is held out; λ is chosen by the watch before it, weights are learnt without it, and
it is foretold by all that is served. NDCG@10 and hits among ten, beside popularity's, over five houses of thirty
made-up people of five tastes, over five where nearly all watch the same (there nobody can do much better), and for
the demo's own members when they are there. Cost: 2,000 people and 5,000 titles: seconds of one closed-form fit,
milliseconds to score all titles for one request, also as a ratio to a warm home page.

Prints tables, then one JSON line. Exit code 1 when a figure is missed: NDCG@10 at least 1.5 times popularity's where
there are tastes, and at least 0.85 times where there are none; scoring no slower than one home page; a fit within two
minutes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from app.foundation import clock
from app.recommendations.content import Content, build
from app.recommendations.picks import best
from app.recommendations.scoring import Scorer
from app.recommendations.signals import GIVEN_UP_BELOW
from app.recommendations.training import FEWEST_WATCHES, foretold, learn
from app.recommendations.weights import fit, keep_strongest

ROOT = Path(__file__).resolve().parent.parent
TIMES_POPULARITY, AT_LEAST, MOST_HOMES, MOST_FIT_S = 1.5, 0.85, 1.0, 120.0
SEEDS = (1, 2, 3, 4, 5)
PEOPLE, FILMS, TASTES = 30, 40, 5
USERS, TITLES = 2_000, 5_000
AVERAGED = ("titles", "regularisation", "ndcg", "popularity_ndcg", "hits", "popularity_hits", "coverage")
HEADS = "people              held  titles      λ   NDCG   pop.     x   hits   pop.  cover"
Watched = Sequence[tuple[int, float, datetime]]
Fact = tuple[int, str, str, str]


@dataclass(frozen=True)
class Habits:
    """How people choose: how unevenly films appeal to all, how much is watched by chance, how mixed tastes are."""

    name: str
    appeal: float
    by_chance: float
    mixed: float


TASTEFUL = Habits("five tastes", 0.5, 0.02, 0.15)
ALIKE = Habits("nearly all alike", 1.2, 0.1, 0.6)


@dataclass
class Quality:
    """How well the last watches of some people are foretold. `coverage`: the share of titles in anybody's ten."""

    people: str
    members: int
    titles: float
    held_out: int
    regularisation: float
    ndcg: float
    popularity_ndcg: float
    hits: float
    popularity_hits: float
    coverage: float

    @property
    def ratio(self) -> float:
        """Ours beside popularity's."""
        return round(self.ndcg / max(self.popularity_ndcg, 1e-9), 2)


@dataclass
class Cost:
    """A large house."""

    fit_s: float
    score_ms: float
    home_ms: float

    @property
    def homes(self) -> float:
        """How many warm home pages one scoring costs."""
        return round(self.score_ms / self.home_ms, 2)


def evaluate(people: str, seen: Mapping[int, Watched], content: Content) -> Quality | None:
    """Everything of everybody but the last watch is learnt from; the last is foretold. None: too little was watched."""
    liked = {who: [watch for watch in watched if watch[1] >= GIVEN_UP_BELOW] for who, watched in seen.items()}
    liked = {who: watched for who, watched in liked.items() if watched}
    held = {who: watched[-1][0] for who, watched in liked.items() if len(watched) >= FEWEST_WATCHES}
    known = {who: watched[:-1] if who in held else watched for who, watched in liked.items()}
    trained = learn(known, content)
    if trained is None or not held:
        return None
    ids = np.array(sorted({watch[0] for watched in liked.values() for watch in watched}), dtype=np.int64)
    before = {who: [title_id for title_id, _, _ in watched] for who, watched in known.items()}
    ours = foretold(trained.weights, ids, content, before, held)
    counted = counted_alone(before, ids)
    theirs = foretold(counted, ids, build([]), before, held)
    offered: set[int] = set()
    for who in held:
        scorer = Scorer(dict.fromkeys(before[who], 1.0), content, trained.weights)
        offered |= {pick.title_id for pick in best(scorer, set(ids.tolist()) - set(before[who]), 10)}
    return Quality(
        people=people,
        members=len(liked),
        titles=len(ids),
        held_out=len(held),
        regularisation=trained.figures["regularisation"],
        ndcg=round(ours["ndcg"], 4),
        popularity_ndcg=round(theirs["ndcg"], 4),
        hits=round(ours["hits"], 4),
        popularity_hits=round(theirs["hits"], 4),
        coverage=round(len(offered) / len(ids), 3),
    )


def counted_alone(before: Mapping[int, Sequence[int]], ids: Any) -> Any:
    """Weights that know only how many watched each title."""
    counts = np.zeros(len(ids))
    places = {int(title_id): place for place, title_id in enumerate(ids)}
    for titles in before.values():
        for title_id in titles:
            counts[places[title_id]] += 1
    return keep_strongest(ids, np.zeros((len(ids), len(ids))), counts, counts / max(counts.max(), 1.0))


def simulated(
    seed: int, habits: Habits = TASTEFUL, people: int = PEOPLE, films: int = FILMS
) -> tuple[dict[int, Watched], Content]:
    """People who mostly watch films of their own taste, popular ones more often, some by chance; and what films are
    made of, which says the taste only three times in four."""
    rng = np.random.default_rng(seed)
    taste_of_film = rng.integers(TASTES, size=films)
    appeal = rng.lognormal(0.0, habits.appeal, films)
    seen: dict[int, Watched] = {}
    for person in range(people):
        mix = rng.dirichlet([habits.mixed] * TASTES)
        wish = appeal * (habits.by_chance + mix[taste_of_film])
        many = min(int(rng.integers(5, 16)), films - 10)
        chosen = rng.choice(films, size=many, replace=False, p=wish / wish.sum())
        seen[person] = [(int(film) + 1, 1.0, clock.now() - timedelta(days=many - n)) for n, film in enumerate(chosen)]
    told = np.where(rng.random(films) < 0.75, taste_of_film, rng.integers(TASTES, size=films))
    facts: list[Fact] = []
    for film in range(films):
        facts += [(film + 1, "genre", "genre", f"Genre {told[film]}"), (film + 1, "kind", "kind", "film")]
        facts.append((film + 1, "person", "director", f"Director {rng.integers(films // 2)}"))
    return seen, build([tuple(fact) for fact in facts])


def of_the_demo() -> Quality | None:
    """The demo's own members, in a house of their own whose films count as ready undrawn. None: there are none."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        os.environ.update(MATINEE_ENV="demo", MATINEE_INSTANCE=folder, MATINEE_DATABASE="")
        from flask_migrate import upgrade

        from app import create_app
        from app.demo.opening import open_demo
        from app.foundation.db import db, writing
        from app.recommendations.content import current_content
        from app.recommendations.signals import histories

        app = create_app()
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            open_demo()
            with writing():
                bring_members()
            found = evaluate("the demo's members", members_only(histories()), current_content())
            db.session.remove()
            db.engine.dispose()
        return found


def bring_members() -> None:
    """Every film and episode that the demo draws gets a ready video undrawn, and its simulated members watch it."""
    from app.catalogue.models import Episode, Season, Title
    from app.demo.members import watched
    from app.demo.programme import TITLES
    from app.foundation.db import db
    from app.media.models import Video

    drawn = [one.slug for one in TITLES if one.film_keys]
    films = db.session.scalars(db.select(Title).where(Title.slug.in_(drawn), Title.kind == "film"))
    first = db.select(Episode).join(Episode.season).join(Season.title).where(Title.slug.in_(drawn), Season.number == 1)
    ready: dict[str, Any] = {"state": "ready", "duration_s": 20.0, "ready_at": clock.now()}
    videos = [Video(title=film, **ready) for film in films]
    videos += [Video(episode=episode, **ready) for episode in db.session.scalars(first)]
    db.session.add_all(videos)
    db.session.flush()
    for video in videos:
        watched(video)


def members_only(seen: Mapping[int, Watched]) -> dict[int, Watched]:
    """The histories of those whom nobody can sign in as."""
    from app.foundation.db import db
    from app.profiles.models import Profile

    wanted = set(db.session.scalars(db.select(Profile.id).where(Profile.is_simulated.is_(True))))
    return {who: watched for who, watched in seen.items() if who in wanted}


def cost() -> Cost:
    """2,000 people and 5,000 titles: one fit, one request's scoring; and a warm home page of 5,000 titles."""
    seen, content = simulated(7, TASTEFUL, USERS, TITLES)
    ids = np.arange(1, TITLES + 1, dtype=np.int64)
    matrix = np.zeros((USERS, TITLES))
    for person, watched in seen.items():
        matrix[person, [title_id - 1 for title_id, _, _ in watched]] = 1.0
    began = time.perf_counter()
    dense = fit(matrix, 20.0)
    fit_s = time.perf_counter() - began
    counts = matrix.sum(axis=0)
    weights = keep_strongest(ids, dense, counts, counts / counts.max())
    asked = []
    among = set(ids.tolist())
    for person in range(20):
        began = time.perf_counter()
        best(Scorer({title_id: 1.0 for title_id, _, _ in seen[person]}, content, weights), among, 20)
        asked.append((time.perf_counter() - began) * 1000)
    return Cost(round(fit_s, 1), round(float(np.median(asked[1:])), 1), home_ms())


def home_ms() -> float:
    """A warm home page over as many titles."""
    from bench import home

    return home.measure(TITLES).warm_ms


def together(habits: Habits) -> Quality:
    """The same over five houses: one has too few last watches to say much."""
    found = [one for seed in SEEDS if (one := evaluate(habits.name, *simulated(seed, habits)))]
    means = {name: float(np.mean([getattr(one, name) for one in found])) for name in AVERAGED}
    counts = {name: sum(getattr(one, name) for one in found) for name in ("members", "held_out")}
    return Quality(people=habits.name, **counts, **{name: round(value, 4) for name, value in means.items()})


def misses(found: Sequence[Quality], large: Cost) -> list[str]:
    """What does not hold, in words."""
    said = []
    for one in found:
        least = AT_LEAST if one.people == ALIKE.name else TIMES_POPULARITY
        if one.ratio < least:
            said.append(f"{one.people}: {one.ratio} times popularity’s NDCG@10 instead of {least}")
    if large.homes > MOST_HOMES:
        said.append(f"scoring costs {large.homes} home pages")
    if large.fit_s > MOST_FIT_S:
        said.append(f"a fit takes {large.fit_s} s")
    return said


def main() -> int:
    """Measure, print, judge."""
    demo = of_the_demo()
    found = [one for one in (together(TASTEFUL), together(ALIKE), demo) if one]
    if demo is None:
        print("The demo has no simulated members yet.")
    print(HEADS)
    for one in found:
        print(
            f"{one.people:<18} {one.held_out:>5} {one.titles:>7.0f} {one.regularisation:>6.1f} {one.ndcg:>6.3f} "
            f"{one.popularity_ndcg:>6.3f} {one.ratio:>5} {one.hits:>6.2f} {one.popularity_hits:>6.2f} "
            f"{one.coverage:>6.2f}"
        )
    large = cost()
    print(
        f"{USERS} people, {TITLES} titles: a fit {large.fit_s} s; scoring {large.score_ms} ms, {large.homes} home pages"
    )
    missed = misses(found, large)
    rows = [{**asdict(one), "ratio": one.ratio} for one in found]
    figures = {
        "bench": "recommendations",
        "rows": rows,
        "cost": {**asdict(large), "homes": large.homes},
        "missed": missed,
    }
    print(json.dumps(figures))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
