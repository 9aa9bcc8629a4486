"""How reasons, acts and decisions are said."""

from __future__ import annotations

from app.foundation.words import moment
from app.moderation.models import Decision
from app.moderation.moderatable import SUBJECTS

REASONS = {
    "spoiler": "It gives something away",
    "unkind": "It is unkind to somebody",
    "spam": "It is spam or advertising",
    "unlawful": "It may be against the law",
    "other": "Something else",
}
# What an author most likely reads when moderators agree with whoever reported it; "other" wants words of its own.
LIKELY = {
    "spoiler": "It gives away what others have yet to see.",
    "unkind": "It is unkind to somebody.",
    "spam": "It is spam or advertising.",
    "unlawful": "It may be against the law.",
}
PAST = {
    "hide": "was hidden",
    "restore": "was shown again",
    "warn": "brought its author a warning",
    "suspend": "got its author suspended",
    "lift": "no longer keeps its author from talking",
    "dismiss": "was left as it is",
}
DONE = {
    "hide": "hidden",
    "restore": "shown again",
    "warn": "warned",
    "suspend": "suspended",
    "lift": "lifted",
    "dismiss": "left as it is",
}
TO_AUTHOR = {
    "hide": "Moderators hid your {noun}.",
    "restore": "Your {noun} is shown again.",
    "warn": "Moderators warn you about your {noun}.",
    "suspend": "You may not talk {until}.",
    "lift": "You may talk again.",
}


def noun_of(subject: str) -> str:
    """`review`; what no room registers is a post."""
    found = SUBJECTS.get(subject)
    return found.noun if found else "post"


def until_words(decision: Decision, zone: str = "") -> str:
    """`until 2 Dec, 17:30`, or `until somebody lifts it`."""
    return f"until {moment(decision.until, zone)}" if decision.until else "until somebody lifts it"


def to_everybody(decision: Decision, zone: str = "") -> str:
    """The decision in the log: what became of a thing, never whose it was."""
    if decision.act == "suspend":
        return f"A member was suspended from talking {until_words(decision, zone)}"
    if decision.act == "lift":
        return "A member may talk again"
    noun = noun_of(decision.case.subject) if decision.case else "post"
    return f"{'An' if noun[0] in 'aeiou' else 'A'} {noun} {PAST[decision.act]}"


def to_author(decision: Decision, zone: str = "") -> str:
    """The decision as its author reads it."""
    noun = noun_of(decision.case.subject) if decision.case else "post"
    return TO_AUTHOR[decision.act].format(noun=noun, until=until_words(decision, zone))
