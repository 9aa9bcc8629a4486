"""Suggestions from what somebody watches can be switched off: then nothing is worked out about them."""

from __future__ import annotations

import json

from app.catalogue.models import Title
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.events import Event
from app.profiles.models import Profile
from app.recommendations.picks import offer_for
from app.recommendations.signals import taste_of
from tests.cast import Cast, Person
from tests.profiles.test_managing import LOOK
from tests.recommendations.house import train, watch
from tests.statements import count_statements

OFF, ON = "/taste/suggestions/remove", "/taste/suggestions"


def taught(cast: Cast, films: dict[str, Title], who: str = "owner") -> Person:
    """Somebody who has finished a film, in a house that has learnt."""
    train()
    watch(cast.profiles[who], films["Night Ferry"])
    return cast.person(who)


def now(cast: Cast, who: str) -> Profile:
    """Their profile as it stands, whichever request wrote to it last."""
    return db.session.get_one(Profile, cast.profiles[who].id, populate_existing=True)


def test_it_is_on_until_somebody_switches_it_off(cast: Cast, films: dict[str, Title]) -> None:
    ruth = taught(cast, films)
    assert "Top picks for you" in ruth.get("/").text and f'action="{OFF}"' in ruth.get("/taste").text
    answer = ruth.post(OFF)
    assert answer.status_code == 303 and answer.headers["Location"] == "/taste"
    page = ruth.get("/taste").text
    assert f'action="{ON}"' in page and f'action="{OFF}"' not in page and "Nothing is known yet" not in page


def test_off_leaves_what_is_watched_here_and_nothing_of_ones_own(cast: Cast, films: dict[str, Title]) -> None:
    ruth = taught(cast, films)
    ruth.post(OFF)
    home = ruth.get("/").text
    assert "What people watch here" in home
    for personal in ("Top picks", "Because you watched", "You finished", "which you like"):
        assert personal not in home, personal
    assert "Why this is suggested" not in ruth.get("/titles/harbour").text
    assert "why--empty" in ruth.get("/titles/harbour/reasons", fragment=True).text
    assert ">Sea<" not in ruth.get("/taste").text
    assert "Watched by those who watched this" in ruth.get("/titles/night-ferry").text, "that is of others"


def test_off_reads_nothing_of_what_one_watched(cast: Cast, films: dict[str, Title]) -> None:
    taught(cast, films).post(OFF)
    ruth = now(cast, "owner")
    offer_for(ruth)  # reads once what plays
    with count_statements() as sent:
        offer = offer_for(ruth)
        assert taste_of(ruth).signals == {}
    assert (offer.picks, offer.because, offer.is_new) == ([], [], True)
    assert not [statement for statement in sent if "progress" in statement or "review" in statement]


def test_on_again_everything_is_as_before(cast: Cast, films: dict[str, Title]) -> None:
    ruth = taught(cast, films)
    before = [pick.title_id for pick in offer_for(now(cast, "owner")).picks]
    answer = ruth.post(OFF, fragment=True)
    assert answer.status_code == 204 and json.loads(answer.headers["HX-Trigger"])["notice"]["undo_url"] == ON
    assert ruth.post(ON, fragment=True).status_code == 204
    assert [pick.title_id for pick in offer_for(now(cast, "owner")).picks] == before
    told = db.session.scalars(db.select(Event.audience).filter_by(kind="taste-changed")).all()
    assert told == [f"profile:{cast.profiles['owner'].id}"] * 2
    kinds = db.session.scalars(db.select(AuditEvent.changes).filter_by(kind="suggestions-switched")).all()
    assert kinds == [{"on": False}, {"on": True}]


def test_what_was_put_aside_can_be_taken_back_while_it_is_off(cast: Cast, films: dict[str, Title]) -> None:
    ruth = taught(cast, films)
    ruth.post("/titles/harbour/disinterest")
    ruth.post(OFF)
    assert "/titles/harbour/disinterest/remove" in ruth.get("/taste").text
    assert ruth.get("/titles/harbour").status_code == 200


def test_it_is_each_ones_own(cast: Cast, films: dict[str, Title]) -> None:
    iris = taught(cast, films, "stranger")
    taught(cast, films).post(OFF)
    assert "Top picks for you" in iris.get("/").text and f'action="{OFF}"' in iris.get("/taste").text
    assert now(cast, "member").wants_suggestions and now(cast, "child").wants_suggestions
    assert cast.anonymous.post(OFF).status_code in (302, 303) and now(cast, "stranger").wants_suggestions
    assert iris.client.post(OFF).status_code == 400, "without the token of a form"


def test_a_child_does_not_choose_and_its_grown_ups_do(cast: Cast, films: dict[str, Title]) -> None:
    mia = taught(cast, films, "child")
    assert [mia.post(path).status_code for path in (ON, OFF)] == [403, 403]
    assert "Picked for you" in mia.get("/").text
    address = f"/profiles/{cast.profiles['child'].id}/edit"
    assert 'name="wants_suggestions"' in cast.owner.get(address).text
    look = {**LOOK, "name": "Mia", "maturity_limit": "7"}
    assert cast.stranger.post(address, look).status_code == 404
    assert cast.owner.post(address, look).status_code == 303
    assert not now(cast, "child").wants_suggestions
    home = mia.get("/").text
    assert "Picked for you" not in home and "What people watch here" in home
    cast.owner.post(address, {**look, "wants_suggestions": "y"})
    assert "Picked for you" in mia.get("/").text
