"""What to watch tonight, and why: what was begun, else the newest that plays and has a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalogue.cards import Card
from app.catalogue.version import recall
from app.foundation import clock
from app.foundation.text import minutes, plural
from app.foundation.words import day
from app.home.queries import NEW, Group, synopsis_of
from app.profiles.models import Profile
from app.reviews.queries import means_of
from app.watching.shelves import Going


@dataclass(frozen=True)
class Hero:
    """The film at the top. `rating_mean` is out of 5, or None; children see none."""

    kicker: str
    when: str
    card: Card
    rating_mean: float | None
    facts: list[str]
    summary: str
    backdrop_url: str
    reason: str
    resume_label: str
    over_url: str = ""


def hero_for(profile: Profile, groups: list[Group], cards: dict[int, Card], going: list[Going]) -> Hero | None:
    """The hero; None when there is nothing at all to see."""
    for one in going:
        if one.title_id in cards:
            return _resumed(profile, one.on(cards[one.title_id]), one)
    newest = [cards[i] for group in groups if group.kind == NEW for i in group.ids if i in cards]
    best = max(newest, key=lambda card: (bool(card.play_url), card.has_still), default=None)
    return _newest(profile, best) if best else None


def _resumed(profile: Profile, card: Card, going: Going) -> Hero:
    label = "Go on" if profile.is_child else f"Resume {going.main.code}".strip()
    if not going.progress:
        label = "Go on" if profile.is_child else f"Play {going.main.code}"
    reason = f"You stopped here: {going.note}." if going.progress else f"{going.note}."
    over = f"{going.main.url}?from=start" if going.progress else ""
    return _hero(profile, card, label, reason, over)


def _newest(profile: Profile, card: Card) -> Hero:
    when = card.published_at
    days = (clock.now() - when).days if when else 0
    reason = "New today" if not days else f"Added {plural(days, 'day')} ago" if days < 60 else "The newest we have"
    return _hero(profile, card, "Play", reason)


def _hero(profile: Profile, card: Card, label: str, reason: str, over_url: str = "") -> Hero:
    kicker, when = ("Tonight", day(clock.now(), profile.zone))
    mean = None
    if profile.is_child:
        kicker, when = f"Hello {profile.name}.", "Shall we go on?" if card.progress else "How about this one?"
    else:
        mean = recall(profile, ("mean", card.id), lambda: means_of([card.id])).get(card.id)
    return Hero(
        kicker=kicker,
        when=when,
        card=card,
        rating_mean=mean,
        facts=list(_facts(card)),
        summary=synopsis_of(card.id, profile),
        backdrop_url=card.backdrop_url,
        reason=reason,
        resume_label=label,
        over_url=over_url,
    )


def _facts(card: Card) -> Iterable[str]:
    if card.kind == "series":
        yield plural(card.seasons, "season") if card.seasons else "Series"
    if card.genre:
        yield card.genre
    if card.duration_s and card.kind != "series":
        yield minutes(card.duration_s)
    if not card.play_url:
        yield "Not yet"
