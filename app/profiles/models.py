"""A profile watches; what it may watch is decided by its limit."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, false, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Household
from app.foundation.db import Entity, Row, db
from app.profiles.maturity import limit_words

NO_CAP = 18
CHILD_UNDER = 13
MOST_PROFILES = 8


class HouseFull(Exception):
    """A household has its eight profiles."""


class NameTaken(Exception):
    """Somebody of the household is called so."""


class HandleTaken(Exception):
    """Somebody, of whatever household, is found by it."""


class LastProfile(Exception):
    """A household has nobody else."""


class Profile(Row, Entity):
    """Somebody of a household. `maturity_limit` is in years, 0 to 18, 18 being no cap.

    `wants_suggestions`: from what it watches; without them nothing is computed about its taste.
    A simulated one belongs to the demo: it watches and speaks, nobody can sign in as it, and every screen says so.
    """

    __table_args__ = (
        UniqueConstraint("household_id", "name"),
        CheckConstraint("maturity_limit BETWEEN 0 AND 18", name="limit"),
    )

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    handle: Mapped[str | None] = mapped_column(String(30), unique=True)
    maturity_limit: Mapped[int] = mapped_column(default=NO_CAP)
    pin_hash: Mapped[str] = mapped_column(String(200), default="")
    avatar_seed: Mapped[int] = mapped_column(default=0)
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    zone: Mapped[str] = mapped_column(String(40), default="")
    language: Mapped[str] = mapped_column(String(12), default="en")
    captions: Mapped[str] = mapped_column(String(12), default="")
    caption_look: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    wants_suggestions: Mapped[bool] = mapped_column(default=True, server_default=true())
    minutes_a_day: Mapped[int | None]  # of watching; none counts nothing
    bed_from: Mapped[int | None]  # minutes of the day
    bed_until: Mapped[int | None]
    granted_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    granted_on: Mapped[date | None]  # they count on this day alone
    asks_above: Mapped[int | None]  # years: films above it are seen, and asked for before they are watched
    audio: Mapped[str] = mapped_column(String(12), default="", server_default="")  # sound wished for; any when empty
    picture: Mapped[str] = mapped_column(String(22), default="", server_default="")  # the reference of its own, if any
    is_simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    household: Mapped[Household] = relationship()

    @classmethod
    def add(cls, household_id: int, name: str, **look: Any) -> Profile:
        """A new profile, in the current transaction. Raises HouseFull at eight, NameTaken when one is called so,
        HandleTaken."""
        handle = look.pop("handle", None)
        profile = cls(household_id=household_id, avatar_seed=look.pop("avatar_seed", 0), **look)
        standing = _profiles_in(household_id)
        if len(standing) >= MOST_PROFILES:
            raise HouseFull
        profile._take_name(name, standing)
        db.session.add(profile)
        profile._take_handle(handle)
        return profile

    def change(self, name: str, **look: Any) -> list[str]:
        """Take another name and look, in the current transaction; what has changed. Raises NameTaken, HandleTaken."""
        changed = [key for key, value in look.items() if getattr(self, key) != value]
        changed += ["name"] if name != self.name else []
        self._take_name(name, _profiles_in(self.household_id))
        self._take_handle(look.get("handle", self.handle))
        for key in changed:
            setattr(self, key, look.get(key, name))
        return changed

    def _take_handle(self, handle: str | None) -> None:
        """Be found by this handle. Twins who want the same one at once do not both get it."""
        if handle == self.handle:
            return
        try:
            with db.session.begin_nested():
                self.handle = handle
                db.session.flush()
        except IntegrityError as error:
            raise HandleTaken from error

    def leave(self) -> None:
        """Go with all that is theirs, in the current transaction. Raises LastProfile: somebody has to watch."""
        if _profiles_in(self.household_id) == [self]:
            raise LastProfile
        db.session.delete(self)

    def _take_name(self, name: str, standing: list[Profile]) -> None:
        if any(row is not self and row.name.casefold() == name.casefold() for row in standing):
            raise NameTaken
        self.name = name

    @property
    def is_capped(self) -> bool:
        """Whether some titles are not for it; unrated titles then are not either."""
        return self.maturity_limit < NO_CAP

    @property
    def limit_words(self) -> str:
        """What it may watch, in the words of the house's scale."""
        return limit_words(self.maturity_limit)

    @property
    def is_child(self) -> bool:
        """Whether it gets the children's house: no reviews, no talk."""
        return self.maturity_limit < CHILD_UNDER

    @property
    def has_contract(self) -> bool:
        """Whether it is agreed on how long it watches, or what it asks for first."""
        return any(term is not None for term in (self.minutes_a_day, self.bed_from, self.asks_above))

    @property
    def is_counted(self) -> bool:
        """Whether its minutes are counted, which only a player tells: it gets films by the piece, never whole."""
        return self.minutes_a_day is not None

    @property
    def has_pin(self) -> bool:
        """Whether a PIN stands before it."""
        return bool(self.pin_hash)

    @property
    def avatar_url(self) -> str:
        """Where its picture is, its own or a drawn one; each change has another address, so it may be kept for long."""
        if self.picture:
            return f"/avatars/own/{self.picture}.webp"
        kind = "child" if self.is_child else "grown"
        return f"/avatars/{kind}-{self.avatar_seed}.svg"

    def __str__(self) -> str:
        return self.name


class ProfilePicture(Entity):
    """A picture that somebody sent for a profile: a square of 288 pixels, encoded anew, some ten kilobytes."""

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    reference: Mapped[str] = mapped_column(String(22), unique=True)
    webp: Mapped[bytes] = mapped_column(LargeBinary)
    profile: Mapped[Profile] = relationship()


def _profiles_in(household_id: int) -> list[Profile]:
    """All of a household. Its row is locked first, so that twins of a form come one after the other."""
    db.session.get_one(Household, household_id, with_for_update=True)
    return list(db.session.scalars(db.select(Profile).where(Profile.household_id == household_id)))
