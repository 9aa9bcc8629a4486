"""What has happened to somebody's watching, for the rooms above. Both are sent in the transaction of the beat."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

progress_recorded = _signals.signal("progress-recorded")
"""Shelves would show something else now: a video was begun, opened again or finished, or a minute has passed.

Sender: the playback (its `profile_id`); `video` and `title_id`. Not sent for every beat.
"""

title_finished = _signals.signal("title-finished")
"""A film, or one episode of a series, was seen to its last twentieth just now. The rest as above."""
