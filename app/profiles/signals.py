"""What has happened among profiles, for the rooms above."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

profile_switched = _signals.signal("profile-switched")
"""A session watches as somebody else now. Sender: the session row; `before` (or None) and `after`: the profiles.

In the transaction that switches. Whoever holds playbacks ends the session's others when `after.is_child`.
"""
