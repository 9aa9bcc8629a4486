"""Imports point only down the floors; an upper room is told of by a signal, a part or an address."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
FLOORS = """foundation accounts profiles groups catalogue media uploads watching notifications asking moderation reviews
discussions sharing requests search recommendations feeds privacy live parties home importers
demo operations admin""".split()  # noqa: SIM905 - read as a list of floors


def imports_of(path: Path) -> Iterator[str]:
    """Every module of the app that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def upward_imports(app: Path) -> list[str]:
    """`file -> room` for each import of a higher floor."""
    found = []
    for path in sorted(app.rglob("*.py")):
        room = path.relative_to(app).parts[0]
        if room not in FLOORS:
            continue
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] == "app" and parts[1:2] and parts[1] in FLOORS and FLOORS.index(parts[1]) > FLOORS.index(room):
                found.append(f"{path.relative_to(app)} -> {parts[1]}")
    return found


def test_no_room_imports_a_room_above_it() -> None:
    assert upward_imports(APP) == []


def test_every_room_has_its_floor() -> None:
    rooms = {p.name for p in APP.iterdir() if (p / "__init__.py").exists()}
    assert rooms <= set(FLOORS)


def test_an_import_upwards_is_reported(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "queries.py").write_text("def f():\n    from app.media.models import Video\n")
    assert upward_imports(tmp_path) == ["catalogue/queries.py -> media"]
