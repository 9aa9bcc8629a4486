"""`make diagram`: docs/data-model.md drawn from the models, room by room, as Mermaid entity-relationship diagrams.

With --check nothing is written; the exit code says whether the file is what the models say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapper

from scripts.steps import ROOT

TARGET = ROOT / "docs" / "data-model.md"
HEAD = """# The data model

Drawn from the models by `make diagram`; change those, not this file. Each room's tables stand under its name, from the
lowest floor up. `PK` is a primary key, `FK` a foreign key, `UK` unique; a line ends in `o{` where there may be many.
Tables of other rooms appear as bare names. Times are UTC. What is not a table lies in the instance folder.
"""
TYPES = {"UtcDateTime": "time", "Integer": "int", "Double": "float", "Boolean": "bool", "JSON": "json", "Text": "text"}


def rooms() -> dict[str, list[Table]]:
    """Room -> its tables, in the order of the floors; tables without a class of their own go with what they join."""
    from app.foundation.db import Model

    mappers = {mapper.local_table: mapper for mapper in Model.registry.mappers}
    found: dict[str, list[Table]] = {room: [] for room in rooms_in_order()}
    for table in Model.metadata.sorted_tables:
        found[_room(table, mappers)].append(table)
    return {room: tables for room, tables in found.items() if tables}


def _room(table: Table, mappers: Mapping[Any, Mapper[Any]]) -> str:
    if table in mappers:
        return mappers[table].class_.__module__.split(".")[1]
    joined = [key.column.table for column in table.columns for key in column.foreign_keys]
    order = list(rooms_in_order())
    return max((_room(other, mappers) for other in joined if other in mappers), key=order.index)


def rooms_in_order() -> Iterator[str]:
    """From the lowest floor up."""
    from app import ROOMS

    yield "foundation"
    yield from ROOMS


def page() -> str:
    """The whole file."""
    parts = [HEAD]
    for room, tables in rooms().items():
        parts.append(f"## {room}\n\n{_about(room)}\n\n```mermaid\nerDiagram\n{_diagram(tables)}\n```\n")
    return "\n".join(parts)


def _about(room: str) -> str:
    module = sys.modules[f"app.{room}"]
    return (module.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ")


def _diagram(tables: list[Table]) -> str:
    lines = [line for table in tables for line in _entity(table)]
    keys = [key for table in tables for column in table.columns for key in sorted(column.foreign_keys, key=_name)]
    return "\n".join([*lines, *map(_relation, keys)])


def _entity(table: Table) -> Iterator[str]:
    yield f"    {table.name} {{"
    for column in table.columns:
        marks = [mark for mark, holds in _marks(column) if holds]
        yield f"        {_type(column)} {column.name} {','.join(marks)}".rstrip()
    yield "    }"


def _marks(column: Column[object]) -> Iterator[tuple[str, bool]]:
    yield "PK", column.primary_key
    yield "FK", bool(column.foreign_keys)
    yield "UK", bool(column.unique)


def _type(column: Column[object]) -> str:
    kind = type(column.type).__name__
    length = getattr(column.type, "length", None)
    return TYPES.get(kind) or (f"string({length})" if length else kind.lower())


def _relation(key: ForeignKey) -> str:
    column = key.parent
    many = "||" if column.primary_key and len(column.table.primary_key.columns) == 1 else "o{"
    one = "|o" if column.nullable else "||"
    return f'    {key.column.table.name} {one}--{many} {column.table.name} : "{column.name}"'


def _name(key: ForeignKey) -> str:
    return key.target_fullname


def main(arguments: list[str]) -> int:
    """Write the file, or say whether it is up to date."""
    from app import create_app
    from config import from_environment

    create_app(from_environment({"MATINEE_ENV": "development", "MATINEE_INSTANCE": _scratch()}))
    drawn = page()
    if "--check" in arguments:
        return 0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == drawn else 1
    TARGET.write_text(drawn, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {sum(map(len, rooms().values()))} tables")
    return 0


def _scratch() -> str:
    import tempfile

    return str(Path(tempfile.gettempdir()) / "matinee-diagram")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
