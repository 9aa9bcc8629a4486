"""Deciding: a reason its author reads, a row, an audit, a bell; and of two moderators the second is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.moderation.models import Case, Decision, Suspension
from app.moderation.moderatable import SUBJECTS
from app.moderation.reporting import report
from app.notifications.kinds import KINDS
from app.notifications.models import Notification
from app.reviews.models import Review
from tests.cast import Cast, Person
from tests.moderation.conftest import WORDS

REASON = "It gives away what others have yet to see."


@pytest.fixture
def case(cast: Cast, review: Review) -> Case:
    """Reported by Iris as a spoiler and by Nana for another reason."""
    report(cast.profiles["stranger"], SUBJECTS["review"], review, "spoiler")
    report(cast.profiles["member"], SUBJECTS["review"], review, "other", "The storm!")
    db.session.commit()
    return db.session.scalars(db.select(Case)).one()


def decide(who: Person, case: Case, act: str, **more: Any) -> Any:
    seen = str(max((d.id for d in decisions()), default=0))
    return who.post(f"/admin/moderation/{case.id}/decisions", {"act": act, "reason": REASON, "seen": seen, **more})


def decisions() -> list[Decision]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Decision).order_by(Decision.id)))


def bells(cast: Cast, who: str) -> list[str]:
    rows = db.session.scalars(db.select(Notification).filter_by(profile_id=cast.profiles[who].id))
    return [KINDS[row.kind].sentence(row) for row in rows]


def test_hiding_takes_the_words_out_of_sight_and_tells_everybody_concerned(cast: Cast, case: Case) -> None:
    assert decide(cast.moderator, case, "hide").status_code == 303
    assert WORDS not in cast.stranger.get("/titles/moth-hour").text
    assert REASON in cast.owner.get("/titles/moth-hour").text
    (row,) = decisions()
    assert (row.act, row.reason, row.moderator_name, row.case.state) == ("hide", REASON, "Moderator", "closed")
    assert bells(cast, "owner") == ["Moderators hid your review. Their reason is with it."]
    assert bells(cast, "stranger") == ["Moderators have looked at the review about Moth Hour that you reported."]
    assert len(bells(cast, "member")) == 1
    event = db.session.scalar(db.select(AuditEvent).filter_by(kind="case-hide"))
    assert event.actor == "Moderator" and event.changes["reason"] == REASON


def test_a_decision_is_taken_back_by_its_opposite(cast: Cast, case: Case) -> None:
    decide(cast.moderator, case, "hide")
    assert decide(cast.moderator, case, "restore", reason="We misread it.").status_code == 303
    assert WORDS in cast.stranger.get("/titles/moth-hour").text
    assert [row.act for row in decisions()] == ["hide", "restore"]
    assert bells(cast, "owner")[-1] == "Your review is shown again."
    assert len(bells(cast, "stranger")) == 1, "reporters hear once"


def test_a_warning_leaves_the_words_where_they_are(cast: Cast, case: Case) -> None:
    decide(cast.moderator, case, "warn")
    assert WORDS in cast.stranger.get("/titles/moth-hour").text
    assert "Moderators warn you about your review." in cast.owner.get("/moderation/mine").text


def test_a_dismissal_tells_who_reported_and_not_the_author(cast: Cast, case: Case) -> None:
    decide(cast.moderator, case, "dismiss", reason="It is a fair word.")
    assert bells(cast, "owner") == [] and len(bells(cast, "stranger")) == 1
    assert "It is a fair word." not in cast.owner.get("/moderation/mine").text
    assert WORDS in cast.stranger.get("/titles/moth-hour").text


@pytest.mark.parametrize(("days", "length"), [("1", 1), ("7", 7), ("30", 30), ("", None)])
def test_a_suspension_has_an_end_or_none(cast: Cast, case: Case, days: str, length: int | None) -> None:
    decide(cast.moderator, case, "suspend", days=days)
    row = db.session.scalars(db.select(Suspension)).one()
    assert row.is_lasting and row.profile_id == case.author_id
    if length is None:
        assert row.until is None
    else:
        assert row.until is not None and abs(row.until - clock.now() - timedelta(days=length)) < timedelta(minutes=1)


@pytest.mark.parametrize("fragment", [True, False])
def test_whoever_is_suspended_gets_the_reason_and_keeps_the_text(cast: Cast, case: Case, fragment: bool) -> None:
    decide(cast.moderator, case, "suspend", days="7")
    answer = cast.owner.post("/titles/moth-hour/reviews", {"rating": "2", "text": "typed again"}, fragment=fragment)
    assert answer.status_code == 422 and REASON in answer.text and "typed again" in answer.text
    assert db.session.scalars(db.select(Review)).one().text == WORDS
    page = cast.owner.get("/moderation/mine").text
    assert "You may not post, share or vote" in page and REASON in page
    cast.owner.post("/titles/moth-hour/reviews/mine/remove")
    assert cast.owner.post("/titles/moth-hour/reviews/mine/restore").status_code == 403


def test_lifted_they_may_talk_again(cast: Cast, case: Case) -> None:
    decide(cast.moderator, case, "suspend", days="")
    assert decide(cast.moderator, case, "lift", reason="Enough.").status_code == 303
    assert cast.owner.post("/titles/moth-hour/reviews", {"rating": "2", "text": "again"}).status_code == 303
    assert bells(cast, "owner")[-1] == "You may talk again."
    assert decide(cast.moderator, case, "lift").status_code == 409, "there is nothing to lift any more"


def test_the_list_of_the_suspended_lifts_too(cast: Cast, case: Case) -> None:
    decide(cast.moderator, case, "suspend", days="30")
    row = db.session.scalars(db.select(Suspension)).one()
    page = cast.moderator.get("/admin/suspensions/").text
    assert "Ruth" in page and REASON in page
    form = {"action": "lift", "rowid": str(row.id)}
    assert "Reason" in cast.moderator.post("/admin/suspensions/action/", form).text
    cast.moderator.post("/admin/suspensions/action/", {**form, "confirmed": "1", "reason": ""})
    assert len(decisions()) == 1
    cast.moderator.post("/admin/suspensions/action/", {**form, "confirmed": "1", "reason": "Enough."})
    assert decisions()[-1].act == "lift" and not db.session.scalars(db.select(Suspension)).one().is_lasting
    cast.moderator.post("/admin/suspensions/action/", {**form, "confirmed": "1", "reason": "Enough."})
    assert len(decisions()) == 2


def test_of_two_moderators_the_second_is_told_and_nothing_is_doubled(cast: Cast, case: Case) -> None:
    assert decide(cast.moderator, case, "hide").status_code == 303
    answer = decide(cast.admin, case, "suspend", seen="0", reason="typed by the second")
    assert answer.status_code == 409
    assert "Somebody else has decided meanwhile" in answer.text and "typed by the second" in answer.text
    assert len(decisions()) == 1 and db.session.scalar(db.select(Suspension)) is None
    seen = str(decisions()[-1].id)
    assert f'name="seen" value="{seen}"' in answer.text, "sent again it counts"
    assert decide(cast.admin, case, "suspend", seen=seen).status_code == 303


def test_the_same_form_twice_is_one_decision(cast: Cast, case: Case) -> None:
    answers = [decide(cast.moderator, case, "warn", seen="0").status_code for _ in range(2)]
    assert answers == [303, 409] and len(decisions()) == 1


def test_what_is_gone_cannot_be_hidden(cast: Cast, case: Case, review: Review) -> None:
    db.session.delete(review)
    db.session.commit()
    answer = decide(cast.moderator, case, "hide")
    assert answer.status_code == 409 and "The words are gone already" in answer.text
    assert "their author took them away" in cast.moderator.get(f"/admin/moderation/{case.id}").text
    assert decide(cast.moderator, case, "warn").status_code == 303


def test_an_author_who_left_is_neither_warned_nor_suspended(cast: Cast, case: Case) -> None:
    db.session.execute(db.update(Case).values(author_id=None))
    db.session.commit()
    assert decide(cast.moderator, case, "suspend").status_code == 409
    assert "somebody who is gone" in cast.moderator.get("/admin/moderation/").text


@pytest.mark.parametrize(
    "form",
    [{"reason": ""}, {"reason": "\x00\u202e"}, {"reason": "x" * 201}, {"act": "destroy"}, {"act": ""},
     {"act": "suspend", "days": "9999"}, {"seen": "nothing"}, {"seen": "9" * 40}],
)  # fmt: skip
def test_a_bad_decision_decides_nothing(cast: Cast, case: Case, form: dict[str, str]) -> None:
    assert decide(cast.moderator, case, **{"act": "hide", **form}).status_code in (409, 422)
    assert decisions() == []


def test_only_moderators_decide(cast: Cast, case: Case) -> None:
    for name in ("owner", "child", "stranger", "editor"):
        assert decide(getattr(cast, name), case, "hide").status_code == 403
        assert getattr(cast, name).get("/admin/moderation/").status_code == 403
    assert decisions() == []
    assert decide(cast.admin, case, "hide").status_code == 303
    assert cast.moderator.get("/admin/moderation/999999").status_code == 404


def test_a_review_taken_back_stays_taken_back(cast: Cast, case: Case) -> None:
    cast.owner.post("/titles/moth-hour/reviews/mine/remove")
    decide(cast.moderator, case, "hide")
    assert db.session.scalars(db.select(Review)).one().state == "removed"
    cast.owner.post("/titles/moth-hour/reviews/mine/restore")
    db.session.expire_all()
    assert db.session.scalars(db.select(Review)).one().state == "held"


def test_what_staff_hide_by_themselves_is_a_decision_too(cast: Cast, review: Review) -> None:
    for act, more in (("hold", {"reason": REASON}), ("release", {})):
        form = {"action": act, "rowid": review.id, "confirmed": "1", **more}
        for _ in range(2):
            assert cast.moderator.post("/admin/reviews/action/", form).status_code == 303
    assert [(row.act, row.case.state) for row in decisions()] == [("hide", "closed"), ("restore", "closed")]
    assert len(bells(cast, "owner")) == 2 and REASON in cast.stranger.get("/moderation/log").text
