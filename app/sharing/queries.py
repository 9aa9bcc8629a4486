"""Reads of what was recommended, each for its receiver or its sender."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import contains_eager, joinedload

from app.catalogue.models import Title
from app.catalogue.queries import Card, cards_of
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.foundation.paging import Page, page_by_id
from app.profiles.models import Profile
from app.sharing.models import PUBLISHED, GuestLink, Share

PAGE, ON_HOME, LONGEST_REASON = 24, 12, 72
MOST_LINKS = 100


@dataclass(frozen=True)
class Recommended:
    """A recommendation with the card of its title."""

    share: Share
    card: Card


@dataclass(frozen=True)
class OnHome:
    """A title that somebody recommends, and in which words."""

    title_id: int
    sender: str
    reason: str


def received_by(profile: Profile, cursor: str | None = None) -> Page[Recommended]:
    """What this profile was recommended and has not put away, the newest first."""
    select = _reaching(profile).options(contains_eager(Share.title), joinedload(Share.sender))
    return _with_cards(page_by_id(select, Share.id, cursor, PAGE), profile)


def sent_by(profile: Profile, cursor: str | None = None) -> Page[Recommended]:
    """What this profile recommends to others, the newest first."""
    mine = Share.sender_id == profile.id, Share.withdrawn_at.is_(None), visible_to(profile)
    select = db.select(Share).join(Share.title).where(*mine)
    select = select.options(contains_eager(Share.title), joinedload(Share.receiver))
    return _with_cards(page_by_id(select, Share.id, cursor, PAGE), profile)


def sent_of(title: Title, profile: Profile) -> list[Share]:
    """To whom this profile recommends this title."""
    mine = Share.sender_id == profile.id, Share.title_id == title.id, Share.withdrawn_at.is_(None)
    select = db.select(Share).where(*mine).options(joinedload(Share.receiver)).order_by(Share.id.desc())
    return list(db.session.scalars(select.limit(PAGE)))


def for_home(profile: Profile) -> list[OnHome]:
    """The titles that stand on its home, each once with the newest words: one statement."""
    select = _reaching(profile).join(Share.sender).with_only_columns(Share.title_id, Profile.name, Share.note)
    rows = db.session.execute(select.order_by(Share.shared_at.desc(), Share.id.desc()).limit(ON_HOME)).all()
    found: dict[int, OnHome] = {}
    for title_id, name, note in rows:
        found.setdefault(title_id, OnHome(title_id, name, reason_of(name, note)))
    return list(found.values())


def reason_of(name: str, note: str) -> str:
    """`Teo: “watch it in the dark”`; without a note `Teo recommends it`."""
    words = " ".join(note.split())
    short = words if len(words) <= LONGEST_REASON else words[: LONGEST_REASON - 1].rstrip() + "…"
    return f"{name}: “{short}”" if short else f"{name} recommends it"


def find_received(share_id: int, profile: Profile) -> Share:
    """What this profile was recommended, put away or not; else 404."""
    return db.session.scalar(_within(profile).where(Share.id == share_id)) or abort(404)


def find_reportable(share_id: int, profile: Profile) -> Share | None:
    """The same for whoever reports it."""
    return db.session.scalar(_within(profile).where(Share.id == share_id))


def find_sent(share_id: int, profile: Profile) -> Share:
    """What this profile sent; else 404."""
    return db.session.scalar(db.select(Share).filter_by(id=share_id, sender_id=profile.id)) or abort(404)


def links_of(profile: Profile) -> list[GuestLink]:
    """This profile's links for guests, the newest first, also those that are over."""
    select = db.select(GuestLink).where(GuestLink.profile_id == profile.id).options(joinedload(GuestLink.title))
    return list(db.session.scalars(select.order_by(GuestLink.id.desc()).limit(MOST_LINKS)))


def find_link(link_id: int, profile: Profile) -> GuestLink:
    """One of its own links; else 404."""
    return db.session.scalar(db.select(GuestLink).filter_by(id=link_id, profile_id=profile.id)) or abort(404)


def _reaching(profile: Profile) -> Select[Share]:
    return _within(profile).where(Share.put_away_at.is_(None))


def _within(profile: Profile) -> Select[Share]:
    """What reaches this profile: not held, not withdrawn, of a title that it may see now; a child's from its house."""
    conditions: list[ColumnElement[bool]] = [
        Share.receiver_id == profile.id,
        Share.state == PUBLISHED,
        Share.withdrawn_at.is_(None),
        visible_to(profile),
    ]
    if profile.is_child:
        house = db.select(Profile.id).where(Profile.household_id == profile.household_id)
        conditions.append(Share.sender_id.in_(house))
    return db.select(Share).join(Share.title).where(*conditions)


def _with_cards(page: Page[Share], profile: Profile) -> Page[Recommended]:
    cards = {card.id: card for card in cards_of((share.title_id for share in page.rows), profile)}
    rows = [Recommended(share, cards[share.title_id]) for share in page.rows if share.title_id in cards]
    return Page(rows, page.next_cursor)
