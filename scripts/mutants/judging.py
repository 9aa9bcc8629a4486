"""Each fault planted in a process of its own, and what the tests said."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import shutil
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

from scripts.mutants.faults import Mutant, planted
from scripts.mutants.guards import TESTS
from scripts.steps import ROOT

PATIENCE_S, AT_ONCE = 180, 2


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


def fork(mutant: Mutant | None, tests: tuple[str, ...], template: Path) -> int:
    """The process that runs them; it ends with pytest's answer."""
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
            running[fork(mutant, TESTS[mutant.path], template)] = (mutant, time.monotonic())
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


def warm(folder: Path) -> Path:
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
