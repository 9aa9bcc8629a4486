"""The one rule of who may see which title. Lists, counts, pictures, search, media: all begin here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, or_

from app.accounts.models import HouseholdMember
from app.catalogue.models import Title, title_group
from app.catalogue.models.collection import profile_hidden_genre, title_genre
from app.foundation import clock
from app.foundation.db import db
from app.groups.models import account_group_member
from app.groups.queries import groups_of
from app.profiles.maturity import highest_mark
from app.profiles.models import NO_CAP, Profile

BUILT = 256  # conditions kept, of as many profiles: a page asks the rule several times, and building it takes long


@dataclass(frozen=True)
class Rule:
    """One part of the rule: its condition on `Title`, and what it says to whom it hides a title from."""

    name: str
    holds: ColumnElement[bool]
    otherwise: str


def visible_to(profile: Profile, at: datetime | None = None) -> ColumnElement[bool]:
    """A condition on `Title`: published, inside its window, within the profile's limit, of no kind that is hidden from
    it, and kept for no group or for one that somebody of the profile's household is in.

    An unrated title is not for a capped profile. Whoever has no profile sees nothing.
    """
    return and_(*(rule.holds for rule in rules_for(profile, at)))


def rules_for(profile: Profile, at: datetime | None = None) -> list[Rule]:
    """The same, part by part: what `visible_to` joins is what `why_hidden` explains."""
    household_id, profile_id = profile.household_id, profile.id or 0
    rules = [
        *showing(at or clock.now()),
        Rule("group", _not_kept_from(household_id), "It is kept for a group that nobody of the household is in."),
        Rule("kind", _of_no_hidden_kind(profile_id), "It is of a kind that the household hides from this profile."),
    ]
    if profile.is_capped:
        limit = f"It is for people older than {highest_mark(profile.maturity_limit)} says, or has no mark."
        rules.append(Rule("age", Title.maturity_years <= profile.maturity_limit, limit))
    return rules


def why_hidden(title: Title, profile: Profile) -> list[Rule]:
    """The rules that hide this title from this profile, asked of the database as it asks for everybody; none where it
    is seen. A condition that is unknown (no age is given) does not hold."""
    rules = rules_for(profile)
    found = db.session.execute(db.select(*(rule.holds for rule in rules)).where(Title.id == title.id)).one_or_none()
    return [rule for rule, holds in zip(rules, found or (), strict=True) if not holds]


def showing(at: datetime | BindParameter[datetime]) -> list[Rule]:
    """Published, and inside its window."""
    return [
        Rule("published", Title.published_at <= at, "It is not published yet."),
        Rule("begun", or_(Title.available_from.is_(None), Title.available_from <= at), "Its days have not begun."),
        Rule("not over", or_(Title.available_until.is_(None), Title.available_until > at), "Its days are over."),
    ]


@lru_cache(maxsize=BUILT)
def _not_kept_from(household_id: int) -> ColumnElement[bool]:
    """Titles that are kept for groups are few: their ids are one small set, looked up once a statement."""
    theirs = title_group.c.group_id.in_(groups_of(household_id))
    kept = db.select(title_group.c.title_id)
    return or_(Title.id.not_in(kept), Title.id.in_(kept.where(theirs)))


@lru_cache(maxsize=BUILT)
def _of_no_hidden_kind(profile_id: int) -> ColumnElement[bool]:
    """Hidden kinds are few, like groups."""
    return Title.id.not_in(_hidden().where(profile_hidden_genre.c.profile_id == profile_id))


def _hidden() -> Select[Any]:
    """Titles with a profile from which one of their kinds is hidden."""
    same = profile_hidden_genre.c.genre_id == title_genre.c.genre_id
    return db.select(title_genre.c.title_id).join(profile_hidden_genre, same)


def for_whom() -> ColumnElement[bool]:
    """The same rule from the other side, without its days: a condition on `Profile` and `Title`, for statements that
    name every profile that a title is for. `visible_to` has the last word when somebody reads.
    """
    known = or_(Profile.maturity_limit >= NO_CAP, Title.maturity_years <= Profile.maturity_limit)
    kept = db.select(title_group.c.title_id).where(title_group.c.title_id == Title.id).correlate(Title)
    theirs = (
        db.select(title_group.c.title_id)
        .join(account_group_member, account_group_member.c.group_id == title_group.c.group_id)
        .join(HouseholdMember, HouseholdMember.account_id == account_group_member.c.account_id)
        .where(title_group.c.title_id == Title.id, HouseholdMember.household_id == Profile.household_id)
        .correlate(Title, Profile)
    )
    hidden = _hidden().where(title_genre.c.title_id == Title.id, profile_hidden_genre.c.profile_id == Profile.id)
    hidden = hidden.correlate(Title, Profile)
    return and_(known, or_(~kept.exists(), theirs.exists()), ~hidden.exists())
