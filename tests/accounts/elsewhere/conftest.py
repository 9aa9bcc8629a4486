"""A school that says who its people are, known to this house."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.accounts.elsewhere.provider import KATE, Provider, enter_it, provider


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """One for all tests of a module."""
    with provider() as one:
        yield one


@pytest.fixture
def school(running: Provider, app: Flask) -> Provider:
    """The same, truthful again, and entered here."""
    running.lies, running.sends_away, running.asked = {}, "", []
    running.knows("kate", **KATE)
    enter_it(running.issuer)
    return running
