"""The kinds of notification. The room that rings one says what it is called and how it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.notifications.models import Notification

Sentence = Callable[[Notification], str]


@dataclass(frozen=True)
class Kind:
    """`label` names it among the switches; `sentence(notification)` is what the bell and the digest say."""

    name: str
    label: str
    icon: str
    sentence: Sentence
    in_digest: bool = True


KINDS: dict[str, Kind] = {}


def kind(name: str, label: str, icon: str, *, in_digest: bool = True) -> Callable[[Sentence], Sentence]:
    """Name a function as the sentence of a kind: `@kind("share", "Somebody recommends a film to me", "gift")`.

    The sentence may name people and titles, never words that somebody wrote: what the reader may see of those is
    decided on the page that the notification leads to.
    """

    def _name(sentence: Sentence) -> Sentence:
        KINDS[name] = Kind(name, label, icon, sentence, in_digest)
        return sentence

    return _name
