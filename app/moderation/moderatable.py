"""What can be reported and decided about. A room above registers its rows; moderation never names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from app.profiles.models import Profile


class Moderatable(Protocol):
    """A row with an author and words that can be taken out of sight with a reason, and shown again."""

    id: int
    held_reason: str

    def hold(self, reason: str) -> None:
        """Out of sight, with the reason on the row."""

    def release(self) -> None:
        """In sight again."""


@dataclass(frozen=True)
class Subject:
    """A kind of `Moderatable`. `find(id, reader)` gives the row that this profile may see, or None;
    `row(id)` the row for staff, whoever may see it.
    """

    name: str
    noun: str
    find: Callable[[int, Profile], Any]
    row: Callable[[int], Any]
    author: Callable[[Any], Profile]
    words: Callable[[Any], str]
    title_id: Callable[[Any], int]
    url: Callable[[Any], str]


SUBJECTS: dict[str, Subject] = {}


def moderate(subject: Subject) -> None:
    """Let rows of this kind be reported and decided about."""
    SUBJECTS[subject.name] = subject
