"""On a title's page: why it is suggested, and what people who watched it watched, too."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.cards import Card, plain_cards
from app.catalogue.models import Title
from app.foundation.parts import LoadedPart
from app.profiles.models import Profile
from app.recommendations.content import current_content
from app.recommendations.picks import Pick, playable_ids, scorer_for
from app.recommendations.reasons import LEAST_SHARE, Reason, reasons_of, titles_named, together
from app.recommendations.scoring import trust
from app.recommendations.serving import current_weights
from app.recommendations.signals import taste_of

TEMPLATE = "recommendations/_panel.html"
MOST = 3
FEWEST_WATCHERS = 3  # "those who watched this" must not be the one neighbour of a small house
BESIDE_CONTENT = 4.0  # what is watched with it most weighs nearly as much as a director in common


@dataclass(frozen=True)
class Line:
    """A reason with the card of the title that it speaks of, if it does."""

    reason: Reason
    card: Card | None


@dataclass(frozen=True)
class Why:
    """Why a title is suggested to a profile."""

    title: Title
    lines: list[Line]
    is_disliked: bool

    @property
    def url(self) -> str:
        """Where the panel asks for itself."""
        return f"/titles/{self.title.slug}/reasons"

    @property
    def part(self) -> LoadedPart:
        """The panel as the part `reasons`."""
        return LoadedPart("reasons", TEMPLATE, self)


def why(profile: Profile, title: Title) -> Why | None:
    """Up to three reasons; None when there are none, for a child, or when the title has been watched already."""
    if profile.is_child:
        return None
    return find_why(profile, title)


def find_why(profile: Profile, title: Title) -> Why | None:
    """The same for whoever asks for the panel itself. There is none for whoever wants no suggestions."""
    if not profile.wants_suggestions:
        return None
    taste = taste_of(profile)
    is_disliked = title.id in taste.disliked
    seen = title.id in taste.signals and taste.signals[title.id].share is not None
    if seen and not is_disliked:
        return None
    weights = {title_id: weight for title_id, weight in taste.weights.items() if title_id != title.id}
    pick = Pick(title.id, 0.0, tuple(scorer_for(weights).contributions(title.id)))
    cards = {card.id: card for card in plain_cards(titles_named([pick]), profile)}
    names = {title_id: card.name for title_id, card in cards.items()}
    told = together(reasons_of(pick, taste.signals, names, current_content()))
    lines = [Line(reason, cards.get(reason.title_id or 0)) for reason in told[:MOST] if reason.share >= LEAST_SHARE]
    return Why(title, lines, is_disliked) if lines or is_disliked else None


def watched_with(profile: Profile, title: Title) -> dict[int, tuple[float, str]]:
    """Title id -> (weight, words), of what people who watched this one watched, among what this profile can play."""
    weights = current_weights()
    watchers = weights.known.get(title.id, (0, 0.0))[0] if weights else 0
    if weights is None or watchers < FEWEST_WATCHERS:
        return {}
    believed, open_to = trust(watchers), playable_ids(profile)
    row = {other: value for other, value in weights.row(title.id).items() if other in open_to}
    strongest = max(row.values(), default=0.0) or 1.0
    found = ((other, BESIDE_CONTENT * believed * value / strongest) for other, value in row.items())
    return {other: (weight, "Watched by those who watched this") for other, weight in found if weight > 1}
