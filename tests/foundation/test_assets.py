"""Static files: one digest for the tree, imports inlined, compressed, never outside the tree."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.foundation.assets import Tree, inline_imports, static_url
from tests.cast import Person


def test_a_file_under_the_digest_is_kept_for_a_year(app: Flask) -> None:
    with app.test_request_context():
        address = static_url("css/main.css")
    answer = Person(app).get(address, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"


def test_an_old_digest_still_answers_but_is_not_kept(app: Flask) -> None:
    answer = Person(app).get("/static/0123456789ab/css/main.css")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-cache"


def test_nothing_outside_the_tree_is_served(app: Flask) -> None:
    for path in ("../app/__init__.py", "%2e%2e/__init__.py", "css/../../__init__.py", "css", ""):
        assert Person(app).get(f"/static/x/{path}").status_code == 404


def test_a_file_has_one_name_so_that_none_is_compressed_and_kept_twice(app: Flask) -> None:
    for path in ("css/./main.css", "./css/main.css", "css/main.css/"):
        assert app.extensions["matinee.assets"].find(path) is None


def test_imports_become_one_sheet_in_their_layers(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('@layer base;\n@import url("b.css") layer(base);\n')
    (tmp_path / "b.css").write_text("p { color: red }")
    assert "@layer base {\np { color: red }\n}" in inline_imports(tmp_path / "a.css")


def test_the_digest_follows_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p{}")
    before = Tree(tmp_path).digest
    (tmp_path / "a.css").write_text("q{}")
    assert Tree(tmp_path).digest != before
