"""`make bench`: asks every question in turn; 1 when a figure named in an issue was missed."""

from __future__ import annotations

import subprocess
import sys

QUESTIONS = ("home", "serving", "live", "recommendations", "media", "uploads", "delivery", "player", "viewers")


def main() -> int:
    """Run each as a process of its own, so that none measures another's memory."""
    missed = []
    for question in QUESTIONS:
        print(f"\n=== {question}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{question}"], check=False).returncode:
            missed.append(question)
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery figure holds.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
