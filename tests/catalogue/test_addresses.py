"""Slugs: made from names, never two alike, and the old ones go on leading there."""

from __future__ import annotations

import pytest
from flask import Flask

from app.catalogue.models import Genre, OldSlug, Person, Title
from app.catalogue.slugs import SlugMalformed, SlugTaken, is_slug
from app.foundation.db import db
from tests.cast import Cast
from tests.programme import make_title


def test_a_name_is_folded_to_ascii(app: Flask) -> None:
    person = Person(name="Bjørn Åsén-Weiß")
    person.find_slug()
    assert person.slug == "bjorn-asen-weiss"


def test_a_name_that_folds_to_nothing_gives_kind_and_number(app: Flask) -> None:
    title = Title(name="東京物語", kind="film")
    title.find_slug()
    assert title.slug == f"film-{title.id}"


def test_an_automatic_clash_takes_the_year_and_then_a_number(app: Flask) -> None:
    slugs = []
    for _ in range(3):
        title = Title(name="Meridian", year=2023)
        title.find_slug()
        slugs.append(title.slug)
    assert slugs == ["meridian", "meridian-2023", "meridian-2"]


def test_a_genre_finds_a_slug_too(app: Flask) -> None:
    genre = Genre(name="Slow cinema")
    genre.find_slug()
    assert genre.slug == "slow-cinema"


def test_a_typed_clash_is_refused_and_nothing_changes(app: Flask) -> None:
    make_title("Coral City")
    other = make_title("Moth Hour")
    with pytest.raises(SlugTaken):
        other.set_slug("coral-city")
    assert other.slug == "moth-hour"


def test_a_typed_slug_that_another_had_before_is_taken_as_well(app: Flask) -> None:
    make_title("Coral City").rename("Coral Town")
    with pytest.raises(SlugTaken):
        make_title("Moth Hour").set_slug("coral-city")


@pytest.mark.parametrize("typed", ["", "Coral", "coral--city", "-coral", "coral/city", "coral city", "c" * 91, "çoral"])
def test_a_typed_slug_that_is_none_is_refused(app: Flask, typed: str) -> None:
    assert not is_slug(typed)
    with pytest.raises(SlugMalformed):
        make_title("Moth Hour").set_slug(typed)


def test_the_race_for_a_slug_is_decided_by_the_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_title("Meridian")
    late = Title(name="Meridian", year=2023)
    monkeypatch.setattr(Title, "_is_taken", lambda self, slug: False)  # the other one commits in between
    late.find_slug()
    assert late.slug == "meridian-2023"


def test_an_old_address_of_a_title_leads_to_the_new_one(cast: Cast) -> None:
    make_title("Coral City").rename("Coral Town")
    db.session.commit()
    for path in ("/titles/coral-city", "/titles/coral-city/poster.svg", "/titles/coral-city?season=1"):
        answer = cast.owner.get(path)
        assert answer.status_code == 301
        assert answer.headers["Location"] == path.replace("coral-city", "coral-town")


def test_an_old_address_of_a_hidden_title_leads_nowhere(cast: Cast) -> None:
    make_title("Late Harbour", 18).rename("Later Harbour")
    db.session.commit()
    assert cast.child.get("/titles/late-harbour").status_code == 404
    assert cast.owner.get("/titles/late-harbour").status_code == 301


def test_an_old_address_of_a_person_leads_to_the_new_one(cast: Cast) -> None:
    title = make_title("Coral City", people=["Amara Quist"])
    title.credits[0].person.rename("Amara Quist Lund")
    db.session.commit()
    answer = cast.owner.get("/people/amara-quist")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/people/amara-quist-lund")


def test_going_back_to_an_old_name_leaves_no_loop(cast: Cast) -> None:
    title = make_title("Coral City")
    title.rename("Coral Town")
    title.rename("Coral City")
    db.session.commit()
    assert cast.owner.get("/titles/coral-city").status_code == 200
    assert cast.owner.get("/titles/coral-town").headers["Location"] == "/titles/coral-city"
    assert db.session.scalar(db.select(db.func.count(OldSlug.id))) == 1


@pytest.mark.parametrize("slug", ["%00", "..", "A", "a--b", "a%20b", "%F0%9F%8E%AC", "x" * 300, "'or'1"])
def test_a_malformed_slug_is_not_found(cast: Cast, slug: str) -> None:
    for place in ("titles", "people", "collections", "genres", "my-list"):
        assert cast.owner.get(f"/{place}/{slug}").status_code == 404
