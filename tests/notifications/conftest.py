"""Kinds that only these tests ring."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.ringing import forget_kinds, know_kinds


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Known while a test runs."""
    know_kinds()
    yield
    forget_kinds()
