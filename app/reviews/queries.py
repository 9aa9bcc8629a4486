"""Reads of reviews, each for somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_
from sqlalchemy.orm import contains_eager

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.paging import LARGEST_KEY, Page
from app.profiles.models import Profile
from app.reviews.forms import ReviewForm
from app.reviews.models import PUBLISHED, REMOVED, HelpfulVote, Review

PAGE = 10
HELPFUL, NEWEST = "helpful", "newest"
SORTS = {HELPFUL: "Most helpful", NEWEST: "Newest"}
CURSOR = re.compile(r"(?:(\d{1,9})-)?(\d{1,10})\Z", re.ASCII)


@dataclass(frozen=True)
class Helpful:
    """How many found a review helpful, and whether this profile did. It may vote unless the review is its own."""

    title: Title
    review: Review
    votes: int
    is_mine: bool
    may_vote: bool

    @property
    def url(self) -> str:
        """Where a press posts."""
        address = f"/titles/{self.title.slug}/reviews/{self.review.id}/helpful"
        return f"{address}/remove" if self.is_mine else address

    @property
    def label(self) -> str:
        """`18 found this helpful`."""
        return f"{self.votes:,} found this helpful" if self.votes else "Helpful"


@dataclass(frozen=True)
class Rating:
    """What a title got: the mean of 1 to 5 (None without any), how many of 5, 4, 3, 2, 1, from how many homes."""

    mean: float | None
    counts: tuple[int, int, int, int, int]
    homes: int

    @property
    def total(self) -> int:
        """How many rated it."""
        return sum(self.counts)


@dataclass(frozen=True)
class Panel:
    """All that the reviews' panel of a title shows to one profile."""

    title: Title
    rating: Rating
    page: Page[Review]
    mine: Review | None
    form: ReviewForm
    profile: Profile
    helpful: dict[int, Helpful]
    sort: str

    @property
    def url(self) -> str:
        """Where all of them stand."""
        return f"/titles/{self.title.slug}/reviews"


def rating_of(title: Title) -> Rating:
    """The published ratings of a title, in one statement."""
    homes = func.count(Profile.household_id.distinct())
    select = (
        db.select(Review.rating, func.count(), homes)
        .join(Review.profile)
        .where(Review.title_id == title.id, Review.state == PUBLISHED)
        .group_by(Review.rating)
    )
    rows = {rating: (count, home) for rating, count, home in db.session.execute(select)}
    five, four, three, two, one = (rows.get(n, (0, 0))[0] for n in (5, 4, 3, 2, 1))
    counts = (five, four, three, two, one)
    mean = sum(n * c for n, c in zip((5, 4, 3, 2, 1), counts, strict=True)) / sum(counts) if rows else None
    return Rating(mean, counts, _homes(title) if len(rows) > 1 else sum(home for _, home in rows.values()))


def _homes(title: Title) -> int:
    select = _published(title).with_only_columns(func.count(Profile.household_id.distinct())).order_by(None)
    return db.session.scalar(select) or 0


def means_of(title_ids: Sequence[int]) -> dict[int, float]:
    """The mean rating of each of these titles that has any, in one statement."""
    select = (
        db.select(Review.title_id, func.avg(Review.rating))
        .where(Review.title_id.in_(title_ids), Review.state == PUBLISHED)
        .group_by(Review.title_id)
    )
    return {title_id: float(mean) for title_id, mean in db.session.execute(select)}


def find_mine(title: Title, profile: Profile) -> Review | None:
    """This profile's own review, also one held or taken back."""
    return db.session.scalar(db.select(Review).filter_by(title_id=title.id, profile_id=profile.id))


def reviews_of(
    title: Title, profile: Profile, cursor: str | None = None, sort: str = HELPFUL
) -> tuple[Page[Review], dict[int, Helpful]]:
    """The published reviews that have words, and who finds them helpful, in one statement.

    The most helpful first, then the newest; or the newest alone. A page begins after the last row of the one before:
    its votes and its id.
    """
    found = and_(HelpfulVote.review_id == Review.id, HelpfulVote.profile_id == profile.id)
    mine = db.select(HelpfulVote.review_id).where(found).correlate(Review).exists()
    select = _published(title).where(Review.text != "").options(contains_eager(Review.profile))
    keys = (_votes(), Review.id) if sort == HELPFUL else (Review.id,)
    select = select.where(_beyond(cursor, sort)).order_by(*(key.desc() for key in keys)).limit(PAGE + 1)
    rows = db.session.execute(select.add_columns(_votes(), mine)).all()
    shown = {r.id: Helpful(title, r, votes, by_me, r.profile_id != profile.id) for r, votes, by_me in rows[:PAGE]}
    return Page([row[0] for row in rows[:PAGE]], _cursor(rows, sort)), shown


def helpful_of(review: Review, title: Title, profile: Profile) -> Helpful:
    """The same of one review."""
    mine = db.session.get(HelpfulVote, (review.id, profile.id), populate_existing=True)
    votes = db.session.scalar(db.select(func.count()).where(HelpfulVote.review_id == review.id)) or 0
    return Helpful(title, review, votes, mine is not None, review.profile_id != profile.id)


def find_published(title: Title, review_id: int) -> Review | None:
    """A published review of this title."""
    return db.session.scalar(db.select(Review).filter_by(id=review_id, title_id=title.id, state=PUBLISHED))


def _votes() -> Any:
    counted = db.select(func.count()).where(HelpfulVote.review_id == Review.id).correlate(Review)
    return counted.scalar_subquery()


def _beyond(cursor: str | None, sort: str) -> ColumnElement[bool]:
    """What stands after the cursor; one that makes no sense starts at the beginning."""
    match = CURSOR.match(cursor or "")
    if not match:
        return Review.id.is_not(None)
    votes, review_id = int(match[1] or 0), min(int(match[2]), LARGEST_KEY)
    if sort == NEWEST:
        return Review.id < review_id
    return or_(_votes() < votes, and_(_votes() == votes, Review.id < review_id))


def _cursor(rows: Sequence[Any], sort: str) -> str | None:
    if len(rows) <= PAGE:
        return None
    review, votes, _ = rows[PAGE - 1]
    return str(review.id) if sort == NEWEST else f"{votes}-{review.id}"


def _published(title: Title) -> Select[tuple[Review]]:
    return db.select(Review).join(Review.profile).where(Review.title_id == title.id, Review.state == PUBLISHED)


def panel_for(
    profile: Profile,
    title: Title,
    form: ReviewForm | None = None,
    cursor: str | None = None,
    sort: str | None = None,
) -> Panel | None:
    """The panel of a title for a profile; None for a child, whose house has no talk."""
    if profile.is_child:
        return None
    mine = find_mine(title, profile)
    shown = mine if mine and mine.state != REMOVED else None
    form = form or ReviewForm(formdata=None, obj=shown)
    order = sort if sort in SORTS else HELPFUL
    page, helpful = reviews_of(title, profile, cursor, order)
    return Panel(title, rating_of(title), page, shown, form, profile, helpful, order)


def rating_for(profile: Profile, title: Title) -> Rating | None:
    """The rating that stands among a title's facts; None for a child, or before the first."""
    return None if profile.is_child else rating_of(title)


def unrated(profile: Profile, title: Title) -> Title | None:
    """The title, for whoever may review it and has not yet."""
    return None if profile.is_child or find_mine(title, profile) else title
