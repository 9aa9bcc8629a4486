"""Reads of reviews, each for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func
from sqlalchemy.orm import contains_eager

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.paging import Page, page_by_id
from app.profiles.models import Profile
from app.reviews.forms import ReviewForm
from app.reviews.models import PUBLISHED, REMOVED, Review

PAGE = 10


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


def reviews_of(title: Title, cursor: str | None = None) -> Page[Review]:
    """The published reviews that have words, newest first."""
    select = _published(title).where(Review.text != "").options(contains_eager(Review.profile))
    return page_by_id(select, Review.id, cursor, PAGE)


def _published(title: Title) -> Select[tuple[Review]]:
    return db.select(Review).join(Review.profile).where(Review.title_id == title.id, Review.state == PUBLISHED)


def panel_for(
    profile: Profile, title: Title, form: ReviewForm | None = None, cursor: str | None = None
) -> Panel | None:
    """The panel of a title for a profile; None for a child, whose house has no talk."""
    if profile.is_child:
        return None
    mine = find_mine(title, profile)
    shown = mine if mine and mine.state != REMOVED else None
    form = form or ReviewForm(formdata=None, obj=shown)
    return Panel(title, rating_of(title), reviews_of(title, cursor), shown, form, profile)


def rating_for(profile: Profile, title: Title) -> Rating | None:
    """The rating that stands among a title's facts; None for a child, or before the first."""
    return None if profile.is_child else rating_of(title)
