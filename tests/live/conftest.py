"""A house with real commits, since streams are told by another thread."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from app.foundation.db import db
from app.foundation.events import Event
from tests import postgres
from tests.cast import Cast
from tests.conftest import make_app
from tests.foundation.workshop import migrate


@pytest.fixture(scope="session")
def stage_house(database: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app, on a database of its own."""
    folder = tmp_path_factory.mktemp("stage")
    address = f"sqlite:///{folder / 'stage.db'}"
    if database[0] == "postgresql":
        address = postgres.migrated_database(f"stage-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", migrate)
    return make_app(folder, address)


@pytest.fixture
def stage(stage_house: Flask) -> Iterator[Cast]:
    """The cast, whose rows other threads see; all but the outbox is emptied afterwards."""
    with stage_house.app_context():
        yield Cast(stage_house)
        db.session.remove()
        for table in reversed(db.metadata.sorted_tables):
            if table is not Event.__table__:  # SQLite would begin its numbers anew, under a poller's feet
                db.session.execute(table.delete())
        db.session.commit()
        db.session.remove()
