"""Facts hold no words: every `publish(…)` says in the past tense what happened, to whom, and numbers at most."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
KIND = re.compile(r"[a-z]+(-[a-z]+)*-(changed|published|playable|ready|opened|reset)")
NUMBER = re.compile(r"\w*\b(id|\w+_id|reference)")  # a video's reference is a random name that says nothing


def faults_of(source: str) -> list[str]:
    """What is wrong with each call of the function that tells facts, whatever the module calls it."""
    tree = ast.parse(source)
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    told_by = {
        alias.asname or alias.name
        for node in imports
        if (node.module or "").startswith("app.foundation.events")
        for alias in node.names
        if alias.name == "publish"
    }
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in told_by)
    return [fault for call in calls for fault in _faults(call, named)]


def _faults(call: ast.Call, named: dict[str, ast.expr]) -> Iterator[str]:
    kind = call.args[0]
    said = named.get(kind.id, kind) if isinstance(kind, ast.Name) else kind
    if not isinstance(said, ast.Constant) or not KIND.fullmatch(str(said.value)):
        yield f"{call.lineno}: {ast.unparse(kind)} is no kind in the past tense"
    for given in call.keywords:
        is_row = NUMBER.fullmatch(ast.unparse(given.value).rsplit(".", 1)[-1])
        if given.arg is None or not (is_row or isinstance(given.value, ast.Constant)):
            yield f"{call.lineno}: {ast.unparse(given)} may hold words"


def test_facts_are_in_the_past_tense_and_hold_numbers_only() -> None:
    sources = {str(path.relative_to(APP)): path.read_text(encoding="utf-8") for path in APP.rglob("*.py")}
    assert sum("publish" in source for source in sources.values()) > 5
    assert {path: found for path, source in sources.items() if (found := faults_of(source))} == {}


def test_words_and_wishes_are_found() -> None:
    planted = """from app.foundation.events import publish as tell
tell("post-changed", EVERYONE, title=title.id)
tell("change-post", EVERYONE, title=title.id)
tell("posts-changed", EVERYONE, title=title.id, text=post.text)
tell("posts-changed", EVERYONE, title=title.name)
tell("posts-changed", EVERYONE, **facts)
tell(f"{kind}-changed", EVERYONE)
publish("not", "ours")
"""
    assert [fault.split(":")[0] for fault in faults_of(planted)] == ["3", "4", "5", "6", "7"]
