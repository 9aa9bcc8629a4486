"""Posting a review: one per profile and title, changed, taken back, put back; and who may not."""

from __future__ import annotations

import json

import pytest

from app.catalogue.models import Title
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.reviews.jobs import sweep
from app.reviews.models import Review
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_title

WORDS = {"rating": "4", "text": "The lamp, three times."}


@pytest.fixture
def film(cast: Cast) -> Title:
    row = make_title("Moth Hour", maturity=12)
    db.session.commit()
    return row


def reviews() -> list[Review]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Review)))


def test_a_review_appears_on_the_title_with_its_rating(cast: Cast, film: Title) -> None:
    answer = cast.owner.post("/titles/moth-hour/reviews", WORDS)
    assert answer.status_code == 303 and answer.headers["Location"] == "/titles/moth-hour#reviews"
    page = cast.stranger.get("/titles/moth-hour").text
    assert "The lamp, three times." in page and "1 rating from 1 home" in page


def test_under_htmx_form_list_histogram_and_rating_are_swapped_together(cast: Cast, film: Title) -> None:
    answer = cast.owner.post("/titles/moth-hour/reviews", WORDS, fragment=True)
    assert answer.status_code == 200 and 'id="reviews"' in answer.text
    assert '<hx-partial hx-target="#rating"' in answer.text and "4.0" in answer.text
    assert json.loads(answer.headers["HX-Trigger"])["notice"]["text"] == "Your review is up."


def test_a_second_review_changes_the_first(cast: Cast, film: Title) -> None:
    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    cast.owner.post("/titles/moth-hour/reviews", {"rating": "2", "text": "Less, on a second look."})
    assert [(r.rating, r.text) for r in reviews()] == [(2, "Less, on a second look.")]


def test_bulbs_alone_are_enough(cast: Cast, film: Title) -> None:
    cast.owner.post("/titles/moth-hour/reviews", {"rating": "5", "text": ""})
    assert "Nobody has reviewed" not in cast.stranger.get("/titles/moth-hour").text


@pytest.mark.parametrize(
    "form",
    [{"text": "kept text"}, {"rating": "6", "text": "kept text"}, {"rating": "x", "text": "kept text"},
     {"rating": "4", "text": "kept text" + "x" * 5000}],
)  # fmt: skip
@pytest.mark.parametrize("fragment", [True, False])
def test_a_bad_review_is_sent_back_with_its_text(cast: Cast, film: Title, form: dict[str, str], fragment: bool) -> None:
    answer = cast.owner.post("/titles/moth-hour/reviews", form, fragment=fragment)
    assert answer.status_code == 422 and "kept text" in answer.text and "to put right" in answer.text
    assert 'aria-invalid="true"' in answer.text and reviews() == []


def test_markup_in_a_review_stays_text(cast: Cast, film: Title) -> None:
    cast.owner.post("/titles/moth-hour/reviews", {"rating": "1", "text": '<b hx-get="/x">\x00\u202eoh</b>'})
    page = cast.stranger.get("/titles/moth-hour").text
    assert '<b hx-get="/x">' not in page and "&lt;b hx-get=&#34;/x&#34;&gt;oh&lt;/b&gt;" in page


def test_one_takes_a_review_back_and_undoes_it(cast: Cast, film: Title) -> None:
    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    answer = cast.owner.post("/titles/moth-hour/reviews/mine/remove", fragment=True)
    undo = json.loads(answer.headers["HX-Trigger"])["notice"]["undo_url"]
    assert "The lamp" not in cast.stranger.get("/titles/moth-hour").text
    assert cast.owner.post(undo, fragment=True).status_code == 204
    assert "The lamp" in cast.stranger.get("/titles/moth-hour").text


def test_what_was_taken_back_is_swept_after_an_hour(cast: Cast, film: Title, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from app.foundation import clock

    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    cast.owner.post("/titles/moth-hour/reviews/mine/remove")
    sweep(None)
    assert len(reviews()) == 1
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    sweep(None)
    assert reviews() == []


def test_a_held_review_is_not_swept_so_that_writing_anew_does_not_release_it(
    cast: Cast, film: Title, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from app.foundation import clock

    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    reviews()[0].hold("It tells the ending.")
    cast.owner.post("/titles/moth-hour/reviews/mine/remove")
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    sweep(None)
    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    assert [review.state for review in reviews()] == ["held"]


def test_a_held_review_is_seen_by_its_author_alone(cast: Cast, film: Title) -> None:
    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    reviews()[0].hold("It tells the ending.")
    db.session.commit()
    assert "It tells the ending." in cast.owner.get("/titles/moth-hour").text
    assert "The lamp" not in cast.stranger.get("/titles/moth-hour").text


def test_nobody_removes_another_ones_review(cast: Cast, film: Title) -> None:
    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    assert cast.stranger.post("/titles/moth-hour/reviews/mine/remove").status_code == 404
    assert len(reviews()) == 1 and reviews()[0].is_published


def test_a_child_neither_reads_nor_posts(cast: Cast) -> None:
    make_title("Goose Post")
    db.session.commit()
    cast.owner.post("/titles/goose-post/reviews", WORDS)
    assert "The lamp" not in cast.child.get("/titles/goose-post").text
    assert cast.child.get("/titles/goose-post/reviews").status_code == 403
    assert cast.child.post("/titles/goose-post/reviews", WORDS).status_code == 403


def test_a_title_one_may_not_see_has_no_reviews(cast: Cast, film: Title) -> None:
    film.maturity_years = 18
    db.session.commit()
    assert cast.teenager.get("/titles/moth-hour/reviews").status_code == 404
    assert cast.teenager.post("/titles/moth-hour/reviews", WORDS).status_code == 404


def test_five_a_minute_are_enough(cast: Cast, film: Title) -> None:
    answers = [cast.owner.post("/titles/moth-hour/reviews", WORDS).status_code for _ in range(7)]
    assert answers[:5] == [303] * 5 and answers[5:] == [429] * 2


def test_posting_is_noted_in_the_audit(cast: Cast, film: Title) -> None:
    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    event = db.session.scalar(db.select(AuditEvent).filter_by(kind="review-posted"))
    assert event is not None and event.actor == "Ruth"


def test_the_panel_is_a_part_of_its_page(cast: Cast, film: Title) -> None:
    cast.owner.post("/titles/moth-hour/reviews", WORDS)
    assert_fragment_in_page(cast.owner, "/titles/moth-hour/reviews", "reviews")


def test_older_reviews_are_a_page_away(cast: Cast, film: Title) -> None:
    for name in ("owner", "member", "stranger", "editor", "moderator", "admin"):
        getattr(cast, name).post("/titles/moth-hour/reviews", {"rating": "3", "text": f"words of {name}"})
    page = cast.owner.get(f"/titles/moth-hour/reviews?after={reviews()[2].id}").text
    assert "words of member" in page and "words of admin" not in page
    assert cast.owner.get("/titles/moth-hour/reviews?after=abc").status_code == 200
