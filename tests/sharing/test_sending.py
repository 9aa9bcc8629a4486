"""Sharing a title: with the household, with a member by handle; once per receiver; and who may not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from app.accounts.models import Account
from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.events import Event
from app.foundation.limits import Limit
from app.groups.models import Group
from app.moderation.models import Suspension
from app.notifications.kinds import KINDS
from app.notifications.models import Notification
from app.sharing import sending
from app.sharing.forms import UNKNOWN
from app.sharing.models import Share
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page, assert_part_of
from tests.programme import make_title
from tests.statements import count_statements

AT = "/titles/the-aurora-keeper/share"


def shares() -> list[Share]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Share).order_by(Share.id)))


def to(cast: Cast, *names: str) -> list[str]:
    return [str(cast.profiles[name].id) for name in names]


def test_the_button_stands_on_the_titles_page_but_not_on_a_childs(cast: Cast, film: Title) -> None:
    assert f'href="{AT}"' in cast.owner.get("/titles/the-aurora-keeper").text
    film.maturity_years = 0
    db.session.commit()
    assert "/share" not in cast.child.get("/titles/the-aurora-keeper").text.split('id="seasons"')[0].split("<main")[1]
    assert cast.child.get(AT).status_code == 403 and cast.child.post(AT).status_code == 403


def test_a_title_goes_to_several_of_the_household_with_a_note(cast: Cast, film: Title) -> None:
    answer = cast.owner.post(AT, {"to": to(cast, "teenager", "member"), "note": "Watch it in the dark."})
    assert (answer.status_code, answer.headers["Location"]) == (303, AT)
    assert {(s.receiver_id, s.note) for s in shares()} == {
        (cast.profiles[name].id, "Watch it in the dark.") for name in ("teenager", "member")
    }
    page = cast.teenager.get("/shares").text
    assert "Watch it in the dark." in page and "<b>Ruth</b>" in page and "The Aurora Keeper" in page
    assert "Watch it in the dark." not in cast.stranger.get("/shares").text
    assert "is on its way to Teo and Nana." in cast.owner.get(AT).text


def test_the_bell_rings_once_and_says_who_and_what_but_no_words(cast: Cast, film: Title) -> None:
    for note in ("SECRETNOTE", "SECRETNOTE again"):
        cast.owner.post(AT, {"to": to(cast, "teenager"), "note": note})
    told = db.session.scalars(db.select(Notification)).one()
    assert (told.profile_id, told.kind, told.url) == (cast.profiles["teenager"].id, "share", "/shares")
    assert KINDS["share"].sentence(told) == "Ruth recommends The Aurora Keeper to you"
    assert "SECRETNOTE" not in json.dumps(told.facts)
    facts = [e for e in db.session.scalars(db.select(Event)) if e.kind in ("shares-changed", "bell-changed")]
    assert {e.audience for e in facts} == {f"profile:{cast.profiles['teenager'].id}"}
    assert "SECRETNOTE" not in json.dumps([e.facts for e in facts])


def test_twins_are_one_row_and_the_note_is_the_last(cast: Cast, film: Title) -> None:
    for note in ("first", "first", "second"):
        cast.owner.post(AT, {"to": to(cast, "teenager"), "note": note})
    assert [s.note for s in shares()] == ["second"]


def test_a_member_is_found_by_handle_with_or_without_an_at(cast: Cast, film: Title) -> None:
    for handle in ("@Iris", " iris "):
        assert cast.owner.post(AT, {"handle": handle, "note": "For you."}).status_code == 303
    assert [s.receiver_id for s in shares()] == [cast.profiles["stranger"].id]
    assert "For you." in cast.stranger.get("/shares").text


def test_only_those_of_the_household_who_may_see_it_are_offered(cast: Cast, film: Title) -> None:
    page = cast.owner.get(AT).text
    assert "Teo" in page and "Nana" in page and "<span>Mia</span>" not in page and "<span>Ruth</span>" not in page
    for name in ("child", "owner", "stranger"):
        answer = cast.owner.post(AT, {"to": to(cast, name), "note": "kept text"})
        assert answer.status_code == 422 and "kept text" in answer.text
    assert shares() == []


def test_a_child_gets_from_its_household_with_the_note(cast: Cast) -> None:
    make_title("Goose Post")
    assert cast.teenager.post("/titles/goose-post/share", {"to": to(cast, "child"), "note": "Honk."}).status_code == 303
    page = cast.child.get("/shares").text
    assert "Honk." in page and "Goose Post" in page and "/reports/" not in page and "/shares/sent" not in page
    for path in ("/shares/sent", "/shares/guests"):
        assert cast.child.get(path).status_code == 403


def refusals(cast: Cast, film: Title) -> dict[str, Any]:
    """A handle that nobody has; one whose owner may not see the title, is a child, has nobody left to sign in."""
    answers = {}
    cast.owner.post(AT, {"handle": "warming-up"}, fragment=True)
    for name in ("nobody-here", "limit", "group", "child", "disabled", "x" * 40, "no handle", "@", "näna"):
        iris = cast.profiles["stranger"]
        iris.maturity_limit = {"limit": 7, "child": 12}.get(name, 18)
        film.groups = [Group(name="Film club", members=[cast.accounts["owner"]])] if name == "group" else []
        db.session.execute(update(Account).where(Account.name == "Iris").values(is_enabled=name != "disabled"))
        db.session.commit()
        handle = name if name in ("nobody-here", "x" * 40, "no handle", "@", "näna") else "iris"
        with count_statements() as sent:
            answer = cast.owner.post(AT, {"handle": handle, "note": "kept text"}, fragment=True)
        answers[name] = (answer, answer.text.replace(f'value="{handle}"', ""), len(sent))
    return answers


def test_nothing_is_learned_of_whoever_a_handle_belongs_to(cast: Cast, film: Title) -> None:
    answers = refusals(cast, film)
    assert {answer.status_code for answer, _, _ in answers.values()} == {422}
    assert all(UNKNOWN in answer.text and "kept text" in answer.text for answer, _, _ in answers.values())
    assert len({text for _, text, _ in answers.values()}) == 1, "the sentence or the page around it differs"
    assert len({count for *_, count in answers.values()}) == 1, "the work differs, and so does the time"
    assert shares() == []


def test_handles_and_shares_are_limited(cast: Cast, film: Title, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "HANDLES_AN_HOUR", Limit(2, 86_400))
    monkeypatch.setattr(sending, "A_MINUTE", Limit(3, 86_400))
    assert [cast.owner.post(AT, {"handle": f"guess-{n}"}).status_code for n in range(3)] == [422, 422, 429]
    assert [cast.owner.post(AT, {"to": to(cast, "teenager")}).status_code for _ in range(4)] == [303, 303, 303, 429]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [({}, "Choose somebody"), ({"to": ["x", "9" * 50]}, "to put right"), ({"handle": "ruth"}, "That is you"),
     ({"handle": "iris", "note": "kept text" + "x" * 500}, "At most 500")],
)  # fmt: skip
def test_a_bad_form_comes_back_with_its_text(cast: Cast, film: Title, form: dict[str, Any], sentence: str) -> None:
    cast.profiles["owner"].handle = "ruth"
    db.session.commit()
    answer = cast.owner.post(AT, {"note": "kept text", **form})
    part = cast.owner.post(AT, {"note": "kept text", **form}, fragment=True)
    assert answer.status_code == part.status_code == 422 and sentence in answer.text and "kept text" in part.text
    assert_part_of(answer.text, part.text, "share_form")
    assert shares() == []


def test_markup_and_overrides_in_a_note_stay_text(cast: Cast, film: Title) -> None:
    cast.owner.post(AT, {"to": to(cast, "teenager"), "note": '<b hx-get="/x">\x00\u202eoh</b>'})
    page = cast.teenager.get("/shares").text
    assert '<b hx-get="/x">' not in page and "&lt;b hx-get=&#34;/x&#34;&gt;oh&lt;/b&gt;" in page
    assert cast.owner.post(AT, {"to": to(cast, "teenager"), "note": "x" * 1_000_000}).status_code == 422


def test_the_suspended_are_told_why_and_keep_their_text(cast: Cast, film: Title) -> None:
    db.session.add(Suspension.of(cast.profiles["owner"], "Three warnings."))
    db.session.commit()
    for fragment in (True, False):
        answer = cast.owner.post(AT, {"to": to(cast, "teenager"), "note": "kept text"}, fragment=fragment)
        assert answer.status_code == 422 and "Three warnings." in answer.text and "kept text" in answer.text
    assert shares() == []


def test_a_title_one_may_not_see_cannot_be_shared(cast: Cast, film: Title) -> None:
    film.maturity_years = 18
    db.session.commit()
    assert cast.teenager.get(AT).status_code == 404
    assert cast.teenager.post(AT, {"to": to(cast, "member")}).status_code == 404
    assert cast.anonymous.post(AT, {"to": to(cast, "member")}).status_code == 302


def test_page_and_fragment_are_one(cast: Cast, film: Title) -> None:
    cast.owner.post(AT, {"to": to(cast, "teenager")})
    cast.owner.get(AT)
    assert_fragment_in_page(cast.owner, AT, "share_sent")
    answer = cast.owner.post(AT, {"to": to(cast, "member")}, fragment=True)
    assert '<hx-partial hx-target="#share_sent"' in answer.text and "Nana" in answer.text
    assert json.loads(answer.headers["HX-Trigger"])["notice"]["text"] == "The Aurora Keeper is on its way to Nana."
