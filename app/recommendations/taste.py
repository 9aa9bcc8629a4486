"""What the house believes that somebody likes, in a few words and bulbs."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.cards import Card, plain_cards
from app.foundation import audit
from app.foundation.events import publish, to_profile
from app.profiles.models import Profile
from app.recommendations.content import GENRE, PERSON, Content, current_content
from app.recommendations.disliking import disliked_by
from app.recommendations.signals import taste_of

MOST = 8


@dataclass(frozen=True)
class Liking:
    """Something liked; `strength` is 0 to 1 beside the strongest."""

    name: str
    strength: float


@dataclass(frozen=True)
class TastePage:
    """All that the page shows."""

    genres: list[Liking]
    people: list[Liking]
    titles: list[Card]
    disliked: list[Card]
    is_on: bool

    @classmethod
    def of(cls, profile: Profile) -> TastePage:
        """For this profile, from its signals at this moment; titles that it may not see any more are left out."""
        taste, content = taste_of(profile), current_content()
        strongest = sorted(taste.weights, key=lambda title_id: -abs(taste.weights[title_id]))
        cards = {card.id: card for card in plain_cards(strongest, profile)}
        liked = content.wish({title_id: taste.weights[title_id] for title_id in cards})
        return cls(
            genres=_strongest(liked, content, GENRE),
            people=_strongest(liked, content, PERSON),
            titles=[card for title_id, card in cards.items() if taste.weights[title_id] > 0][:MOST],
            disliked=plain_cards([row.title_id for row in disliked_by(profile)], profile),
            is_on=profile.wants_suggestions,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known yet, though it would be."""
        return self.is_on and not (self.genres or self.people or self.titles or self.disliked)


def switch_suggestions(profile: Profile, *, on: bool) -> None:
    """Whether anything is suggested from what this profile watches, in the current transaction."""
    profile.wants_suggestions = on
    audit.record("suggestions-switched", f"profile {profile.id}", on=on)
    publish("taste-changed", to_profile(profile.id))


def _strongest(liked: dict[int, float], content: Content, kind: str) -> list[Liking]:
    found = {
        content.features[place].name: value for place, value in liked.items() if content.features[place].kind == kind
    }
    named = sorted(((name, value) for name, value in found.items() if value > 0), key=lambda pair: -pair[1])[:MOST]
    return [Liking(name, value / named[0][1]) for name, value in named]
