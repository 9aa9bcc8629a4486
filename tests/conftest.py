"""Fixtures: the app on each database, a transaction that is rolled back after every test, and the cast."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.foundation.db import db
from app.foundation.settings import forget_site
from config import from_environment
from tests.cast import Cast
from tests.postgres import pytest_configure, pytest_unconfigure  # noqa: F401  hooks: one server a run

DATABASES = ("sqlite", "postgresql")
LONG = (
    "test_story_child",
    "test_axe",
    "test_story_growing",
    "test_admin",
    "test_killed_worker",
    "test_containers",
    "test_doors",
    "test_hostile_requests",
    "test_canary",
    "test_hostile_files",
    "test_intros",
    "test_wishes",
    "test_watching_early",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=(*DATABASES, "both"), default="both", help="which database the rows are on")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long modules first, so that no process is left with one of them at the end."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("database")
        metafunc.parametrize("database", DATABASES if wanted == "both" else (wanted,), indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The kind of database and the address of an empty one, this test process's own."""
    if request.param == "sqlite":
        return "sqlite", f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.db'}"
    from tests import postgres

    return "postgresql", postgres.new_database(os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session")
def house(database: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app on a database that the migrations built."""
    return make_app(tmp_path_factory.mktemp("instance"), database[1])


def make_app(instance: Path, address: str, **settings: Any) -> Flask:
    """An app of its own, migrated; tests that need several processes or real commits make one."""
    environment = {"MATINEE_ENV": "development", "MATINEE_INSTANCE": str(instance), "MATINEE_DATABASE": address}
    app = create_app({**from_environment(environment), "TESTING": True, "PROPAGATE_ERRORS": True, **settings})
    with app.app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
    return app


@pytest.fixture
def app(house: Flask) -> Iterator[Flask]:
    """The app inside a transaction that is rolled back when the test ends; commits become savepoints."""
    with house.app_context():
        engines = db.engines
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        try:
            yield house
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            engines[None] = engine
            forget_site(house)


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, signed in on their own browsers."""
    return Cast(app)
