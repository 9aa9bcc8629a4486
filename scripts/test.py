"""Every check, by group, with its time beside its budget: `make test`, or `python -m scripts.test sqlite browser`.

A group fails when its command does, when it ran no test, and when it skipped one: what is skipped proves nothing.
The suite drives real servers and a real browser, and a busy machine may keep one waiting too long: up to six tests
that fail get one second run, alone, and those that then pass are told as unsteady. They want mending all the same.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from subprocess import PIPE, STDOUT, Popen

from scripts.steps import PYTHON, ROOT

PYTEST = [str(PYTHON), "-m", "pytest", "-q", "--durations=5", "--durations-min=2", "--color=no"]
ELSEWHERE = ["--ignore=tests/media", "--ignore=tests/browser"]
TWO_PROCESSES = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
ALONE_AGAIN = ["-n", "0", "--last-failed"]
MOST_UNSTEADY = 6
CLOSING = re.compile(r"^(?:=+ )?(?P<counts>(?:no tests ran|\d+ \w+(?:, \d+ \w+)*)) in [\d.]+s(?: \([\d:]+\))?(?: =+)?$")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")


@dataclass
class Group:
    """Commands that belong together, the seconds they should take on two cores, and how they went."""

    name: str
    budget_s: int
    commands: Sequence[list[str]]
    took_s: float = 0.0
    faults: list[str] = field(default_factory=list)
    closing: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    unsteady: int = 0

    def run(self) -> None:
        """Run all of it, the later commands too when an early one fails."""
        print(f"\n=== {self.name}", flush=True)
        begun = time.monotonic()
        for command in self.commands:
            self._run(command)
        self.took_s = time.monotonic() - begun

    def _run(self, command: list[str]) -> None:
        code = self._listen(command)
        if code == 1 and 0 < self.failed <= MOST_UNSTEADY:
            code = self._run_again(command)
        self._judge(command, code)

    def _listen(self, command: list[str]) -> int:
        with Popen(command, cwd=ROOT, stdout=PIPE, stderr=STDOUT, text=True) as process:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                self._hear(line.rstrip())
        return process.returncode

    def _run_again(self, command: list[str]) -> int:
        passed, skipped = self.counts.get("passed", 0), self.counts.get("skipped", 0)
        print(f"\n--- {self.name}: a second run of the {self.failed} that failed, alone", flush=True)
        code = self._listen([*command, *ALONE_AGAIN])
        self.unsteady = self.counts.get("passed", 0)
        self.counts |= {"passed": passed + self.unsteady, "skipped": skipped + self.counts.get("skipped", 0)}
        return code

    @property
    def failed(self) -> int:
        """Tests that failed, or broke on their way in or out."""
        return self.counts.get("failed", 0) + self.counts.get("error", 0)

    def _hear(self, line: str) -> None:
        if match := CLOSING.match(line):
            self.closing = line
            self.counts = {kind.removesuffix("s"): int(n) for n, kind in COUNT.findall(match["counts"])}

    def _judge(self, command: list[str], code: int) -> None:
        what = command[2]
        if code:
            self.faults.append(f"{what} ended with exit code {code}")
        if what == "pytest" and not self.counts.get("passed"):
            self.faults.append("no test passed")
        if skipped := self.counts.get("skipped"):
            self.faults.append(f"{skipped} skipped")

    def summary(self) -> str:
        """One line: name, outcome, time and budget."""
        outcome = "; ".join(self.faults) or "ok"
        outcome += f"; {self.unsteady} unsteady" if self.unsteady else ""
        return f"{self.name:<16}{self.took_s:>5.0f} s of {self.budget_s:>3}  {outcome}"


def groups() -> dict[str, Group]:
    """The groups in the order in which they run, cheapest answer first."""
    tool = [str(PYTHON), "-m"]
    rows = [*PYTEST, *TWO_PROCESSES, *ELSEWHERE]
    lint = [[*tool, "ruff", "check"], [*tool, "mypy"], [*tool, "scripts.vendor", "--check"]]
    return {
        "lint": Group("lint and types", 60, lint),
        "sqlite": Group("SQLite", 260, [[*rows, "--database=sqlite"]]),
        "postgresql": Group("PostgreSQL", 260, [[*rows, "--database=postgresql", "-k", "postgresql"]]),
        "media": Group("media", 150, [[*PYTEST, *TWO_PROCESSES, "tests/media", "--database=both"]]),
        "browser": Group("browser", 440, [[*PYTEST, *TWO_PROCESSES, "tests/browser", "--database=sqlite"]]),
    }


def total(run: Sequence[Group]) -> str:
    """`tests: 812 passed, 0 failed, 0 skipped`; an error counts as a failure."""
    passed = sum(group.counts.get("passed", 0) for group in run)
    failed = sum(group.failed for group in run)
    skipped = sum(group.counts.get("skipped", 0) for group in run)
    return f"tests: {passed} passed, {failed} failed, {skipped} skipped"


def main(names: list[str]) -> int:
    """Run the named groups, or all; 1 if anything is wrong."""
    known = groups()
    if unknown := set(names) - set(known):
        print(f"No group {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    chosen = [known[name] for name in names or known]
    for group in chosen:
        group.run()
    print("\n=== In short")
    print("\n".join(group.summary() for group in chosen))
    print("\n".join(group.closing for group in chosen if group.closing))
    print(total(chosen), flush=True)
    return 1 if any(group.faults for group in chosen) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
