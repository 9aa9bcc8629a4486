"""Who may not see a title is told that there is none: on pages, fragments, pictures, lists and counts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.catalogue.models import Collection, CollectionTitle, Title
from app.catalogue.queries import cards_of, titles_visible_to
from app.foundation import clock
from app.foundation.db import db
from app.groups.models import Group
from tests.cast import Cast
from tests.programme import make_series, make_title

DAY = timedelta(days=1)
PLACES = ("/titles/{}", "/titles/{}/poster.svg", "/titles/{}/backdrop.svg", "/my-list/{}")
LISTS = ("/", "/browse", "/browse?genre=sea", "/people/solveig-tran", "/collections/all-of-it", "/my-list")
WHO = ("owner", "teenager", "child", "stranger")
SEEN = {
    "for-all": set(WHO),
    "for-sixes": set(WHO),
    "for-twelves": {"owner", "teenager", "stranger"},
    "for-grown-ups": {"owner", "stranger"},
    "unrated": {"owner", "stranger"},
    "draft": set(),
    "tomorrow": set(),
    "not-open": set(),
    "gone": set(),
}


@pytest.fixture
def programme(app: Flask, cast: Cast) -> Cast:
    """A title of each kind, all of one genre, one person and one collection."""
    common = {"genres": ["Sea"], "people": ["Solveig Tran"]}
    now = clock.now()
    titles = [
        make_title("For all", 0, **common),
        make_title("For sixes", 6, **common),
        make_title("For twelves", 12, **common),
        make_title("For grown-ups", 18, **common),
        make_title("Unrated", None, **common),
        make_title("Draft", 0, published_at=None, **common),
        make_title("Tomorrow", 0, published_at=now + DAY, **common),
        make_title("Not open", 0, available_from=now + DAY, **common),
        make_title("Gone", 0, available_until=now - DAY, **common),
    ]
    collection = Collection(slug="all-of-it", name="All of it")
    collection.entries = [CollectionTitle(title=title, position=n) for n, title in enumerate(titles)]
    db.session.add(collection)
    db.session.commit()
    return cast


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("slug", SEEN)
def test_a_title_and_its_pictures_answer_only_whom_they_are_for(programme: Cast, who: str, slug: str) -> None:
    person = getattr(programme, who)
    for place in PLACES:
        status = person.get(place.format(slug)).status_code
        assert (status != 404) == (who in SEEN[slug]), f"{who} {place} {slug}: {status}"
        assert status in (200, 303, 404)


@pytest.mark.parametrize("who", WHO)
def test_no_list_names_or_shows_what_is_not_for_them(programme: Cast, who: str) -> None:
    person = getattr(programme, who)
    hidden = {slug for slug, seen in SEEN.items() if who not in seen}
    for path in LISTS:
        for fragment in (False, True):
            text = person.get(path, fragment=fragment).text
            found = set(re.findall(r"/titles/([a-z0-9-]+)", text))
            assert not found & hidden, f"{who} {path}"
            assert path == "/my-list" or found, f"{who} sees nothing at {path}"


@pytest.mark.parametrize("who", WHO)
def test_counts_count_only_what_may_be_seen(programme: Cast, who: str) -> None:
    text = getattr(programme, who).get("/browse").text
    seen = sum(who in names for names in SEEN.values())
    assert f"{seen} titles" in text
    assert f'Sea <span class="chip__count">{seen}</span>' in text
    assert f'Films <span class="chip__count">{seen}</span>' in text


def test_cards_are_only_of_titles_that_may_be_seen(programme: Cast) -> None:
    child, owner = programme.profiles["child"], programme.profiles["owner"]
    ids = [title.id for title in db.session.scalars(titles_visible_to(owner))]
    assert {card.slug for card in cards_of(ids, child)} == {"for-all", "for-sixes"}


def test_cards_keep_the_order_asked_for(programme: Cast) -> None:
    owner = programme.profiles["owner"]
    ids = sorted((title.id for title in db.session.scalars(titles_visible_to(owner))), reverse=True)
    assert [card.id for card in cards_of(ids, owner)] == ids


def test_a_person_of_only_hidden_titles_is_unknown(programme: Cast) -> None:
    make_title("Hidden work", 18, people=["Nils Abara"])
    assert programme.child.get("/people/nils-abara").status_code == 404
    assert programme.owner.get("/people/nils-abara").status_code == 200


def test_a_hidden_series_shows_no_season_to_a_child(programme: Cast) -> None:
    make_series("Late show", maturity=18)
    for fragment in (False, True):
        assert programme.child.get("/titles/late-show?season=1", fragment=fragment).status_code == 404


def test_whoever_is_signed_out_is_sent_to_sign_in(programme: Cast) -> None:
    for path in ("/", "/browse", "/titles/for-all", "/titles/for-all/poster.svg", "/people/solveig-tran", "/my-list"):
        answer = programme.anonymous.get(path)
        assert answer.status_code == 302
        assert "/sign-in" in answer.headers["Location"]


def test_a_title_that_is_withdrawn_leaves_the_home_page_at_once(programme: Cast) -> None:
    title = make_title("Soon away", 0)
    assert "Soon away" in programme.owner.get("/").text
    title.withdraw()
    db.session.commit()
    assert "Soon away" not in programme.owner.get("/").text


def test_a_title_kept_for_a_group_is_for_its_members_households_alone(programme: Cast) -> None:
    club, other = Group(name="Film club"), Group(name="Crew")
    club.members, other.members = [programme.accounts["owner"]], [programme.accounts["stranger"]]
    title = db.session.scalars(db.select(Title).filter_by(slug="for-all")).one()
    title.groups = [club]
    db.session.add(other)
    db.session.commit()
    for who, status in (("owner", 200), ("member", 200), ("child", 200), ("stranger", 404), ("editor", 404)):
        assert programme.person(who).get("/titles/for-all").status_code == status, who
        assert ("/titles/for-all" in programme.person(who).get("/browse").text) == (status == 200), who
    club.members = []
    db.session.commit()
    assert programme.owner.get("/titles/for-all").status_code == 404
    assert "/titles/for-all" not in programme.owner.get("/").text


def test_a_group_that_titles_are_kept_for_does_not_go_and_leave_them_to_all(programme: Cast) -> None:
    club = Group(name="Film club")
    db.session.scalars(db.select(Title).filter_by(slug="for-all")).one().groups = [club]
    db.session.commit()
    db.session.delete(club)
    with pytest.raises(IntegrityError):
        db.session.flush()
