"""Numbered progress lines, and the one-line way to stop: what is missing, and its cure."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / ".matinee"


class Missing(Exception):
    """Something that set-up cannot bring by itself; the message names it and its cure in one line."""


class Steps:
    """`1/5 Python 3.11 ... ok`, counted as the steps are taken."""

    def __init__(self, total: int, taken: int = 0) -> None:
        self.total = total
        self.taken = taken

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[str], None]]:
        """Print the name at once and `ok` at the end; the yielded function adds a detail to it."""
        self.taken += 1
        begun, details = time.monotonic(), list[str]()
        print(f"{self.taken}/{self.total} {name} ... ", end="", flush=True)
        try:
            yield details.append
        except BaseException:
            print("stopped", flush=True)
            raise
        took = time.monotonic() - begun
        print(" ".join(["ok", *details, *([f"({took:.0f} s)"] if took >= 1 else [])]), flush=True)


def run(command: Sequence[str | Path], *, failed: str, heard: Callable[[str], None] | None = None) -> str:
    """Run quietly and give back what it printed; on failure show its last lines and raise Missing(failed).

    `heard` gets every line as it comes, to show progress by.
    """
    lines: list[str] = []
    with subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if heard:
                heard(line)
    if process.returncode:
        print("\n" + "".join(lines[-15:]), file=sys.stderr, flush=True)
        raise Missing(failed)
    return "".join(lines)


def stamped(name: str, value: str) -> bool:
    """Whether an earlier run finished this very thing; it is stamped only after it succeeded."""
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write_stamp(name: str, value: str) -> None:
    """Say that it is finished; by rename, so that an interruption leaves no half stamp."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    draft = STAMPS / f"{name}.part"
    draft.write_text(value, encoding="utf-8")
    draft.replace(STAMPS / name)


def remove_stamps() -> None:
    """Forget everything: the environment is made anew."""
    for stamp in STAMPS.glob("*"):
        stamp.unlink()
