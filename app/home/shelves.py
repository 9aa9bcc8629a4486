"""The shelves of the evening: which, in what order, and never two of one layout side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import zip_longest

from app.catalogue.cards import Card, Shelf
from app.foundation import clock
from app.foundation.settings import current_site
from app.foundation.text import plural
from app.home.queries import COLLECTION, GENRE, LEAVING, NEW, Group
from app.home.suggested import Suggested
from app.profiles.models import Profile
from app.sharing.queries import OnHome, for_home
from app.watching.queries import listed_ids
from app.watching.shelves import Going, continue_watching

GENRES, COLLECTIONS, DATED = 4, 3, 4
FEWEST = 2
ON_LIST_SHELF = 20


@dataclass(frozen=True)
class Shelved:
    """A shelf and the layouts that suit it, best first."""

    shelf: Shelf
    layouts: tuple[str, ...]


@dataclass(frozen=True)
class Mine:
    """What the shelves know of one profile: where it goes on, what it keeps, what friends and the house suggest."""

    going: list[Going]
    all_listed: list[int]
    shared: list[OnHome]
    suggested: Suggested

    @classmethod
    def of(cls, profile: Profile) -> Mine:
        """At this moment."""
        return cls(continue_watching(profile), listed_ids(profile), for_home(profile), Suggested.to(profile))

    @property
    def listed(self) -> list[int]:
        """As much of the list as its shelf shows."""
        return self.all_listed[:ON_LIST_SHELF]

    @property
    def title_ids(self) -> list[int]:
        """Every title that any of it names."""
        told = [one.title_id for one in self.going] + [one.title_id for one in self.shared]
        return [*told, *self.listed, *self.suggested.title_ids]


def arrange(shelved: Iterable[Shelved]) -> list[Shelf]:
    """The shelves that hold something, each in the first of its layouts that the one above has not."""
    found: list[Shelf] = []
    for one in shelved:
        if one.shelf.cards:
            above = found[-1].layout if found else ""
            layout = next((layout for layout in one.layouts if layout != above), one.layouts[0])
            found.append(_led(one.shelf) if layout == "leadin" else replace(one.shelf, layout=layout))
    return found


def evening(profile: Profile, groups: list[Group], cards: dict[int, Card], mine: Mine) -> Iterator[Shelved]:
    """A grown person's shelves."""
    yield Shelved(shelf_of_going(mine.going, cards), ("stills",))
    yield Shelved(mine.suggested.top(cards, is_child=False), ("reasons", "posters"))
    because = [Shelved(shelf, ("leadin", "posters")) for shelf in mine.suggested.because(cards)]
    yield from because[:1]
    yield Shelved(shelf_of_shared(mine.shared, cards), ("reasons",))
    yield Shelved(Shelf("my-list", "My list", "", _cards(mine.listed, cards), url="/my-list"), ("posters", "band"))
    yield from (Shelved(_new(group, cards, profile), ("dated",)) for group in groups if group.kind == NEW)
    yield from because[1:]
    grouped = [_genres(groups, cards), _collections(groups, cards), _leaving(groups, cards)]
    for row in zip_longest(*grouped):
        yield from filter(None, row)


def child_afternoon(groups: list[Group], cards: dict[int, Card], mine: Mine) -> Iterator[Shelved]:
    """A child's: fewer words, what plays comes first, nothing about what leaves or when it came."""
    going = shelf_of_going(mine.going[1:], cards, "Go on with these")  # the hero holds the first
    yield Shelved(going, ("stills",))
    yield Shelved(shelf_of_shared(mine.shared, cards), ("reasons",))
    yield Shelved(mine.suggested.top(cards, is_child=True), ("posters",))
    short = [card for group in groups if group.kind == "short" for card in _cards(group.ids, cards) if card.play_url]
    yield Shelved(Shelf("short", "Short ones", "", short), ("stills", "posters"))
    yield Shelved(Shelf("my-list", "My list", "", _cards(mine.listed, cards), url="/my-list"), ("posters", "band"))
    for row in zip_longest(_collections(groups, cards), _genres(groups, cards)):
        yield from filter(None, row)


def shelf_of_going(going: list[Going], cards: dict[int, Card], heading: str = "Continue watching") -> Shelf:
    """What was begun, as stills with their progress."""
    found = [one.on(cards[one.title_id]) for one in going if one.title_id in cards]
    return Shelf("continue", heading, "stills", found)


def shelf_of_shared(shared: list[OnHome], cards: dict[int, Card]) -> Shelf:
    """What others recommend, each with who and in which words."""
    found = [replace(cards[one.title_id], reason=one.reason) for one in shared if one.title_id in cards]
    senders = {one.sender for one in shared}
    heading = f"From {senders.pop()}" if len(senders) == 1 else "Shared with you"
    return Shelf("shared", heading, "reasons", found, url="/shares")


def _cards(ids: Iterable[int], cards: dict[int, Card]) -> list[Card]:
    return [cards[title_id] for title_id in ids if title_id in cards]


def _new(group: Group, cards: dict[int, Card], profile: Profile) -> Shelf:
    zone = clock.zone(profile.zone or current_site().zone)
    found = [_dated(card, zone) for card in _cards(group.ids, cards)[:DATED]]
    months = dict.fromkeys(f"{card.published_at.astimezone(zone):%B}" for card in found if card.published_at)
    heading = f"New in {' and '.join(reversed(months))}" if 0 < len(months) < 3 else "New"
    return Shelf(NEW, heading, "", found, url="/browse")


def _dated(card: Card, zone: tzinfo) -> Card:
    local = (card.published_at or clock.now()).astimezone(zone)
    return replace(card, note=f"{local.day}|{local:%A}", facts=card.tagline or card.facts)


def _genres(groups: list[Group], cards: dict[int, Card]) -> list[Shelved]:
    enough = [group for group in groups if group.kind == GENRE and len(group.ids) >= FEWEST][:GENRES]
    layouts = (("posters", "stills"), ("leadin", "posters", "stills"))
    return [
        Shelved(_grouped(group, cards, f"/browse?genre={group.slug}"), layouts[place % 2])
        for place, group in enumerate(enough)
    ]


def _collections(groups: list[Group], cards: dict[int, Card]) -> list[Shelved]:
    some = [group for group in groups if group.kind == COLLECTION][:COLLECTIONS]
    return [Shelved(_grouped(group, cards, f"/collections/{group.slug}"), ("band", "posters")) for group in some]


def _grouped(group: Group, cards: dict[int, Card], url: str) -> Shelf:
    key = f"{group.kind}-{group.slug}"
    return Shelf(key, group.name, "", _cards(group.ids, cards), subheading=group.text, url=url)


def _leaving(groups: list[Group], cards: dict[int, Card]) -> list[Shelved]:
    found = [card for group in groups if group.kind == LEAVING for card in _cards(group.ids, cards)]
    leaving = [replace(card, note=_leaves(card.available_until)) for card in found if card.available_until]
    return [Shelved(Shelf(LEAVING, "Leaving soon", "", leaving), ("stills", "posters"))]


def _leaves(until: datetime | None) -> str:
    days = (until - clock.now()).days if until else 0
    return f"Leaves in {plural(days, 'day')}" if days else "Leaves today"


def _led(shelf: Shelf) -> Shelf:
    lead = shelf.cards[0]
    return replace(shelf, layout="leadin", cards=[replace(lead, reason=lead.tagline or lead.facts), *shelf.cards[1:]])
