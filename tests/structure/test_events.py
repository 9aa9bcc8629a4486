"""Facts hold no words: every `publish(…)` says in the past tense what happened, to whom, and numbers at most."""

from __future__ import annotations

import ast
import re
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
KIND = re.compile(r"[a-z]+(-[a-z]+)*-(changed|published|ready|opened|reset)")
NUMBERS = re.compile(r"(\w+_)?(id|count)|title|episode|job|video|review|post|case|request")


def faults_of(source: str) -> list[str]:
    """What is wrong with each call of `publish` that tells a fact."""
    names = {t.id: n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Assign) for t in n.targets
             if isinstance(t, ast.Name)}  # fmt: skip
    calls = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
    return [
        fault for call in calls if call.func.id == "publish" and len(call.args) == 2 for fault in _faults(call, names)
    ]  # type: ignore[attr-defined]


def _faults(call: ast.Call, names: dict[str, ast.expr]) -> list[str]:
    kind = call.args[0]
    kind = names.get(kind.id, kind) if isinstance(kind, ast.Name) else kind
    found = []
    if not isinstance(kind, ast.Constant) or not KIND.fullmatch(str(kind.value)):
        found.append(f"{call.lineno}: {ast.unparse(call.args[0])} is no kind in the past tense")
    for keyword in call.keywords:
        is_number = isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, int)
        is_row = isinstance(keyword.value, ast.Name | ast.Attribute) and ast.unparse(keyword.value).endswith("id")
        if (
            keyword.arg is None
            or (not NUMBERS.fullmatch(keyword.arg) and keyword.arg != "id")
            or not (is_number or is_row)
        ):
            found.append(f"{call.lineno}: {ast.unparse(keyword)} may hold words")
    return found


def test_facts_are_in_the_past_tense_and_hold_numbers_only() -> None:
    every = {path: path.read_text(encoding="utf-8") for path in APP.rglob("*.py")}
    sources = {path: source for path, source in every.items() if "app.foundation.events import" in source}
    assert sum("publish(" in source for source in sources.values()) > 5
    assert {str(path.relative_to(APP)): found for path, source in sources.items() if (found := faults_of(source))} == {}


def test_words_and_wishes_are_found() -> None:
    planted = """
publish("post-changed", EVERYONE, title=title.id)
publish("change-post", EVERYONE, title=title.id)
publish("posts-changed", EVERYONE, title=title.id, text=post.text)
publish("posts-changed", EVERYONE, title=title.name)
publish("posts-changed", EVERYONE, **facts)
publish(f"{kind}-changed", EVERYONE)
"""
    assert [fault.split(":")[0] for fault in faults_of(planted)] == ["3", "4", "5", "6", "7"]
