"""What the home page costs, at 50, 500 and 5,000 titles: `python -m bench.home`.

Statements on an empty and on a warm cache, milliseconds, and the weight of a first visit before pictures: HTML, CSS
and JavaScript, brotli as served. Prints a table, then one JSON line. Exit code 1 when a figure is missed: statements
the same at every size, at most 11 + one per shelf cold and 10 warm; weight under 60 KB.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert

from app.catalogue import changes
from app.catalogue.models import Collection, CollectionTitle, Genre, Title, title_genre
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.watching.models import ListEntry, Progress
from tests.cast import Cast, Person
from tests.statements import count_statements

ROOT = Path(__file__).resolve().parent.parent
SIZES = (50, 500, 5_000)
GENRES, COLLECTIONS, ON_SHELF, BEGUN = 12, 3, 20, 20
WARM_STATEMENTS, COLD_BESIDE_SHELVES, WEIGHT_KB = 10, 11, 60.0
LINKED = re.compile(r'(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]+)"')
IMPORTED = re.compile(r'(?:import|from) "\./([^"]+)"')
SHELF = re.compile(r'<section class="shelf ')


@dataclass
class Figures:
    """One size of catalogue."""

    titles: int
    shelves: int
    cards: int
    cold_statements: int
    warm_statements: int
    cold_ms: float
    warm_ms: float
    html_kb: float
    linked_kb: float

    @property
    def weight_kb(self) -> float:
        """A first visit before pictures and fonts."""
        return round(self.html_kb + self.linked_kb, 1)


def measure(size: int) -> Figures:
    """A house of its own with so many titles, visited by its owner."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        os.environ.update(MATINEE_ENV="development", MATINEE_INSTANCE=folder, MATINEE_DATABASE="")
        from app import create_app

        app = create_app()
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            cast = Cast(app)
            seed(size, cast.profiles["owner"].id)
            figures = visit(app, cast.owner, size)
            db.session.remove()
            db.engine.dispose()
        return figures


def seed(size: int, profile_id: int) -> None:
    """Films with videos, genres and collections, by plain statements; 20 begun and 20 on the list."""
    now, numbers = clock.now(), range(1, size + 1)
    titles = [film(n) for n in numbers]
    genres = [{"id": n, "slug": f"genre-{n}", "name": f"Genre {n}"} for n in range(1, GENRES + 1)]
    tagged = [{"title_id": n, "genre_id": (n + more) % GENRES + 1} for n in numbers for more in (0, 5)]
    kept = [{"id": n, "slug": f"kept-{n}", "name": f"Kept {n}", "position": n} for n in range(1, COLLECTIONS + 1)]
    entries = [{"collection_id": c["id"], "title_id": n, "position": n} for c in kept for n in numbers[:ON_SHELF]]
    videos = [{"id": n, "title_id": n, "state": "ready", "duration_s": 1200.0, "ready_at": now} for n in numbers]
    listed = [{"profile_id": profile_id, "title_id": n} for n in numbers[-ON_SHELF:]]
    begun = [{"profile_id": profile_id, "video_id": n, "position_s": 500.0} for n in numbers[5 : 5 + BEGUN]]
    tables: list[tuple[Any, list[dict[str, Any]]]] = [
        (Title, titles), (Genre, genres), (title_genre, tagged), (Collection, kept), (CollectionTitle, entries),
        (Video, videos), (ListEntry, listed), (Progress, begun),
    ]  # fmt: skip
    for table, rows in tables:
        db.session.execute(insert(table), rows)
    changes.tell()
    db.session.commit()


def film(number: int) -> dict[str, Any]:
    """The columns of one title; every ninth leaves soon."""
    now = clock.now()
    return {
        "id": number,
        "slug": f"film-{number}",
        "name": f"The film number {number}",
        "year": 1950 + number % 75,
        "runtime_s": 300 + number % 90 * 60,
        "maturity_years": number % 19,
        "tagline": f"A line about film {number}",
        "synopsis": "What happens in it. " * 12,
        "published_at": now - timedelta(hours=number),
        "available_until": now + timedelta(days=9) if number % 9 == 0 else None,
    }


def visit(app: Flask, owner: Person, size: int) -> Figures:
    """Once to sign in, once on an empty cache, then ten times on a warm one."""
    owner.get("/my-list")
    app.extensions.pop("matinee.catalogue", None)
    cold, cold_ms, html = ask(owner)
    asked = [ask(owner) for _ in range(10)]
    return Figures(
        titles=size,
        shelves=len(SHELF.findall(html)),
        cards=html.count('<li class="card'),
        cold_statements=cold,
        warm_statements=min(statements for statements, _, _ in asked),
        cold_ms=round(cold_ms, 1),
        warm_ms=round(sorted(ms for _, ms, _ in asked)[5], 1),
        html_kb=round(len(brotli.compress(html.encode(), quality=4)) / 1024, 1),
        linked_kb=round(sum(weight_of(owner, path, set()) for path in LINKED.findall(html)) / 1024, 1),
    )


def ask(owner: Person) -> tuple[int, float, str]:
    """(statements, milliseconds, HTML) of one visit to the home page."""
    began = time.perf_counter()
    with count_statements() as sent:
        html = owner.get("/").text
    return len(sent), (time.perf_counter() - began) * 1000, html


def weight_of(owner: Person, path: str, seen: set[str]) -> int:
    """Bytes of a linked file as served, and of what it imports, once each."""
    if path in seen:
        return 0
    seen.add(path)
    served = owner.client.get(path, headers={"Accept-Encoding": "br"})
    total = len(served.data)
    if path.endswith(".js") and "/js/" in path:
        text = owner.client.get(path).text
        total += sum(weight_of(owner, path.rsplit("/", 1)[0] + "/" + name, seen) for name in IMPORTED.findall(text))
    return total


def misses(found: list[Figures]) -> list[str]:
    """What does not hold, in words."""
    said = []
    if len({(f.cold_statements, f.warm_statements) for f in found if f.shelves == found[-1].shelves}) > 1:
        said.append("statements grow with the catalogue")
    for f in found:
        if f.cold_statements > COLD_BESIDE_SHELVES + f.shelves:
            said.append(f"{f.titles} titles: {f.cold_statements} statements cold for {f.shelves} shelves")
        if f.warm_statements > WARM_STATEMENTS:
            said.append(f"{f.titles} titles: {f.warm_statements} statements warm")
        if f.weight_kb >= WEIGHT_KB:
            said.append(f"{f.titles} titles: {f.weight_kb} KB before pictures")
    return said


def main() -> int:
    """Measure, print, judge."""
    found = [measure(size) for size in SIZES]
    print(f"{'titles':>7} {'shelves':>8} {'cards':>6} {'cold':>5} {'warm':>5} {'cold ms':>8} {'warm ms':>8} {'KB':>6}")
    for f in found:
        print(
            f"{f.titles:>7} {f.shelves:>8} {f.cards:>6} {f.cold_statements:>5} {f.warm_statements:>5} "
            f"{f.cold_ms:>8} {f.warm_ms:>8} {f.weight_kb:>6}"
        )
    missed = misses(found)
    print(json.dumps({"bench": "home", "rows": [asdict(f) for f in found], "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
