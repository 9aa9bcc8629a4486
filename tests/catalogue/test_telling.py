"""What has changed is told once, before the commit, inside its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g

from app.catalogue import changes
from app.catalogue.models import Credit, Person, Title
from app.catalogue.signals import people_changed, title_published, titles_changed
from app.catalogue.version import current_version
from app.foundation.db import db
from app.foundation.events import EVERYONE, Event
from tests.programme import make_series, make_title


@pytest.fixture
def told(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    heard: list[tuple[str, Any]] = []

    def on_titles(_: Any, ids: set[int]) -> None:
        heard.append(("titles", set(ids)))

    def on_people(_: Any, ids: set[int]) -> None:
        heard.append(("people", set(ids)))

    def on_published(_: Any, title_id: int) -> None:
        heard.append(("published", title_id))

    with (
        titles_changed.connected_to(on_titles),
        people_changed.connected_to(on_people),
        title_published.connected_to(on_published),
    ):
        yield heard


def test_a_new_title_is_told_once_and_that_it_was_published(told: list[Any]) -> None:
    title = make_title("Comet")
    assert told == [("titles", {title.id}), ("published", title.id)]


def test_a_draft_is_told_but_not_as_published(told: list[Any]) -> None:
    title = make_title("Comet", published_at=None)
    assert told == [("titles", {title.id})]


def test_open_pages_hear_of_a_publication_without_its_name(told: list[Any]) -> None:
    title = make_title("Comet")
    event = db.session.scalars(db.select(Event).where(Event.kind == "title-published")).one()
    assert (event.audience, event.facts) == (EVERYONE, {"id": title.id})


def test_a_credit_a_season_and_an_episode_change_their_title(told: list[Any]) -> None:
    title, person = make_series("Aurora", seasons=1), Person(name="Nils", slug="nils")
    db.session.add(person)
    db.session.commit()
    for change in (
        lambda: db.session.add(Credit(title=title, person=person)),
        lambda: setattr(title.seasons[0], "name", "The first"),
        lambda: setattr(title.seasons[0].episodes[0], "name", "The relay"),
        lambda: db.session.delete(title.seasons[0].episodes[1]),
    ):
        told.clear()
        change()
        db.session.commit()
        assert told == [("titles", {title.id})]


def test_a_removed_title_and_person_are_told(told: list[Any]) -> None:
    title = make_title("Comet", people=["Nils"])
    title_id, person = title.id, title.credits[0].person
    told.clear()
    db.session.delete(title)
    db.session.delete(person)
    db.session.commit()
    assert told == [("titles", {title_id}), ("people", {person.id})]


def test_a_genres_new_name_changes_its_titles(told: list[Any]) -> None:
    title = make_title("Comet", genres=["Night"])
    told.clear()
    title.genres[0].name = "Nights"
    db.session.commit()
    assert told == [("titles", {title.id})]


def test_what_is_rolled_back_is_not_told(told: list[Any]) -> None:
    title = make_title("Comet")
    told.clear()
    title.name = "Comets"
    db.session.flush()
    db.session.rollback()
    db.session.add(Person(name="Nils", slug="nils"))
    db.session.commit()
    assert [kind for kind, _ in told] == ["people"]


def test_reading_and_saving_the_same_tells_nothing(told: list[Any]) -> None:
    title = make_title("Comet")
    told.clear()
    title.name = "Comet"
    db.session.commit()
    assert told == []


def test_a_core_statement_is_told_by_hand(told: list[Any]) -> None:
    title = make_title("Comet")
    told.clear()
    db.session.execute(db.update(Title).values(year=1999))
    changes.tell([title.id])
    db.session.commit()
    assert told == [("titles", {title.id})]


def test_every_change_gives_the_catalogue_another_version(app: Flask) -> None:
    seen = set()
    title = make_title("Comet")
    for name in ("One", "Two", "Three"):
        title.name = name
        db.session.commit()
        g.pop("catalogue_version", None)
        seen.add(current_version())
    assert len(seen) == 3
