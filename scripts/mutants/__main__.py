"""Asks for the faults, has them judged, and prints the table."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import Counter
from pathlib import Path

from scripts.mutants.faults import Mutant, mutants_of
from scripts.mutants.guards import TESTS
from scripts.mutants.judging import fork, judge, warm

WANTED = 0.85


def main() -> int:
    """Judge them all, or those of the modules that are named."""
    parser = argparse.ArgumentParser(description="Plant faults in the guards, and count those that the tests report.")
    parser.add_argument("modules", nargs="*", help="parts of paths; all when none is named")
    parser.add_argument("--every", type=int, default=1, help="only every so many-th mutant")
    asked = parser.parse_args()
    paths = [path for path in TESTS if not asked.modules or any(name in path for name in asked.modules)]
    with tempfile.TemporaryDirectory() as folder:
        template = warm(Path(folder))
        for path in paths:
            if os.waitpid(fork(None, TESTS[path], template), 0)[1]:
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
