"""`make mutants`: plant one fault after another in the guards, and count those that the tests report.

A mutant is a module with one place changed: a comparison turned, an `and` made an `or`, a `not` or a guard's decorator
left out, a number off by one, a condition that always or never holds, a refusal that is not raised, a statement that is
skipped, a result that is `None`. (Offutt and others, "An Experimental Determination of Sufficient Mutant Operators",
TOSEM 1996.) Each runs in a process of its own that has loaded the libraries but not the app, since decorators act when
a module is imported. Prints a table, every survivor, and one line of JSON; exits 1 under 85 %.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from scripts.steps import ROOT

WANTED, PATIENCE_S, AT_ONCE = 0.85, 180, 2
DOORS = "tests/structure/test_doors.py"
TABLE = ("tests/foundation/test_closed_by_default.py", f"{DOORS}::test_every_address_is_listed_with_who_may_come_in")
WHO = tuple(f"{DOORS}::test_every_door_answers_as_listed[sqlite-{who}]" for who in ("anonymous", "nobody", "stale"))
SIGNING_IN = ("tests/accounts/test_signing_in.py", "tests/accounts/test_own_page.py")
ELSEWHERE = "tests/accounts/elsewhere"
TESTS: dict[str, tuple[str, ...]] = {
    "app/foundation/access.py": (
        *TABLE,
        *SIGNING_IN,
        "tests/foundation/test_answers.py",
        "tests/foundation/test_door_table.py",
        "tests/accounts/test_two_step.py",
        *WHO,
    ),
    "app/foundation/signing.py": (
        "tests/foundation/test_signing.py",
        "tests/media/test_delivery.py",
        "tests/notifications/test_unsubscribing.py",
        "tests/accounts/test_two_step.py",
    ),
    "app/foundation/limits.py": ("tests/foundation/test_limits.py", *SIGNING_IN, "tests/profiles"),
    "app/foundation/outward.py": ("tests/foundation/test_outward.py", ELSEWHERE),
    "app/accounts/models/session.py": (
        *SIGNING_IN,
        "tests/accounts/test_leaving_a_household.py",
        "tests/accounts/test_addresses.py",
    ),
    "app/accounts/models/one_time.py": (
        "tests/accounts/test_one_time_links.py",
        "tests/accounts/test_resetting.py",
        "tests/accounts/test_addresses.py",
        "tests/accounts/test_who_may_register.py",
    ),
    "app/accounts/signing_in.py": (
        *SIGNING_IN,
        "tests/accounts/test_two_step.py",
        "tests/accounts/test_resetting.py",
        "tests/accounts/test_new_devices.py",
        "tests/profiles/test_watching_as.py",
        "tests/profiles/test_pictures_and_first.py",
        "tests/watching/test_private.py",
    ),
    "app/accounts/authentication.py": SIGNING_IN,
    "app/accounts/passwords.py": ("tests/accounts/test_passwords.py", *SIGNING_IN),
    "app/accounts/factors/second_factor.py": ("tests/accounts/test_two_step.py", "tests/accounts/test_screens.py"),
    "app/accounts/social/arriving.py": (ELSEWHERE,),
    "app/accounts/social/joined.py": (ELSEWHERE,),
    "app/accounts/social/provider.py": (ELSEWHERE,),
    "app/media/tokens.py": ("tests/media/test_delivery.py",),
    "app/watching/casting.py": ("tests/watching/test_casting.py",),
    "app/catalogue/visibility.py": (
        "tests/catalogue/test_seen_by.py",
        "tests/catalogue/test_hidden_kinds.py",
        "tests/catalogue/test_visibility.py",
        "tests/watching/test_progress.py",
        "tests/watching/test_beats_refused.py",
    ),
    "app/profiles/grown_ups.py": (
        "tests/profiles",
        f"{DOORS}::test_every_door_answers_as_listed[sqlite-child]",
        WHO[2],
    ),
}
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
LARGEST = 20  # a length of 254 or 600 seconds is a choice: one more or less is no fault
QUIET = ("log.", "audit.")  # what is written down is no guard
SCHEMA = ("mapped_column", "dataclass", "relationship")  # the migrations make the tables, and a test compares
Change = Callable[[Any], ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One fault: which node of the tree (by its number in a walk), what is done to it, and how to tell people."""

    path: str
    node: int
    words: str
    line: int
    change: Change


def mutants_of(path: str) -> list[Mutant]:
    """Every fault that can be planted in this module."""
    found = []
    node: Any
    for number, node in enumerate(ast.walk(_parse(path))):
        if not _is_annotation(node):
            found += [Mutant(path, number, words, node.lineno, change) for words, change in _changes(node)]
    return found


def planted(mutant: Mutant) -> ast.Module:
    """The module's tree with the fault in it."""
    tree = _parse(mutant.path)
    old = list(ast.walk(tree))[mutant.node]
    new = ast.copy_location(mutant.change(copy.deepcopy(old)), old)
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(one is old for one in value):
                value[[one is old for one in value].index(True)] = new
    return ast.fix_missing_locations(tree)


def _parse(path: str) -> ast.Module:
    """The tree; what only type checkers and migrations read is marked, and so are docstrings."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        spoken = [getattr(node, name, None) for name in ("annotation", "returns")]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spoken.append(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SCHEMA:
            spoken.append(node)
        for one in spoken:
            for inner in ast.walk(one) if one is not None else ():
                inner.is_spoken = True  # type: ignore[attr-defined]
    return tree


def _is_annotation(node: ast.AST) -> bool:
    return getattr(node, "is_spoken", False) or not hasattr(node, "lineno")


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        turned = TURNED[type(node.ops[0])]
        yield f"turn {ast.unparse(node)}", lambda n: _with(n, ops=[turned(), *n.ops[1:]])
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{other.__name__.lower()} in {ast.unparse(node)}", lambda n: _with(n, op=other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"drop the not of {ast.unparse(node)}", lambda n: n.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        sign = ast.Sub if isinstance(node.op, ast.Add) else ast.Add
        yield f"turn the sign in {ast.unparse(node)}", lambda n: _with(n, op=sign())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int) and abs(node.value) <= LARGEST:
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{node.value} becomes {value}", lambda n: _with(n, value=value)
    elif isinstance(node, ast.If | ast.IfExp):
        for always in (True, False):
            yield f"if {ast.unparse(node.test)}: {always}", partial(_with, test=ast.Constant(always))
    elif isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        if not ast.unparse(node).startswith(QUIET):
            yield f"skip {ast.unparse(node)[:60]}", lambda _n: ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield f"return None for {ast.unparse(node.value)[:60]}", lambda n: _with(n, value=ast.Constant(None))
    if isinstance(node, ast.FunctionDef):
        for place, decorator in enumerate(node.decorator_list):
            if not isinstance(decorator, ast.Name) or decorator.id not in ("property", "classmethod", "staticmethod"):
                yield f"undecorate {node.name} of {ast.unparse(decorator)[:40]}", partial(_without, place=place)


def _with(node: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _without(node: Any, place: int) -> Any:
    del node.decorator_list[place]
    return node


class _Mutated(importlib.machinery.SourceFileLoader):
    """Loads a module with the fault in it; nothing of that is written to a cache."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        super().__init__(mutant.path.removesuffix(".py").replace("/", "."), str(ROOT / mutant.path))

    def get_code(self, _name: str) -> Any:
        """The changed tree, compiled."""
        return compile(planted(self.mutant), self.path, "exec")


class _Planting(importlib.abc.MetaPathFinder):
    """Gives the mutant when its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.loader = _Mutated(mutant)

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> Any:
        """Ours, for this one module."""
        ours = name == self.loader.name
        return importlib.util.spec_from_file_location(name, self.loader.path, loader=self.loader) if ours else None


def run_tests(mutant: Mutant | None, tests: tuple[str, ...], template: Path, scratch: Path) -> int:
    """pytest's answer, in this process, with the fault planted: 0 when nobody noticed."""
    import flask_migrate
    import pytest

    if mutant is not None:
        sys.meta_path.insert(0, _Planting(mutant))

    def copied(directory: str) -> None:
        """The migrated database, from the template."""
        from app.foundation.db import db

        db.session.remove()
        db.engine.dispose()
        shutil.copyfile(template, str(db.engine.url.database))

    flask_migrate.upgrade = copied
    options = [
        "-q",
        "-x",
        "--database=sqlite",
        "-p",
        "no:xdist",
        f"--basetemp={scratch}/t",
        "-o",
        f"cache_dir={scratch}/c",
    ]
    heard = io.StringIO()
    with redirect_stdout(heard), redirect_stderr(heard):
        code = int(pytest.main([*options, *tests]))
    if code and mutant is None:
        print(heard.getvalue(), flush=True)
    return code


def _fork(mutant: Mutant | None, tests: tuple[str, ...], template: Path) -> int:
    child = os.fork()
    if child:
        return child
    code = 3
    with tempfile.TemporaryDirectory() as scratch, suppress(BaseException):
        code = run_tests(mutant, tests, template, Path(scratch))
    os._exit(min(code, 100))


def judge(found: list[Mutant], template: Path) -> dict[Mutant, str]:
    """`killed`, `survived` or `late` for each; two at a time."""
    waiting, running, said = list(found), dict[int, tuple[Mutant, float]](), dict[Mutant, str]()
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            mutant = waiting.pop(0)
            running[_fork(mutant, TESTS[mutant.path], template)] = (mutant, time.monotonic())
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid in running:
            mutant, _begun = running.pop(pid)
            said[mutant] = "survived" if status == 0 else "killed"
            print("." if status else f"\nsurvived: {mutant.path}:{mutant.line} {mutant.words}", end="", flush=True)
            continue
        for late, (mutant, begun) in list(running.items()):
            if time.monotonic() - begun > PATIENCE_S:
                os.kill(late, 9)
                os.waitpid(late, 0)
                del running[late]
                said[mutant] = "killed"  # whoever hangs is noticed
        time.sleep(0.05)
    return said


def _warm(folder: Path) -> Path:
    """Load the libraries, and have the migrations make one database for all; the app itself is not loaded here."""
    import argon2  # noqa: F401
    import authlib.integrations.flask_client  # noqa: F401
    import flask_admin.contrib.sqla  # noqa: F401
    import flask_login  # noqa: F401
    import flask_migrate  # noqa: F401
    import numpy  # noqa: F401
    import PIL.Image  # noqa: F401
    import webauthn  # noqa: F401
    import zxcvbn  # noqa: F401

    template = folder / "template.db"
    child = os.fork()
    if not child:
        _migrate(folder, template)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("The migrations did not run.")
    return template


def _migrate(folder: Path, template: Path) -> None:
    """One file, without what SQLite writes ahead: the last connection is closed properly."""
    app = importlib.import_module("tests.conftest").make_app(folder / "instance", f"sqlite:///{template}")
    from app.foundation.db import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def main() -> int:
    """Judge them all, or those of the modules that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", help="parts of paths; all when none is named")
    parser.add_argument("--every", type=int, default=1, help="only every so many-th mutant")
    asked = parser.parse_args()
    paths = [path for path in TESTS if not asked.modules or any(name in path for name in asked.modules)]
    with tempfile.TemporaryDirectory() as folder:
        template = _warm(Path(folder))
        for path in paths:
            if os.waitpid(_fork(None, TESTS[path], template), 0)[1]:
                print(f"{path}: its tests fail without any fault")
                return 1
        found = [mutant for path in paths for mutant in mutants_of(path)][:: asked.every]
        said = judge(found, template)
    return report(paths, said)


def report(paths: list[str], said: dict[Mutant, str]) -> int:
    """The table, and the one line."""
    print(f"\n\n{'module':<42}{'mutants':>8}{'killed':>8}{'score':>8}")
    for path in paths:
        counted = Counter(how for mutant, how in said.items() if mutant.path == path)
        total = sum(counted.values())
        print(f"{path:<42}{total:>8}{counted['killed']:>8}{counted['killed'] / max(1, total):>8.0%}")
    killed = sum(how == "killed" for how in said.values())
    score = killed / max(1, len(said))
    print(json.dumps({"mutants": len(said), "killed": killed, "score": round(score, 3), "wanted": WANTED}))
    return 0 if score >= WANTED else 1


if __name__ == "__main__":
    raise SystemExit(main())
