"""The shelves of suggestions: top picks, "because you watched", what is watched here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.catalogue.cards import Card, Shelf
from app.profiles.models import Profile
from app.recommendations.content import current_content
from app.recommendations.picks import Offer, Pick, offer_for, popular_ids
from app.recommendations.reasons import reason_of, titles_named

MOST_POPULAR = 12


@dataclass(frozen=True)
class Suggested:
    """What is offered, and for a newcomer what is watched here."""

    offer: Offer
    popular: list[int]

    @classmethod
    def to(cls, profile: Profile) -> Suggested:
        """For this profile at this moment."""
        offer = offer_for(profile)
        popular = popular_ids(profile)[:MOST_POPULAR] if offer.is_new else []
        return cls(offer, popular)

    @property
    def title_ids(self) -> list[int]:
        """Every title that a shelf shows or a reason names."""
        named = titles_named(self.offer.picks)
        return [*self.popular, *self.offer.title_ids, *named]

    def top(self, cards: dict[int, Card], is_child: bool) -> Shelf:
        """The best, each with its reason; for a newcomer what others watch."""
        if self.offer.is_new:
            shown = [cards[title_id] for title_id in self.popular if title_id in cards]
            return Shelf("popular", "What people watch here", "", shown)
        heading = "Picked for you" if is_child else "Top picks for you"
        return Shelf("picks", heading, "", list(self._told(self.offer.picks, cards)))

    def because(self, cards: dict[int, Card]) -> list[Shelf]:
        """For each of the newest watches, what it speaks for."""
        shelves = []
        for group in self.offer.because:
            if title := cards.get(group.title_id):
                shown = [cards[pick.title_id] for pick in group.picks if pick.title_id in cards]
                shelves.append(Shelf(f"because-{title.slug}", f"Because you watched {title.name}", "", shown))
        return shelves

    def _told(self, picks: Iterable[Pick], cards: dict[int, Card]) -> Iterator[Card]:
        names, content = {title_id: card.name for title_id, card in cards.items()}, current_content()
        for pick in picks:
            if pick.title_id in cards:
                reason = reason_of(pick, self.offer.taste.signals, names, content)
                yield replace(cards[pick.title_id], reason=reason)
