"""Migrations go up and down with data in the tables, on both databases, and end where the models are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app.demo.opening import open_demo
from app.foundation.db import db
from tests import postgres
from tests.conftest import make_app

FOLDER = str(Path(__file__).parents[2] / "migrations")
SCRIPTS = ScriptDirectory(FOLDER)


@pytest.fixture
def filled(database: tuple[str, str], tmp_path: Path) -> Iterator[Flask]:
    """An app of its own, with the demo's rows in every room's tables."""
    kind, _ = database
    address = (
        postgres.new_database(f"migrations_{tmp_path.name}") if kind == "postgresql" else f"sqlite:///{tmp_path}/x.db"
    )
    app = make_app(tmp_path, address)
    with app.app_context():
        open_demo()
        yield app
        db.session.remove()
        db.engine.dispose()


def counts() -> dict[str, int]:
    db.session.rollback()
    tables = (name for name in inspect(db.engine).get_table_names() if name in db.metadata.tables)
    return {name: db.session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1


def test_every_step_goes_down_and_up_again_and_keeps_the_older_rows(filled: Flask) -> None:
    before = counts()
    assert before["title"] >= 40 and before["review"] > 10 and before["search_document"] > 40
    steps = list(SCRIPTS.walk_revisions())
    for step in steps[:-1]:
        db.session.remove()
        downgrade(directory=FOLDER, revision=str(step.down_revision))
    kept = counts()
    assert all(kept[name] == before[name] for name in kept) and kept["title"] == before["title"]
    db.session.remove()
    upgrade(directory=FOLDER)
    after = counts()
    assert {name: n for name, n in after.items() if name in kept} == kept


def test_down_to_nothing_leaves_nothing(filled: Flask) -> None:
    db.session.remove()
    downgrade(directory=FOLDER, revision="base")
    assert counts() == {}
    db.session.remove()
    upgrade(directory=FOLDER)
    assert counts()["title"] == 0


def test_the_migrations_end_where_the_models_are(house: Flask) -> None:
    with house.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [d for d in compare_metadata(context, db.metadata) if "search_" not in str(d)]
    assert found == []
