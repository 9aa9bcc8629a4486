"""Kinds that only these tests ring; a clock, and somebody who asked for the daily mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.foundation import clock
from app.notifications.kinds import KINDS
from app.profiles.models import Profile
from tests.cast import Cast
from tests.notifications.digests import NOON
from tests.notifications.ringing import forget_kinds, know_kinds


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Known while a test runs."""
    know_kinds()
    yield
    forget_kinds()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock; it stands at noon of a Wednesday."""

    def _set(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    _set(NOON)
    return _set


@pytest.fixture
def ruth(cast: Cast, at: Any) -> Profile:
    """Ruth, who has asked for her mail the day before."""
    at(NOON - timedelta(days=1))
    cast.owner.post("/notifications/settings", {"bell": [*KINDS], "mail": [*KINDS], "digest": "on"})
    at(NOON)
    return cast.profiles["owner"]
