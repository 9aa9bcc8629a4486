"""What has happened in the catalogue.

`changes.py` collects what each flush touched and sends these once, before the commit and inside its transaction,
so a receiver's rows commit or roll back with the change. `ids` may name rows that are gone: look them up, and
drop what you kept of those you do not find. Core statements pass the collector by: call `changes.tell(...)`.
"""

from __future__ import annotations

from blinker import signal

titles_changed = signal("titles-changed")
"""Sent with `ids`, a set: titles made, changed or removed, or whose people, genres, seasons or pictures were."""

people_changed = signal("people-changed")
"""Sent with `ids`, a set: people made, changed or removed."""

title_published = signal("title-published")
"""Sent with `title_id`, when its day of publication was first set."""
