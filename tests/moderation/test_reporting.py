"""Reporting: one open case for each thing, one report of each profile; and who may not."""

from __future__ import annotations

import pytest

from app.catalogue.models import Title
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.events import STAFF, Event
from app.moderation import deciding
from app.moderation.models import Case, Report
from app.reviews.models import Review
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page, assert_part_of
from tests.moderation.conftest import WORDS
from tests.statements import count_statements

SPOILER = {"reason": "spoiler", "note": ""}


def address(review: Review) -> str:
    return f"/reports/review/{review.id}"


def cases() -> list[Case]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Case).order_by(Case.id)))


def test_a_report_opens_a_case_that_keeps_the_words(cast: Cast, review: Review) -> None:
    answer = cast.stranger.post(address(review), SPOILER)
    assert answer.status_code == 303 and answer.headers["Location"] == "/titles/moth-hour#reviews"
    (case,) = cases()
    assert (case.words, case.author_id, case.title_id) == (WORDS, review.profile_id, review.title_id)
    assert [(r.reporter_id, r.reason) for r in case.reports] == [(cast.profiles["stranger"].id, "spoiler")]
    assert db.session.scalar(db.select(AuditEvent).filter_by(kind="report-made")).actor == "Iris"


def test_staff_hear_of_it_by_a_number_alone(cast: Cast, review: Review) -> None:
    cast.stranger.post(address(review), {"reason": "other", "note": "the ending"})
    fact = db.session.scalar(db.select(Event).filter_by(kind="case-changed"))
    assert (fact.audience, fact.facts) == (STAFF, {"case": cases()[0].id})


def test_many_reports_are_one_case(cast: Cast, review: Review) -> None:
    for name in ("stranger", "member", "teenager", "editor"):
        assert getattr(cast, name).post(address(review), SPOILER).status_code == 303
    assert len(cases()) == 1 and len(cases()[0].reports) == 4


def test_the_same_report_twice_is_one_row_and_a_friendly_word(cast: Cast, review: Review) -> None:
    cast.stranger.post(address(review), SPOILER)
    page = cast.stranger.post(address(review), {"reason": "unkind", "note": ""}, follow_redirects=True)
    assert page.status_code == 200 and "You have reported this already" in page.text
    assert db.session.scalar(db.select(db.func.count(Report.id))) == 1
    assert "You reported this on" in cast.stranger.get(address(review)).text


def test_under_htmx_it_leads_back_with_the_thanks(cast: Cast, review: Review) -> None:
    answer = cast.stranger.post(address(review), SPOILER, fragment=True)
    assert answer.headers["HX-Redirect"] == "/titles/moth-hour#reviews"
    assert "Moderators will look at it" in cast.stranger.get("/titles/moth-hour").text


@pytest.mark.parametrize(
    "form",
    [{"note": "kept text"}, {"reason": "nonsense", "note": "kept text"}, {"reason": "x" * 5000, "note": "kept text"},
     {"reason": "spoiler", "note": "kept text" + "x" * 5000}],
)  # fmt: skip
def test_a_bad_report_is_sent_back_with_its_note(cast: Cast, review: Review, form: dict[str, str]) -> None:
    part, page = (cast.stranger.post(address(review), form, fragment=fragment) for fragment in (True, False))
    assert part.status_code == page.status_code == 422 and "kept text" in page.text and "to put right" in page.text
    assert_part_of(page.text, part.text, "report")
    assert cases() == []


def test_something_else_needs_a_word(cast: Cast, review: Review) -> None:
    answer = cast.stranger.post(address(review), {"reason": "other", "note": " \x00\u202e "})
    assert answer.status_code == 422 and "Say in a few words what is wrong." in answer.text


def test_a_hostile_note_stays_text(cast: Cast, review: Review) -> None:
    cast.stranger.post(address(review), {"reason": "other", "note": '<b hx-get="/x">\x00\u202eoh</b>'})
    assert cases()[0].reports[0].note == '<b hx-get="/x">oh</b>'
    page = cast.moderator.get("/admin/moderation/").text
    assert '<b hx-get="/x">' not in page and "&lt;b hx-get=" in page


def test_one_does_not_report_oneself(cast: Cast, review: Review) -> None:
    assert cast.owner.get(address(review)).status_code == 403
    assert cast.owner.post(address(review), SPOILER).status_code == 403
    assert cases() == []


def test_a_child_reports_nothing(cast: Cast, review: Review) -> None:
    assert cast.child.get(address(review)).status_code == 403
    assert cast.child.post(address(review), SPOILER).status_code == 403
    assert cases() == []


@pytest.mark.parametrize("path", ["/reports/review/999999", "/reports/nothing/1"])
def test_what_there_is_not_cannot_be_reported(cast: Cast, path: str) -> None:
    assert cast.stranger.get(path).status_code == 404 and cast.stranger.post(path, SPOILER).status_code == 404


def test_what_one_may_not_see_cannot_be_reported(cast: Cast, review: Review) -> None:
    review.title.maturity_years = 18
    db.session.commit()
    assert cast.teenager.post(address(review), SPOILER).status_code == 404
    review.title.maturity_years = 0
    review.hold("It tells the ending.")
    db.session.commit()
    assert cast.teenager.post(address(review), SPOILER).status_code == 404
    assert cases() == []


def test_five_a_minute_are_enough(cast: Cast, review: Review) -> None:
    answers = [cast.stranger.post(address(review), SPOILER).status_code for _ in range(7)]
    assert answers == [303] * 5 + [429] * 2


def test_the_form_is_a_part_of_its_page(cast: Cast, review: Review) -> None:
    assert_fragment_in_page(cast.stranger, address(review), "report")


def test_each_review_but_ones_own_can_be_reported_from_where_it_stands(cast: Cast, review: Review) -> None:
    assert f'href="{address(review)}"' in cast.stranger.get("/titles/moth-hour").text
    assert f'href="{address(review)}"' not in cast.owner.get("/titles/moth-hour").text


def test_a_case_that_is_decided_makes_room_for_another(cast: Cast, review: Review) -> None:
    cast.stranger.post(address(review), SPOILER)
    cast.moderator.post(
        f"/admin/moderation/{cases()[0].id}/decisions", {"act": "dismiss", "reason": "Fine.", "seen": "0"}
    )
    cast.stranger.post(address(review), SPOILER)
    assert [case.state for case in cases()] == ["closed", "open"]


def test_a_case_never_means_words_that_came_after_those_reported(cast: Cast, film: Title, review: Review) -> None:
    cast.stranger.post(address(review), SPOILER)
    db.session.delete(db.session.get_one(Review, review.id))  # the newest row, whose number SQLite would give again
    db.session.commit()
    other = Review(profile_id=cast.profiles["member"].id, title_id=film.id, rating=5, text="Lovely.")
    db.session.add(other)
    db.session.commit()
    (case,) = cases()
    assert other.id != case.subject_id and deciding.find_row(case) is None
    assert "Lovely." not in cast.moderator.get(f"/admin/moderation/{case.id}").text


def test_a_report_holds_its_case_open_until_it_is_in(cast: Cast, review: Review) -> None:
    cast.stranger.post(address(review), SPOILER)
    with count_statements() as sent:
        cast.member.post(address(review), SPOILER)
    looked = [one for one in sent if "FROM moderation_case" in one and "state" in one.split("WHERE")[-1]]
    held = [one for one in looked if "FOR UPDATE" in one]
    assert looked and (held or db.engine.dialect.name == "sqlite"), "SQLite has one writer at a time"
    assert len(cases()[0].reports) == 2
