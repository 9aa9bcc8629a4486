"""How the bell says what moderators decided."""

from __future__ import annotations

from app.moderation.words import noun_of
from app.notifications.kinds import kind
from app.notifications.models import Notification

TO_AUTHOR = {
    "hide": "Moderators hid your {noun}. Their reason is with it.",
    "restore": "Your {noun} is shown again.",
    "warn": "Moderators have a warning for you.",
    "suspend": "You may not talk for a while. The reason and the end are on your page.",
    "lift": "You may talk again.",
}


@kind("decision", "Moderators decide about something of mine", "scale")
def decided(row: Notification) -> str:
    """To the author: what became of it."""
    said = TO_AUTHOR.get(row.facts.get("act", ""), "Moderators decided about something of yours.")
    return said.format(noun=noun_of(row.facts.get("subject", "")))


@kind("report", "What I reported was looked at", "flag")
def looked_at(row: Notification) -> str:
    """To whoever reported it: that somebody looked, not what else was said."""
    where = f" about {row.title.name}" if row.title else ""
    return f"Moderators have looked at the {noun_of(row.facts.get('subject', ''))}{where} that you reported."
