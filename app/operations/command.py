"""`make flask do="doctor"`: a command of the house that `make run` opened, with the same environment."""

from __future__ import annotations

import os
import sys

from app.operations.run import House


def main() -> None:
    """Become `flask --app wsgi …` with the arguments given."""
    os.environ.setdefault("MATINEE_ENV", "demo" if House(os.environ).has_demo else "home")
    os.execv(sys.executable, [sys.executable, "-m", "flask", "--app", "wsgi", *sys.argv[1:]])  # noqa: S606 - no shell


if __name__ == "__main__":
    main()
