"""The kinds of notification. The room that rings one says what it is called and how it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.notifications.models import Notification
from app.profiles.models import Profile

Sentence = Callable[[Notification], str]


@dataclass(frozen=True)
class Kind:
    """`label` names it among the switches; `sentence(notification)` is what the bell and the digest say.

    A kind is for children only when it says so: it must be no talk, and lead to none.
    """

    name: str
    label: str
    icon: str
    sentence: Sentence
    in_digest: bool = True
    for_children: bool = False


KINDS: dict[str, Kind] = {}


def kind(
    name: str, label: str, icon: str, *, in_digest: bool = True, for_children: bool = False
) -> Callable[[Sentence], Sentence]:
    """Name a function as the sentence of a kind: `@kind("share", "Somebody recommends a film to me", "gift")`.

    The sentence may name people and titles, never words that somebody wrote: what the reader may see of those is
    decided on the page that the notification leads to.
    """

    def _name(sentence: Sentence) -> Sentence:
        KINDS[name] = Kind(name, label, icon, sentence, in_digest, for_children)
        return sentence

    return _name


def kinds_for(profile: Profile) -> list[Kind]:
    """The kinds that this profile is told of, in the order of their labels."""
    return sorted(
        (each for each in KINDS.values() if each.for_children or not profile.is_child), key=lambda each: each.label
    )


def sentence_of(notification: Notification) -> str:
    """What it says."""
    return KINDS[notification.kind].sentence(notification)


def icon_of(notification: Notification) -> str:
    """The name of its icon."""
    return KINDS[notification.kind].icon
