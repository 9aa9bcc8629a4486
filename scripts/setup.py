"""Set Matinee up, then go on to what was asked: `scripts/setup setup|run|test|bench|dev`. Standard library only.

Every step looks first whether it is done, so an interrupted run goes on where it was. Nothing is written outside
.venv/ and the instance folder.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

from scripts.packages import ensure_environment, ensure_ffmpeg, install, install_apart
from scripts.steps import PYTHON, ROOT, Missing, Steps, run

STEPS = {"setup": 5, "run": 6, "test": 6, "bench": 4, "dev": 4, "audit": 5}
CURES = {
    "make": "Debian, Ubuntu: apt-get install make; macOS: xcode-select --install",
    "git": "Debian, Ubuntu: apt-get install git; macOS: xcode-select --install",
}


def set_up(target: str) -> None:
    """Take every step that the target needs before it can start."""
    steps = Steps(STEPS[target])
    with steps.step(f"Python {platform.python_version()}, make and git"):
        _check_tools()
    with steps.step("Virtual environment") as say:
        ensure_environment(say)
    with steps.step("Packages") as say:
        install("base" if target in ("setup", "run") else "dev", say)
    with steps.step("ffmpeg") as say:
        ensure_ffmpeg(say)
    if target == "audit":
        with steps.step("semgrep") as say:
            install_apart("audit", say)
    if target == "setup":
        with steps.step("Database") as say:
            say(f"in {_migrate()}")
    if target == "test":
        from scripts.chromium import ensure_chromium
        from scripts.nginx import ensure_nginx

        with steps.step("Chromium") as say:
            ensure_chromium(say)
        with steps.step("nginx") as say:
            ensure_nginx(say)


def _check_tools() -> None:
    for name, cure in CURES.items():
        if not shutil.which(name):
            raise Missing(f"{name} is missing. Cure: {cure}")


def _migrate() -> Path:
    """Bring the database to its newest revision, in an instance folder that only its owner can look into."""
    os.environ.setdefault("MATINEE_ENV", "demo")
    instance = Path(os.environ.get("MATINEE_INSTANCE") or "instance")
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    command = [str(PYTHON), "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    run(command, failed="The database could not be brought up to date; the lines above say why")
    return instance


def read_env_file(path: Path) -> None:
    """Take the settings of .env, one NAME=value a line; what the environment already says wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def go_on(target: str) -> None:
    """Become the program that was asked for."""
    programs = {"run": ["-m", "app.operations.run"], "test": ["-m", "scripts.test"]}
    if arguments := programs.get(target):
        os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606  no shell is wanted


def main(target: str = "setup") -> int:
    """Set up and go on; 1 with one line of cure when something is missing, 130 when interrupted."""
    os.chdir(ROOT)
    if target in ("setup", "run"):
        read_env_file(ROOT / ".env")
    try:
        set_up(target)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. Run it again: it goes on where it was.", file=sys.stderr)
        return 130
    sys.stdout.flush()
    go_on(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
