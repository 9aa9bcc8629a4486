"""Fixtures of the queue and the outbox: real commits, several processes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from app.foundation.db import db
from app.foundation.events import Event
from app.foundation.jobs import Job
from tests import postgres
from tests.foundation.office import Office, opened, set_up
from tests.foundation.workshop import make_workshop, migrate


@pytest.fixture(scope="session")
def workshop_house(database: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app of the foundation alone, on a database of its own."""
    folder = tmp_path_factory.mktemp("workshop")
    if database[0] == "postgresql":
        name = f"workshop-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        return make_workshop(folder, postgres.migrated_database(name, migrate))
    address = f"sqlite:///{folder / 'workshop.db'}"
    migrate(address)
    return make_workshop(folder, address)


@pytest.fixture
def workshop(workshop_house: Flask) -> Iterator[Flask]:
    """The same, inside a context and with an empty queue."""
    with workshop_house.app_context():
        for table in (Job, Event):
            db.session.execute(db.delete(table))
        db.session.commit()
        yield workshop_house
        db.session.remove()


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A server on this machine that the house sends to."""
    with opened() as (handler, port):
        set_up(app, monkeypatch, f"smtp://127.0.0.1:{port}")
        yield handler
