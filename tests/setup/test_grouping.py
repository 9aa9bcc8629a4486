"""The group runner of `make test`: what it counts, and what it refuses to call green."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts.test import Group, groups, total


def ran(*lines: str, code: int = 0) -> Group:
    """A group whose one command says these lines under the name of pytest."""
    says = f"import sys; print({chr(10).join(lines)!r}); sys.exit({code})"
    group = Group("tried", 10, [[sys.executable, "-c", says]])
    group.commands[0][1:1] = ["-W", "ignore"]
    group.run()
    return group


def judged(*lines: str, code: int = 0) -> list[str]:
    group = Group("tried", 10, [])
    for line in lines:
        group._hear(line)
    group._judge([sys.executable, "-m", "pytest"], code)
    return group.faults


def test_a_group_that_passes_has_no_fault() -> None:
    assert judged("== 12 passed in 3.21s ==") == []
    assert judged("12 passed, 3 xfailed in 62.21s (0:01:02)") == []


@pytest.mark.parametrize(
    ("line", "code", "fault"),
    [
        ("11 passed, 1 skipped in 3.21s", 0, "1 skipped"),
        ("1 failed, 11 passed in 3.21s", 1, "pytest ended with exit code 1"),
        ("no tests ran in 0.01s", 5, "no test passed"),
        ("== 2 errors in 0.50s ==", 1, "no test passed"),
    ],
)
def test_a_skip_a_failure_and_silence_are_faults(line: str, code: int, fault: str) -> None:
    assert fault in judged(line, code=code)


def test_a_command_that_fails_fails_its_group() -> None:
    assert ran("nothing to see", code=3).faults == ["ignore ended with exit code 3"]


def tried(folder: Path, text: str) -> Group:
    """A group whose pytest runs one file of these tests, in a folder of its own."""
    (folder / "test_tried.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    group = Group("tried", 10, [[sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", str(folder)]])
    group.run()
    return group


UNSTEADY = """
from pathlib import Path
been = Path(__file__).with_name("been")
def test_once():
    was, _ = been.exists(), been.touch()
    assert was
def test_steady():
    pass
"""


def test_what_fails_once_gets_a_second_run_and_is_told_as_unsteady(tmp_path: Path) -> None:
    group = tried(tmp_path, UNSTEADY)
    assert (group.faults, group.unsteady) == ([], 1)
    assert group.summary().endswith("ok; 1 unsteady")
    assert total([group]) == "tests: 2 passed, 0 failed, 0 skipped"


def test_what_fails_twice_fails_its_group(tmp_path: Path) -> None:
    group = tried(tmp_path, "def test_wrong():\n    assert False\ndef test_right():\n    pass\n")
    assert group.faults == ["pytest ended with exit code 1"]
    assert total([group]) == "tests: 1 passed, 1 failed, 0 skipped"


def test_what_fails_in_many_places_gets_no_second_run(tmp_path: Path) -> None:
    group = tried(tmp_path, UNSTEADY + "".join(f"def test_{n}():\n    assert False\n" for n in range(6)))
    assert total([group]) == "tests: 1 passed, 7 failed, 0 skipped"


def test_errors_count_as_failures_in_the_total() -> None:
    good, bad = Group("good", 1, []), Group("bad", 1, [])
    good._hear("7 passed in 1.00s")
    bad._hear("1 failed, 2 passed, 2 errors in 1.00s")
    assert total([good, bad]) == "tests: 9 passed, 3 failed, 0 skipped"


def test_the_budgets_together_stay_under_twenty_minutes() -> None:
    assert sum(group.budget_s for group in groups().values()) < 20 * 60
