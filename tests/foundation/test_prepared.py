"""What is said all evening is written out once, and gives what SQLAlchemy itself would give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, Connection, Float, Numeric, Select, Update, bindparam, cast, create_engine, literal, select
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound, NoResultFound

from app.accounts.models import Household
from app.foundation.db import db
from app.foundation.prepared import Prepared

NOON = datetime(2026, 5, 4, 12, 0, 0, 250, tzinfo=UTC)
CALLED = Household.name == bindparam("called")


def of_every_kind(_dialect: str) -> Select[Any]:
    moment = bindparam("moment", type_=Household.created_at.type)
    times = Household.created_at, Household.created_at < moment, moment
    objects = literal({"a": [1, None]}, JSON), literal(None, JSON)
    numbers = cast(bindparam("share", type_=Float), Float), cast(literal(2.25), Numeric(8, 2))
    columns = Household.name, *times, *objects, *numbers, literal("100 %")
    return db.select(*columns).where(CALLED, Household.name != "50 % off")


def renaming(_dialect: str) -> Update:
    renamed = db.update(Household).where(CALLED).values(name=bindparam("new_name"))
    return renamed.returning(Household.id, Household.name, Household.created_at)


def double(_dialect: str) -> Update:
    return db.update(Household).where(CALLED).values(id=bindparam("new_id")).returning(Household.id)


@pytest.fixture
def connection(app: Flask) -> Connection:
    db.session.add_all(Household(name=name, created_at=NOON) for name in ("Elm", "Twin", "Twin", "50 % off"))
    db.session.flush()
    return db.session.connection()


def test_a_row_is_what_sqlalchemy_would_give(connection: Connection) -> None:
    values = {"called": "Elm", "moment": datetime(2026, 5, 4, 13, tzinfo=UTC), "share": 0.1}
    prepared, plain = Prepared(of_every_kind), of_every_kind(connection.dialect.name)
    for _ in range(2):  # written out, and as it is written
        row = prepared.one(connection, values)
        assert row == connection.execute(plain, values).one()
        assert [type(one) for one in row] == [type(one) for one in connection.execute(plain, values).one()]
    assert row[:4] == ("Elm", NOON, True, values["moment"])
    assert row[4:6] == ({"a": [1, None]}, None)


def test_it_is_made_once_for_a_database(connection: Connection) -> None:
    made: list[str] = []

    @Prepared
    def rename(dialect: str) -> Update:
        made.append(dialect)
        return renaming(dialect)

    for old, new in (("Elm", "Ash"), ("Ash", "Oak")):
        assert rename.one(connection, {"called": old, "new_name": new})[1:] == (new, NOON)
    assert made == [connection.dialect.name]


def test_where_no_row_comes_there_is_none(connection: Connection) -> None:
    values = {"called": "nobody", "new_name": "somebody"}
    assert Prepared(renaming).one_or_none(connection, values) is None
    with pytest.raises(NoResultFound):
        Prepared(renaming).one(connection, values)


def test_two_rows_and_a_missing_value_are_refused(connection: Connection) -> None:
    with pytest.raises(MultipleResultsFound):
        Prepared(renaming).one_or_none(connection, {"called": "Twin", "new_name": "Triplet"})
    with pytest.raises(KeyError, match="new_name"):
        Prepared(renaming).one_or_none(connection, {"called": "Elm"})


def test_a_value_is_never_read_as_words_of_the_statement(connection: Connection) -> None:
    odd = "x' OR 1=1 -- %s %(called)s :called"
    assert Prepared(renaming).one(connection, {"called": "Elm", "new_name": odd})[1] == odd


def test_types_still_check_their_values(connection: Connection) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Prepared(of_every_kind).one(connection, {"called": "Elm", "moment": datetime(2026, 5, 4), "share": 0.1})


def test_what_the_database_refuses_is_raised_as_ever(connection: Connection) -> None:
    taken = connection.scalar(db.select(Household.id).where(Household.name == "50 % off"))
    with pytest.raises(IntegrityError), connection.begin_nested():
        Prepared(double).one(connection, {"called": "Elm", "new_id": taken})


def test_a_connection_that_broke_is_not_used_again(database: tuple[str, str]) -> None:
    engine = create_engine(database[1], pool_size=1, max_overflow=0)
    asking = Prepared(lambda _dialect: select(literal("still there")))
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.connection.dbapi_connection.close()  # type: ignore[union-attr]
        asking.one(connection, {})
    with engine.begin() as connection:
        assert asking.one(connection, {}) == ("still there",)
    engine.dispose()


def test_an_error_does_not_say_the_values(connection: Connection) -> None:
    with pytest.raises(IntegrityError) as refused, connection.begin_nested():
        taken = connection.scalar(db.select(Household.id).where(Household.name == "50 % off"))
        Prepared(double).one(connection, {"called": "Elm", "new_id": taken})
    assert "Elm" not in str(refused.value)
