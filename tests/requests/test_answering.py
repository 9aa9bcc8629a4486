"""The inbox: answers ring the asker's bell; of two who answer the second is told; only who may, answers."""

from __future__ import annotations

from typing import Any

import pytest

from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.notifications.kinds import KINDS
from app.notifications.models import Notification
from app.requests import asking
from app.requests.answering import standing
from app.requests.models import Request
from tests.cast import Cast, Person
from tests.fragments import assert_fragment_in_page


@pytest.fixture
def asked(cast: Cast) -> Request:
    row, _new = asking.wish(cast.profiles["owner"], "The Third Man", "1949")
    db.session.commit()
    return row


def answer(who: Person, row: Request, act: str, text: str = "We will look.", **more: Any) -> Any:
    db.session.expire_all()
    form = {"act": act, "text": text, "seen": standing(row), **more}
    return who.post(f"/admin/requests/{row.id}/answers", form)


def bells(cast: Cast) -> list[str]:
    rows = db.session.scalars(db.select(Notification).filter_by(profile_id=cast.profiles["owner"].id))
    return [KINDS[row.kind].sentence(row) for row in rows]


@pytest.mark.parametrize(
    ("act", "state", "sentence"),
    [("reply", "open", "has an answer"), ("done", "done", "is done"), ("declined", "declined", "was declined")],
)
def test_an_answer_reaches_the_asker(cast: Cast, asked: Request, act: str, state: str, sentence: str) -> None:
    assert answer(cast.editor, asked, act).status_code == 303
    db.session.expire_all()
    assert asked.state == state and [(r.text, r.is_from_staff) for r in asked.replies] == [("We will look.", True)]
    assert bells(cast) == [f"What you asked of the house {sentence}."]
    page = cast.owner.get(f"/requests/{asked.id}").text
    assert "We will look." in page and "The house" in page and "Editor" not in page
    assert db.session.scalar(
        db.select(AuditEvent).where(AuditEvent.kind.like("request-%"), AuditEvent.actor == "Editor")
    )


def test_what_was_declined_is_opened_again(cast: Cast, asked: Request) -> None:
    answer(cast.editor, asked, "declined")
    assert answer(cast.editor, asked, "reopen", "").status_code == 303
    db.session.expire_all()
    assert asked.is_open and asked.closed_at is None and len(asked.replies) == 1
    assert bells(cast)[-1] == "What you asked of the house is being looked at again."


def test_of_two_answers_the_second_is_told_and_keeps_its_text(cast: Cast, asked: Request) -> None:
    assert answer(cast.editor, asked, "done").status_code == 303
    late = answer(cast.admin, asked, "declined", "typed by the second", seen="open:0")
    assert late.status_code == 409 and "typed by the second" in late.text and "meanwhile" in late.text
    db.session.expire_all()
    assert asked.state == "done" and len(asked.replies) == 1 and len(bells(cast)) == 1


def test_what_the_asker_wrote_meanwhile_is_not_overlooked(cast: Cast, asked: Request) -> None:
    cast.owner.post(f"/requests/{asked.id}/replies", {"text": "I found it elsewhere."})
    late = answer(cast.editor, asked, "done", seen="open:0")
    assert late.status_code == 409 and "I found it elsewhere." in late.text


@pytest.mark.parametrize(
    "form", [{"text": ""}, {"text": "\x00"}, {"text": "x" * 2001}, {"act": "destroy"}, {"act": ""}]
)
def test_a_bad_answer_answers_nothing(cast: Cast, asked: Request, form: dict[str, str]) -> None:
    assert answer(cast.editor, asked, **{"act": "done", **form}).status_code == 422
    db.session.expire_all()
    assert asked.is_open and asked.replies == []


@pytest.mark.parametrize("name", ["owner", "child", "stranger", "moderator"])
def test_only_who_may_reads_and_answers(cast: Cast, asked: Request, name: str) -> None:
    person = getattr(cast, name)
    assert answer(person, asked, "done").status_code == 403
    assert person.get("/admin/requests/").status_code == 403
    assert person.get(f"/admin/requests/details/?id={asked.id}").status_code == 403


def test_the_inbox_lists_and_narrows(cast: Cast, asked: Request) -> None:
    done, _new = asking.wish(cast.profiles["stranger"], "Fog Line")
    done.close()
    db.session.commit()
    page = cast.editor.get("/admin/requests/").text
    assert page.index("The Third Man") < page.index("Fog Line"), "what waits comes first"
    assert "Fog Line" not in cast.editor.get("/admin/requests/?flt0_state_equals=open").text
    assert "Fog Line" not in cast.editor.get("/admin/requests/?search=third").text
    assert "request-changed from:body" in page
    assert_fragment_in_page(cast.editor, f"/admin/requests/details/?id={asked.id}", "talk")
    assert cast.editor.get("/admin/requests/details/?id=999999").status_code == 404
    assert cast.editor.get("/admin/requests/details/?id=x").status_code == 404
    assert cast.editor.post("/admin/requests/999999/answers", {"act": "done", "text": "x"}).status_code == 404
