"""Finding a review helpful: once per profile, not one's own, and what it does to the order."""

from __future__ import annotations

import re

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.limits import Limit
from app.moderation.models import Suspension
from app.profiles.models import Profile
from app.reviews import voting
from app.reviews.models import HelpfulVote, Review
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_title
from tests.statements import count_statements

AT = "/titles/moth-hour/reviews"


@pytest.fixture
def film(cast: Cast) -> Title:
    return make_title("Moth Hour", maturity=12)


def write(cast: Cast, name: str, text: str = "The lamp.") -> Review:
    title = db.session.scalars(db.select(Title).filter_by(slug="moth-hour")).one()
    review = Review(profile_id=cast.profiles[name].id, title_id=title.id, rating=4, text=text)
    db.session.add(review)
    db.session.commit()
    return review


def crowd(cast: Cast, count: int) -> list[Profile]:
    people = [Profile(name=f"Guest {n}", household=cast.quay) for n in range(count)]
    db.session.add_all(people)
    db.session.commit()
    return people


def vote(review: Review, *people: Profile) -> None:
    db.session.add_all(HelpfulVote(review_id=review.id, profile_id=one.id) for one in people)
    db.session.commit()


def votes() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(HelpfulVote)) or 0


def test_a_press_counts_once_and_a_second_takes_it_back(cast: Cast, film: Title) -> None:
    act = f"{AT}/{write(cast, 'owner').id}/helpful"
    for _ in range(2):
        assert cast.stranger.post(act).status_code == 303
    assert votes() == 1
    page = cast.stranger.get(AT).text
    assert "1 found this helpful" in page and f'action="{act}/remove"' in page and 'aria-pressed="true"' in page
    assert f'action="{act}"' in cast.member.get(AT).text
    for _ in range(2):
        assert cast.stranger.post(f"{act}/remove").status_code == 303
    assert votes() == 0


def test_under_htmx_the_button_alone_is_swapped_and_stands_so_on_the_page(cast: Cast, film: Title) -> None:
    review = write(cast, "owner")
    answer = cast.stranger.post(f"{AT}/{review.id}/helpful", fragment=True)
    assert answer.status_code == 200 and answer.text.strip().startswith(
        f'<div class="review__helpful" id="helpful-{review.id}"'
    )
    assert answer.text.strip() in cast.stranger.get(AT).text
    assert answer.text.strip() in cast.stranger.get("/titles/moth-hour").text
    for sort in ("", "?sort=newest", "?sort=%00&after=5-1", "?after=99999999999999999999"):
        assert_fragment_in_page(cast.stranger, AT + sort, "reviews")


def test_nobody_finds_their_own_helpful(cast: Cast, film: Title) -> None:
    review = write(cast, "owner")
    answer = cast.owner.post(f"{AT}/{review.id}/helpful")
    assert answer.status_code == 403 and "for others to say" in answer.text and votes() == 0
    vote(review, cast.profiles["stranger"])
    page = cast.owner.get(AT).text
    assert "1 found this helpful" in page and "/helpful" not in page


def test_who_may_not_vote(cast: Cast, film: Title) -> None:
    review = write(cast, "owner")
    act = f"{AT}/{review.id}/helpful"
    assert cast.anonymous.post(act).status_code == 302
    assert cast.child.post(act).status_code == 404
    film.maturity_years = 0
    db.session.commit()
    assert cast.child.post(act).status_code == 403
    db.session.add(Suspension.of(cast.profiles["stranger"], "Three warnings."))
    db.session.commit()
    answer = cast.stranger.post(act)
    assert answer.status_code == 403 and "Three warnings." in answer.text
    film.maturity_years = 18
    db.session.commit()
    assert cast.teenager.post(act).status_code == 404
    assert votes() == 0


def test_only_a_published_review_of_this_title_can_be_voted_for(cast: Cast, film: Title) -> None:
    review = write(cast, "owner")
    make_title("Other")
    assert cast.stranger.post(f"/titles/other/reviews/{review.id}/helpful").status_code == 404
    for number in ("0", "x", "2147483648", str(review.id + 1)):
        assert cast.stranger.post(f"{AT}/{number}/helpful").status_code == 404
    review.hold("It tells the ending.")
    db.session.commit()
    assert cast.stranger.post(f"{AT}/{review.id}/helpful").status_code == 404
    assert votes() == 0


def test_votes_are_limited(cast: Cast, film: Title, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voting, "A_MINUTE", Limit(2, 86_400))
    act = f"{AT}/{write(cast, 'owner').id}/helpful"
    assert [cast.stranger.post(act).status_code for _ in range(3)] == [303, 303, 429]


def order(page: str) -> list[str]:
    return re.findall(r'<p class="review__text">([^<]+)</p>', page)


def test_the_most_helpful_come_first_then_the_newest_or_the_newest_as_one_chooses(cast: Cast, film: Title) -> None:
    for name in ("owner", "member", "teenager"):
        write(cast, name, name)
    some = crowd(cast, 2)
    reviews = {review.text: review for review in db.session.scalars(db.select(Review))}
    vote(reviews["owner"], some[0])
    vote(reviews["member"], *some)
    assert order(cast.stranger.get(AT).text) == ["member", "owner", "teenager"]
    assert order(cast.stranger.get("/titles/moth-hour").text) == ["member", "owner", "teenager"]
    page = cast.stranger.get(f"{AT}?sort=newest").text
    assert order(page) == ["teenager", "member", "owner"]
    assert re.search(r'href="/titles/moth-hour/reviews\?sort=newest" aria-current="true"', page)


def walk(cast: Cast, sort: str) -> list[str]:
    found, path = [], AT + (f"?sort={sort}" if sort else "")
    while path:
        page = cast.stranger.get(path).text
        found += order(page)
        more = re.search(r'href="([^"]+after=[^"]+)">(?:Older|More)', page)
        path = more[1].replace("&amp;", "&") if more else ""
    return found


@pytest.mark.parametrize("sort", ["", "newest"])
def test_paging_gives_each_review_once_in_order(cast: Cast, film: Title, sort: str) -> None:
    people = crowd(cast, 25)
    for number, one in enumerate(people):
        review = Review(profile_id=one.id, title_id=film.id, rating=3, text=f"words {number:02}")
        db.session.add(review)
        db.session.flush()
        vote(review, *people[: number % 3])
    if sort:
        expected = sorted(range(25), reverse=True)
    else:
        expected = sorted(range(25), key=lambda number: (number % 3, number), reverse=True)
    assert walk(cast, sort) == [f"words {number:02}" for number in expected]


def test_statements_do_not_grow_with_reviews_or_votes(cast: Cast, film: Title) -> None:
    def cost() -> int:
        with count_statements() as sent:
            cast.stranger.get(AT)
        return len(sent)

    vote(write(cast, "owner"), cast.profiles["member"])
    write(cast, "teenager")
    few = cost()
    people = crowd(cast, 12)
    for one in people:
        db.session.add(Review(profile_id=one.id, title_id=film.id, rating=3, text="words"))
    db.session.commit()
    for review in db.session.scalars(db.select(Review)):
        vote(review, *(one for one in people if one.id != review.profile_id))
    assert cost() == few
