"""A room for staff only, so that the door's guard is tried whatever rooms there are above."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts.models import Permission
from app.foundation.access import needs


@pytest.fixture
def staff_room(app: Flask) -> Iterator[str]:
    """The address of a page that needs a permission; taken out again afterwards."""
    rules, views = list(app.url_map.iter_rules()), dict(app.view_functions)
    app._got_first_request = False
    app.add_url_rule("/staff-room", "staff_room", needs(Permission.ADMIN_ENTER)(lambda: "Tea and biscuits"))
    yield "/staff-room"
    app.view_functions = views
    app.url_map = type(app.url_map)((rule.empty() for rule in rules), converters=app.url_map.converters)
