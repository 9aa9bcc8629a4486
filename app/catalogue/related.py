"""More like this: titles that share people or genres, each with the reason that weighs most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import literal, union_all
from sqlalchemy.orm import aliased

from app.catalogue.cards import Card, cards_of
from app.catalogue.models import Credit, Genre, Person, Title, title_genre
from app.catalogue.models.person import CreditRole
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.foundation.parts import parts_on
from app.profiles.models import Profile

PARTS = ("watched",)  # an upper room may know more: title id -> (weight, words)
MOST = 18
LOOKED_AT = 400
WEIGHTS = {CreditRole.DIRECTOR: 5, CreditRole.WRITER: 4, CreditRole.MUSIC: 3, CreditRole.CAST: 3, "genre": 2}
WORDS = {
    CreditRole.DIRECTOR: "Also by {}",
    CreditRole.WRITER: "Also written by {}",
    CreditRole.MUSIC: "Music by {}, too",
    CreditRole.CAST: "{} is in it, too",
    CreditRole.PICTURE: "Filmed by {}, too",
    CreditRole.SOUND: "Sound by {}, too",
    CreditRole.PRODUCER: "Also produced by {}",
    "genre": "{}, too",
}


def more_like(title: Title, profile: Profile) -> list[Card]:
    """Up to 18 cards, the closest first; two statements and the cards' own."""
    shared: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for title_id, kind, name in db.session.execute(_shared(title, profile)):
        shared[title_id].append((WEIGHTS.get(kind, 1), WORDS[kind].format(name)))
    for part in parts_on("related", PARTS, profile=profile, title=title):
        for title_id, reason in part.facts.items():
            shared[title_id].append(reason)
    closest = sorted(shared, key=lambda i: (-sum(weight for weight, _ in shared[i]), -i))[:MOST]
    return [replace(card, reason=max(shared[card.id])[1]) for card in cards_of(closest, profile)]


def _shared(title: Title, profile: Profile) -> Any:
    """Rows of (title id, role or `genre`, name) of what other visible titles have in common with this one."""
    other = aliased(Credit)
    people = (
        db.select(other.title_id, other.role, Person.name)
        .join(Credit, (Credit.person_id == other.person_id) & (Credit.role == other.role))
        .join(Person, Person.id == other.person_id)
        .join(Title, Title.id == other.title_id)
        .where(Credit.title_id == title.id, other.title_id != title.id, visible_to(profile))
        .order_by(other.title_id.desc())
        .limit(LOOKED_AT)
    )
    mine = db.select(title_genre.c.genre_id).where(title_genre.c.title_id == title.id)
    genres = (
        db.select(title_genre.c.title_id, literal("genre"), Genre.name)
        .join(Genre, Genre.id == title_genre.c.genre_id)
        .join(Title, Title.id == title_genre.c.title_id)
        .where(title_genre.c.genre_id.in_(mine), title_genre.c.title_id != title.id, visible_to(profile))
        .order_by(Title.published_at.desc(), Title.id.desc())
        .limit(LOOKED_AT)
    )
    return union_all(db.select(people.subquery()), db.select(genres.subquery()))
