"""The database: one `db`, a UTC time type, and transactions that behave on SQLite as on PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from app.foundation import clock

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=50")
LOCK_PATIENCE_S = 5.0


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time. SQLite silently drops offsets, so they are checked going in and put back coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times (ValueError) and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMES)


class Row:
    """What nearly every table has: an integer key and the moment it was made."""

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


db = SQLAlchemy(
    model_class=Model,
    session_options={"expire_on_commit": False, "join_transaction_mode": "create_savepoint"},
    engine_options={"hide_parameters": True},  # logs of errors would hold addresses, hashes and reviews
)
Model.registry.update_type_annotation_map({datetime: UtcDateTime})

if TYPE_CHECKING:

    class Entity(Model):
        """Base of every table's class."""

        __abstract__ = True
else:
    Entity = db.Model

_writes: ContextVar[bool | None] = ContextVar("writes", default=None)


@contextmanager
def writing() -> Iterator[None]:
    """Run the block in a write transaction of its own and commit it.

    For the few GET requests that must write. The read transaction before it is ended first, since a SQLite
    reader that turns into a writer fails as soon as anybody else has written.
    """
    db.session.commit()
    token = _writes.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writes.reset(token)


@contextmanager
def stating() -> Iterator[Connection]:
    """Run the block's statements in a write transaction without a session, and commit it: for what is said all evening.

    A session that has begun one would wait for it in vain, so nothing of it is used inside. Where sessions are bound to
    a connection, it is a savepoint of that one's transaction, as theirs are.
    """
    bind = cast("Engine | Connection", db.engine)
    token = _writes.set(True)
    try:
        if isinstance(bind, Connection):
            with bind.begin_nested():
                yield bind
        else:
            with bind.begin() as connection:
                yield connection
    finally:
        _writes.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Promise that the block only reads, so it takes no write lock (pollers outside a request)."""
    token = _writes.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        _writes.reset(token)


def let_go() -> None:
    """End the present transaction, so that slow work (argon2, files) holds no lock. What was loaded stays loaded."""
    db.session.commit()


def means_to_write() -> bool:
    """Whether the transaction that begins now may write: asked for, or anything but a GET or HEAD."""
    asked = _writes.get()
    if asked is not None:
        return asked
    return not (has_request_context() and request.method in ("GET", "HEAD", "OPTIONS"))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves; Python's own begins too late and loses updates
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")  # nosemgrep: statement-from-format - our own constants


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    raw: Any = connection.connection.dbapi_connection
    if means_to_write():
        _begin_immediate(raw)
    else:
        raw.execute("BEGIN")


def _begin_immediate(raw: sqlite3.Connection) -> None:
    """Wait for SQLite's one write lock here, in Python, where a greenlet's sleep lets the others run.

    Raises OperationalError once patience is over.
    """
    deadline, pause = time.monotonic() + LOCK_PATIENCE_S, 0.002
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as busy:
            if "locked" not in str(busy) or time.monotonic() > deadline:
                # what SQLAlchemy's own statements raise, which whoever waits for a database listens for
                raise OperationalError("BEGIN IMMEDIATE", None, busy) from busy
            time.sleep(pause)
            pause = min(pause * 1.5, 0.05)
