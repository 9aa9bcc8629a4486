"""Statements that are said all evening: written out once, not read anew each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select, UpdateBase
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]


class Prepared:
    """A statement that gives one row, made by the function that this decorates when it is first said to a database; the
    function takes the name of the dialect. It has no IN, of which the list would be written anew each time.

    SQLAlchemy finds a statement's text by the hash of its whole tree, and makes a result for any number of rows, each
    time it is said. For the few that are said all evening, that takes longer than SQLite takes to carry them out: these
    go to the driver as they are, in the connection's transaction. Who listens to an engine's statements hears nothing.
    """

    def __init__(self, build: Callable[[str], Select[Any] | UpdateBase]) -> None:
        self._build = build
        self._written: dict[str, Written] = {}

    def one(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The row that comes of it with these values. Raises NoResultFound, and what `one_or_none` raises."""
        row = self.one_or_none(connection, values)
        if row is None:
            raise NoResultFound("No row was found when one was required")
        return row

    def one_or_none(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The row that comes of it with these values, as SQLAlchemy would give it, or None.

        Raises KeyError where a value is missing, MultipleResultsFound, and DBAPIError as `Connection.execute` does.
        """
        return self._in(connection.dialect).row(connection, values)

    def _in(self, dialect: Dialect) -> Written:
        if dialect.name not in self._written:
            self._written[dialect.name] = Written.of(self._build(dialect.name), dialect)
        return self._written[dialect.name]


@dataclass
class Written:
    """A statement as a driver takes it: its text, the values that are always the same, what the types of the other
    values make of them, and (known with the first answer, for it depends on the driver's types) of the columns."""

    dialect: Dialect
    text: str
    constants: Mapping[str, Any]
    given: Mapping[str, Processor]
    kinds: Sequence[TypeEngine[Any]]
    columns: Sequence[Processor] = ()

    @classmethod
    def of(cls, statement: Select[Any] | UpdateBase, dialect: Dialect) -> Written:
        """It in this dialect, with values by name, which SQLite's driver takes too."""
        if dialect.positional:
            dialect = type(dialect)(paramstyle="named")  # type: ignore[call-arg]
        compiled = statement.compile(dialect=dialect)
        names = {name: bind for bind, name in compiled.bind_names.items()}
        given = {name: _into(bind.type, dialect) for name, bind in names.items()}
        constants = {name: given.pop(name)(bind.effective_value) for name, bind in names.items() if not bind.required}
        return cls(dialect, compiled.string, constants, given, [one.type for one in statement.exported_columns])

    def row(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The one row that comes of it, if any."""
        said = {name: process(values[name]) for name, process in self.given.items()}
        rows, driven = self._said(connection, {**self.constants, **said})
        if not self.columns:
            self.columns = [_out_of(kind, self.dialect, code) for kind, code in zip(self.kinds, driven, strict=True)]
        if len(rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return tuple(process(value) for process, value in zip(self.columns, rows[0], strict=True)) if rows else None

    def _said(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Sequence[Any], list[Any]]:
        """Two rows at most, and the driver's types of their columns."""
        driver: Any = connection.dialect.loaded_dbapi
        with closing(connection.connection.cursor()) as cursor:
            try:
                cursor.execute(self.text, values)
                return cursor.fetchmany(2), [column[1] for column in cursor.description]
            except driver.Error as error:
                raise DBAPIError.instance(self.text, None, error, driver.Error, hide_parameters=True) from error


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _out_of(kind: TypeEngine[Any], dialect: Dialect, driven: object) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, driven) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
