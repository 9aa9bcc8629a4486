"""What stands on the shelves, for whom: the ids of titles, shelf by shelf, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, String, cast, literal, union_all

from app.catalogue.cards import Card, plain_cards
from app.catalogue.models import Collection, CollectionTitle, Genre, Title, title_genre
from app.catalogue.version import recall
from app.catalogue.visibility import visible_to
from app.foundation import clock
from app.foundation.db import db
from app.media.models import PLAYABLE, Video, VideoRole
from app.profiles.models import Profile
from app.watching.shelves import playable

NEW, LEAVING, GENRE, COLLECTION = "new", "leaving", "genre", "collection"
SPANS = {"short": (0, 600), "half": (601, 2100), "evening": (2101, 86_400)}
LEAVING_WITHIN = timedelta(days=30)
ON_SHELF, FOR_SPAN = 20, 6


@dataclass
class Group:
    """A genre or collection and its titles, in order; or a plain shelf, whose slug is empty."""

    kind: str
    slug: str = ""
    name: str = ""
    text: str = ""
    ids: list[int] = field(default_factory=list)


def groups_for(profile: Profile) -> list[Group]:
    """Every group that has a title this profile may see. Kept a minute, for all with this limit."""
    return recall(profile, "groups", lambda: _groups(profile))


def known_cards(ids: Iterable[int], profile: Profile) -> dict[int, Card]:
    """The cards of those that may be seen, with what plays; only those not kept yet are read (two statements)."""
    wanted = list(ids)
    kept: dict[int, Card | None] = recall(profile, "cards", dict)
    missing = [title_id for title_id in wanted if title_id not in kept]
    if missing:
        found = {card.id: card for card in playable(plain_cards(missing, profile), profile)}
        kept.update({title_id: found.get(title_id) for title_id in missing})
    return {title_id: card for title_id in wanted if (card := kept.get(title_id))}


def synopsis_of(title_id: int, profile: Profile) -> str:
    """The text of the title on the hero."""
    select = db.select(Title.synopsis).where(Title.id == title_id, visible_to(profile))
    return recall(profile, ("synopsis", title_id), lambda: db.session.scalar(select) or "")


def _groups(profile: Profile) -> list[Group]:
    selects = [_new(profile), _leaving(profile), _by_genre(profile), _collected(profile)]
    selects += [_of_length(profile, key, *span) for key, span in SPANS.items()]
    found: dict[tuple[str, str], Group] = {}
    parts = [db.select(select.subquery()) for select in selects]
    everything = union_all(*parts).subquery()
    order = (everything.c.kind, everything.c.rank, everything.c.slug, everything.c.place)
    for kind, slug, name, text, title_id, _place, _rank in db.session.execute(db.select(everything).order_by(*order)):
        found.setdefault((kind, slug), Group(kind, slug, name, text)).ids.append(title_id)
    return list(found.values())


def _row(kind: str, place: Any, rank: Any, slug: Any = "", name: Any = "", text: Any = "") -> tuple[Any, ...]:
    words = (slug, name, text)
    said = (cast(literal(word) if isinstance(word, str) else word, String) for word in words)
    names = ("slug", "name", "text")
    labelled = (column.label(label) for column, label in zip(said, names, strict=True))
    return (
        cast(literal(kind), String).label("kind"), *labelled, Title.id.label("title_id"),
        place.label("place"), rank.label("rank"),
    )  # fmt: skip


def _place(*order: Any, partition_by: Any = None) -> Any:
    return db.func.row_number().over(partition_by=partition_by, order_by=order)


def _new(profile: Profile) -> Select[Any]:
    newest = Title.published_at.desc(), Title.id.desc()
    select = db.select(*_row(NEW, _place(*newest), literal(0))).where(visible_to(profile))
    return select.order_by(*newest).limit(ON_SHELF)


def _leaving(profile: Profile) -> Select[Any]:
    soon = Title.available_until < clock.now() + LEAVING_WITHIN
    first = Title.available_until, Title.id
    select = db.select(*_row(LEAVING, _place(*first), literal(0))).where(visible_to(profile), soon)
    return select.order_by(*first).limit(ON_SHELF)


def _of_length(profile: Profile, key: str, shortest_s: int, longest_s: int) -> Select[Any]:
    """Films that play and last this long, the newest first."""
    main = (Video.title_id == Title.id) & (Video.role == VideoRole.MAIN) & Video.state.in_(PLAYABLE)
    newest = Title.published_at.desc(), Title.id.desc()
    select = db.select(*_row(key, _place(*newest), literal(0))).join(Video, main)
    fits = Video.duration_s.between(shortest_s, longest_s)
    return select.where(visible_to(profile), fits).order_by(*newest).limit(FOR_SPAN)


def _by_genre(profile: Profile) -> Select[Any]:
    """The newest of each genre; the genres with most titles come first."""
    newest = _place(Title.published_at.desc(), Title.id.desc(), partition_by=Genre.id)
    total = -db.func.count().over(partition_by=Genre.id)
    ranked = (
        db.select(*_row(GENRE, newest, total, Genre.slug, Genre.name))
        .join(title_genre, title_genre.c.title_id == Title.id)
        .join(Genre, Genre.id == title_genre.c.genre_id)
        .where(visible_to(profile))
        .subquery()
    )
    return db.select(ranked).where(ranked.c.place <= ON_SHELF)


def _collected(profile: Profile) -> Select[Any]:
    in_order = _place(CollectionTitle.position, Title.id, partition_by=Collection.id)
    words = Collection.slug, Collection.name, Collection.description
    ranked = (
        db.select(*_row(COLLECTION, in_order, Collection.position, *words))
        .join(CollectionTitle, CollectionTitle.title_id == Title.id)
        .join(Collection, Collection.id == CollectionTitle.collection_id)
        .where(visible_to(profile), Collection.is_on_home)
        .subquery()
    )
    return db.select(ranked).where(ranked.c.place <= ON_SHELF)
