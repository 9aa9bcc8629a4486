"""Where somebody goes on: the share seen, what is left, and the next episode when one was finished."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.catalogue.cards import Card, with_facts
from app.catalogue.version import recall
from app.foundation.text import minutes
from app.profiles.models import Profile
from app.watching.progress import BEGUN_SHARE
from app.watching.queries import (
    Main,
    episodes_with_progress,
    last_seen_by,
    mains_of,
    mains_with_progress,
    names_for_all,
)


@dataclass(frozen=True)
class Going:
    """A title that somebody is in the middle of: what to play, how far it is, in words too."""

    title_id: int
    main: Main
    seen_reference: str
    progress: float
    note: str

    def on(self, card: Card) -> Card:
        """The card as "continue watching" shows it."""
        remove = f"/continue/{self.seen_reference}/remove"
        return replace(card, progress=self.progress, note=self.note, play_url=self.main.url, remove_url=remove)


def continue_watching(profile: Profile) -> list[Going]:
    """One for each title begun and not finished, the latest first. One statement; another when a series goes on."""
    seen = last_seen_by(profile)
    finished = sorted(main.title_id for main in seen if main.is_finished)
    mains = recall(profile, ("mains", *finished), lambda: mains_of(finished, profile)) if finished else {}
    found = (_going(main, mains.get(main.title_id, [])) for main in seen)
    return [going for going in found if going]


def share_of(main: Main) -> float:
    """How much of it is seen, 0 to 1."""
    return min(1.0, (main.position_s or 0.0) / main.duration_s) if main.duration_s else 0.0


def is_begun(main: Main) -> bool:
    """Whether there is a place to go on from: past the first three hundredths, and not at the end."""
    return not main.is_finished and share_of(main) >= BEGUN_SHARE


def left_of(main: Main) -> str:
    """`6 min left`."""
    return f"{minutes(max(1.0, (main.duration_s or 0.0) - (main.position_s or 0.0)))} left"


def following(main: Main, mains: list[Main]) -> Main | None:
    """The episode after this one."""
    places = [other.episode_id for other in mains]
    place = places.index(main.episode_id) + 1 if main.episode_id in places else len(mains)
    return mains[place] if place < len(mains) else None


def to_play(mains: list[Main]) -> Main:
    """What the play button plays: where they were, else the next episode, else the first."""
    seen = [main for main in mains if main.seen_at]
    if not seen:
        return mains[0]
    latest = max(seen, key=lambda main: main.seen_at)  # type: ignore[arg-type, return-value]
    return (following(latest, mains) or mains[0]) if latest.is_finished else latest


def note_of(main: Main) -> str:
    """`S1 E4, 6 min left`; for one not begun its code and length."""
    rest = left_of(main) if is_begun(main) else minutes(main.duration_s)
    return ", ".join(part for part in (main.code, rest) if part)


def facts_for_cards(profile: Profile, ids: list[int]) -> dict[int, dict[str, Any]]:
    """For cards: what plays, how long it is, and how far this profile is."""
    return {title_id: card_facts(mains) for title_id, mains in mains_with_progress(ids, profile).items()}


def card_facts(mains: list[Main]) -> dict[str, Any]:
    """The fields of a card that the videos of its title decide."""
    main = to_play(mains)
    facts: dict[str, Any] = {"play_url": main.url}
    if main.episode_id is None:
        facts["duration_s"] = main.duration_s
    if is_begun(main):
        facts.update(progress=share_of(main), note=note_of(main))
    return facts


def facts_for_episodes(profile: Profile, ids: list[int]) -> dict[int, dict[str, Any]]:
    """For rows of episodes: the same, and which was seen to the end. The latest begun is the current one."""
    mains = episodes_with_progress(ids, profile)
    begun = [main for main in mains.values() if is_begun(main) and main.seen_at]
    latest = max(begun, key=lambda main: main.seen_at) if begun else None  # type: ignore[arg-type, return-value]
    return {episode_id: _row_facts(main, main is latest) for episode_id, main in mains.items()}


def notes_for_gate(profiles: list[Profile]) -> dict[int, str]:
    """Profile id -> `The Aurora Keeper, E4`, what they are in the middle of.

    Nothing from behind a PIN, and no title that somebody of the house may not see: everybody stands at the gate.
    """
    open_ones = [one for one in profiles if not one.has_pin and not one.is_capped]
    going = {one.id: first for one in open_ones if (first := next(iter(continue_watching(one)), None))}
    names = names_for_all({first.title_id for first in going.values()}, profiles) if going else {}
    known = {key: first for key, first in going.items() if first.title_id in names}
    return {key: _gate_note(names[first.title_id], first.main) for key, first in known.items()}


def playable(cards: list[Card], profile: Profile) -> list[Card]:
    """Cards with what plays and how long it is, the same for everybody with this limit: one statement."""
    mains = mains_of([card.id for card in cards], profile)
    return [with_facts(replace(card, **card_facts(mains[card.id]))) if card.id in mains else card for card in cards]


def _gate_note(name: str, main: Main) -> str:
    return f"{name}, E{main.number}" if main.episode_id else name


def _row_facts(main: Main, is_current: bool) -> dict[str, Any]:
    progress = 1.0 if main.is_finished else share_of(main) if is_begun(main) else None
    return {
        "play_url": main.url,
        "duration_s": main.duration_s,
        "progress": progress,
        "note": "Watched" if main.is_finished else left_of(main) if is_begun(main) else "",
        "is_finished": main.is_finished,
        "is_current": is_current,
    }


def _going(main: Main, mains: list[Main]) -> Going | None:
    if is_begun(main):
        return Going(main.title_id, main, main.reference, share_of(main), note_of(main))
    after = following(main, mains) if main.is_finished else None
    if after is None:
        return None
    return Going(main.title_id, after, main.reference, 0.0, f"Next: {note_of(after)}")
