"""Static files: one digest for the tree, imports inlined, compressed, never outside the tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.foundation.assets import Tree, static_url
from app.foundation.inlining import NotInlined, inline_scripts, inline_sheets
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


def test_whoever_works_on_a_file_sees_it_at_once(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "new.css").write_text("p { color: red }")
    monkeypatch.setitem(app.extensions, "matinee.assets", Tree(tmp_path))
    assert Person(app).get("/static/x/css/new.css").text == "p { color: red }"
    (tmp_path / "css" / "new.css").write_text("p { color: blue }")
    assert Person(app).get("/static/x/css/new.css").text == "p { color: blue }"


def test_a_tree_is_read_anew_only_when_a_file_was_changed_added_or_taken_away(tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text("p { color: red }")
    tree = Tree(tmp_path)
    assert not tree.is_stale
    (tmp_path / ".one.css.swp").write_text("an editor's own")
    assert not tree.is_stale
    (tmp_path / "two.css").write_text("")
    assert tree.is_stale and not Tree(tmp_path).is_stale
    (tmp_path / "two.css").unlink()
    assert not tree.is_stale
    (tmp_path / "one.css").unlink()
    assert tree.is_stale


def test_imports_become_one_sheet_in_their_layers(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('@layer base;\n@import url("b.css") layer(base);\n')
    (tmp_path / "b.css").write_text("p { color: red }")
    assert "@layer base {\np { color: red }\n}" in inline_sheets(tmp_path / "a.css")


def test_the_digest_follows_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p{}")
    before = Tree(tmp_path).digest
    (tmp_path / "a.css").write_text("q{}")
    assert Tree(tmp_path).digest != before


def script(folder: Path, **modules: str) -> str:
    for name, code in modules.items():
        (folder / f"{name}.js").write_text(code)
    return inline_scripts(folder / "main.js")


def test_a_script_carries_its_modules_each_once_and_before_what_needs_them(tmp_path: Path) -> None:
    code = script(
        tmp_path,
        main='import { one } from "./one.js";\nimport "./two.js";\none();\n',
        one="const OWN = 1;\nexport function one() { return OWN; }\n",
        two='import { one } from "./one.js";\nconst OWN = one();\n',
    )
    assert "import" not in code and "export" not in code
    assert code.count("function one()") == 1
    assert code.index("function one()") < code.index("const OWN = one();") < code.rindex("one();")


@pytest.mark.parametrize(
    ("main", "one"),
    [
        ('import { one as uno } from "./one.js";\n', "export const one = 1;\n"),
        ('import { one } from "./one.js";\n', "export let one = 1;\n"),
        ('import { one } from "./one.js";\n', "export default 1;\n"),
        ('import One from "./one.js";\n', "export const one = 1;\n"),
        ('import { one } from "./one.js";\n', 'import "./main.js";\nexport const one = 1;\n'),
        ('import "./one.js";\nimport "./two.js";\n', "export const two = 1;\n"),
    ],
)
def test_what_could_not_be_inlined_rightly_is_refused(tmp_path: Path, main: str, one: str) -> None:
    with pytest.raises(NotInlined):
        script(tmp_path, main=main, one=one, two="export const two = 2;\n")


def test_every_script_of_ours_can_be_inlined(app: Flask) -> None:
    tree = app.extensions["matinee.assets"]
    names = [name for name in tree.names if name.startswith("js/")]
    assert len(names) > 40 and all(tree.find(name) for name in names)
