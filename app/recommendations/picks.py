"""What to offer somebody: masked first, ranked then, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalogue.models import Title
from app.catalogue.version import recall
from app.foundation.db import db
from app.media.models import Video, VideoRole
from app.media.queries import playable_videos_for
from app.profiles.models import Profile
from app.recommendations.content import GENRE, PERSON, Content, current_content
from app.recommendations.scoring import Contribution, Scorer
from app.recommendations.serving import current_weights
from app.recommendations.signals import Signal, Taste, taste_of, watched_most

MOST, FEWEST = 20, 2
MOST_BECAUSE = 12
BECAUSE = 2


@dataclass(frozen=True)
class Pick:
    """A title to offer, its score, and what that is made of, the largest part first."""

    title_id: int
    score: float
    parts: tuple[Contribution, ...]


@dataclass(frozen=True)
class Because:
    """Titles that a watch of one title speaks for."""

    title_id: int
    picks: list[Pick]


@dataclass(frozen=True)
class Offer:
    """All that is offered to a profile at this moment."""

    taste: Taste
    picks: list[Pick]
    because: list[Because]
    is_new: bool

    @property
    def title_ids(self) -> set[int]:
        """Every title that any of it names."""
        found = {pick.title_id for pick in self.picks} | {group.title_id for group in self.because}
        return found | {pick.title_id for group in self.because for pick in group.picks}


def playable_ids(profile: Profile) -> frozenset[int]:
    """The titles that this profile may see and play at this moment: nothing else is ever ranked."""

    def look() -> frozenset[int]:
        mains = playable_videos_for(profile).where(Video.role == VideoRole.MAIN)
        return frozenset(db.session.scalars(mains.with_only_columns(Title.id).distinct()))

    return recall(profile, "playable", look)


def offer_for(profile: Profile) -> Offer:
    """Top picks and "because you watched", for the taste of this very moment; no title stands in two of them, and none
    that was watched, rated, kept or put aside. Whoever wants none is offered what a newcomer is."""
    if not profile.wants_suggestions:
        return Offer(taste_of(profile), picks=[], because=[], is_new=True)
    taste, open_to = taste_of(profile), playable_ids(profile)
    fresh = open_to - taste.signals.keys()  # what was watched, rated or kept is known already, and speaks for itself
    is_new = not any(weight > 0 for weight in taste.weights.values())
    most = min(MOST, max(6, len(fresh) // 2))  # some are left for "because you watched"
    picks = best(scorer_for(taste.weights), fresh, most)
    because = because_for(taste, fresh - {pick.title_id for pick in picks})
    return Offer(taste, picks if len(picks) >= FEWEST else [], because, is_new)


def scorer_for(signals: dict[int, float]) -> Scorer:
    """Scores by what is served now."""
    return Scorer(signals, current_content(), current_weights())


def best(scorer: Scorer, among: Iterable[int], most: int = MOST) -> list[Pick]:
    """The highest scores among these titles, those above nothing."""
    scores = scorer.scores()
    found = sorted((t for t in among if scores.get(t, 0.0) > 0), key=lambda t: (-scores[t], t))[:most]
    return [Pick(t, scores[t], tuple(scorer.contributions(t))) for t in found]


def because_for(taste: Taste, fresh: frozenset[int]) -> list[Because]:
    """For the newest one or two that somebody watched willingly and that speak for enough others."""
    found: list[Because] = []
    content = current_content()
    for signal in _willingly(taste):
        shown = {pick.title_id for group in found for pick in group.picks}
        because_of_it = Scorer({signal.title_id: 1.0}, content, current_weights(), prior=0.0)
        told = [pick for pick in best(because_of_it, fresh - shown) if _says_enough(pick, content)][:MOST_BECAUSE]
        if len(told) >= FEWEST:
            found.append(Because(signal.title_id, told))
        if len(found) == BECAUSE:
            break
    return found


def _says_enough(pick: Pick, content: Content) -> bool:
    """Whether people who watched it or what it is made of speak for it, more than that it is a film, too."""
    first = pick.parts[0]
    return first.kind == "watched" or content.features[first.key].kind in (GENRE, PERSON)


def _willingly(taste: Taste) -> list[Signal]:
    return [signal for signal in taste.watched if signal.weight >= 0.5][:5]


def popular_ids(profile: Profile) -> list[int]:
    """What is watched here, the most watched first: for newcomers. Before the first training it is counted."""
    weights, among = current_weights(), playable_ids(profile)
    if weights is None:
        return [title_id for title_id in recall(profile, "watched most", watched_most) if title_id in among]
    pairs = zip(weights.ids.tolist(), weights.popularity.tolist(), strict=True)
    return [title_id for title_id, share in sorted(pairs, key=lambda pair: -pair[1]) if share and title_id in among]
