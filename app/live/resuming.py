"""Where a listener goes on: after the last fact that it heard, here, from another process, or before a restart."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from app.foundation import clock
from app.foundation.events import Fact
from app.foundation.events.outbox import facts_between, is_whole_since, last_before, newest_id

NUMBER, MOMENT = re.compile(r"[0-9]{1,18}"), re.compile(r"[0-9]{10,14}")
MARGIN = timedelta(seconds=2)  # a fact is dated before its commit, and machines' clocks differ
MOST_MISSED = 5_000
RESET = Fact(0, "stream-reset", "", {})


def heard_by(moment_ms: str) -> str:
    """The number of the last fact that a page asked for at this moment (ms since 1970) shows for certain.

    Nothing for what is no moment, and for one that has not come. Rather a fact too many than one too few: blocks only
    ask again.
    """
    if not MOMENT.fullmatch(moment_ms):
        return ""
    moment = datetime.fromtimestamp(int(moment_ms) / 1000, UTC)
    return str(last_before(moment - MARGIN)) if moment <= clock.now() + MARGIN else ""


def resume(given: str, position: int, audiences: Collection[str]) -> tuple[int, list[Fact]]:
    """The number to go on after, and what was missed up to it, when all up to `position` has been told here.

    Nothing is missed without a number. One that was never given, or after which facts have been swept away or are too
    many, is answered with a reset: the page asks anew for all that it shows.
    """
    if not given:
        return position, []
    last = int(given) if NUMBER.fullmatch(given) else -1
    if position < last <= newest_id():  # heard from another process, which is ahead of this one
        return last, []
    if 0 <= last <= position and is_whole_since(last):
        missed = facts_between(last, position, audiences, MOST_MISSED + 1)
        if len(missed) <= MOST_MISSED:
            return position, missed
    return position, [RESET]
