"""What has happened in accounts, for the rooms above."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

account_registered = _signals.signal("account-registered")
"""An account was made and has its household. Sender: the account. In the transaction that makes it."""

visit_begun = _signals.signal("visit-begun")
"""Somebody has signed in. Sender: the new session row. In the transaction that makes it."""

password_confirmed = _signals.signal("password-confirmed")
"""Whoever holds this session gave the password again. Sender: the session row. In its transaction."""

session_renewed = _signals.signal("session-renewed")
"""A session has a new id. Sender: the new row; `old_id`. The old row stands until the receivers are done."""
