"""Transactions that behave on SQLite as on PostgreSQL: no update lost, no time without a zone."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, StatementError

from app.accounts.models import Household
from app.foundation.db import db, means_to_write, reading, stating, writing
from app.foundation.jobs.queue import Lane
from app.foundation.jobs.worker import Worker
from tests.cast import Cast
from tests.conftest import make_app


def bump(app: Flask, times: int) -> None:
    for _ in range(times):
        with app.app_context(), writing():
            add_one(db.session.connection())


def state(app: Flask, times: int) -> None:
    for _ in range(times):
        with app.app_context(), stating() as connection:
            add_one(connection)


def add_one(connection: Connection) -> None:
    count = int(connection.scalar(text("SELECT name FROM household")))
    connection.execute(text("UPDATE household SET name = :n"), {"n": str(count + 1)})


@pytest.mark.parametrize("other", [bump, state])
def test_two_writers_lose_no_update_on_sqlite(tmp_path: Path, other: Callable[[Flask, int], None]) -> None:
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'x.db'}")
    with app.app_context(), writing():
        db.session.add(Household(name="0"))
    threads = [threading.Thread(target=one, args=(app, 40)) for one in (bump, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.scalar(text("SELECT name FROM household")) == "80"


def test_a_get_reads_and_a_post_writes(house: Flask) -> None:
    with house.test_request_context("/", method="GET"):
        assert not means_to_write()
    with house.test_request_context("/", method="POST"):
        assert means_to_write()


def test_a_get_may_write_when_it_says_so(house: Flask) -> None:
    with house.test_request_context("/", method="GET"):
        with writing():
            assert means_to_write()
        with stating():
            assert means_to_write()
        with reading():
            assert not means_to_write()


def test_a_failed_block_leaves_nothing(app: Flask) -> None:
    with pytest.raises(RuntimeError), writing():
        db.session.add(Household(name="never"))
        raise RuntimeError
    assert db.session.scalar(db.select(db.func.count()).select_from(Household)) == 0


def test_failed_statements_leave_nothing(app: Flask) -> None:
    with pytest.raises(RuntimeError), stating() as connection:
        connection.execute(db.insert(Household).values(name="never"))
        raise RuntimeError
    assert db.session.scalar(db.select(db.func.count()).select_from(Household)) == 0


def test_a_time_comes_back_in_utc(cast: Cast) -> None:
    moment = datetime(2026, 11, 22, 18, 24, tzinfo=UTC)
    cast.elm.created_at = moment
    db.session.commit()
    db.session.expire_all()
    assert cast.elm.created_at == moment


def test_a_time_without_a_zone_is_refused(cast: Cast) -> None:
    cast.elm.created_at = datetime(2026, 11, 22)
    with pytest.raises(StatementError, match="without a zone"):
        db.session.commit()


def test_a_write_that_never_gets_the_lock_fails_as_any_statement_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a database that is away (the worker, a job that ends) waits for a lock too."""
    monkeypatch.setattr("app.foundation.db.LOCK_PATIENCE_S", 0.2)
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'x.db'}")
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as other, app.app_context():
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), writing():
            db.session.execute(text("UPDATE household SET name = ''"))
        other.execute("ROLLBACK")
        with writing():
            db.session.execute(text("UPDATE household SET name = ''"))


def test_a_lane_of_the_worker_outlives_what_breaks_in_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(app, {Lane.QUICK: 1})
    seen: list[object] = []

    def claim(_lane: Lane, _process: str) -> object:
        if len(seen) > 2:
            worker._stopping.set()
            return None
        return object()

    def breaks(lease: object) -> None:
        seen.append(lease)
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr("app.foundation.jobs.worker.leases.claim", claim)
    monkeypatch.setattr("app.foundation.jobs.worker.LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(worker, "_perform", breaks)
    worker._stay_in_lane(Lane.QUICK)
    assert len(seen) == 3
