"""What must not be so when strangers may come: each fault with its cure. In production any of them refuses to start."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app.foundation.settings import ConfigError
from app.media.binaries import find_tools
from app.media.failures import MediaFailure

FEWEST_LETTERS = 10
CONTAINER_SECRETS = "/run/secrets/"  # a container's own: nobody else's programs run there


@dataclass(frozen=True)
class Fault:
    """What is wrong and what to do about it."""

    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.what} {self.cure}"


def find_faults(app: Flask) -> list[Fault]:
    """Everything that refuses production."""
    checks: tuple[Callable[[Flask], Iterator[Fault]], ...] = (_debug, _weak_key, _hosts, _open_secrets, _ffmpeg)
    return [fault for check in checks for fault in check(app)]


def refuse_if_unsafe(app: Flask) -> None:
    """Raise ConfigError in production when anything is unsafe. The doctor may come in all the same, to say so."""
    if app.config["ENV"] != "production" or "doctor" in sys.argv[1:]:
        return
    if faults := find_faults(app):
        raise ConfigError("Matinee does not open. " + " ".join(map(str, faults)))


def _debug(app: Flask) -> Iterator[Fault]:
    if app.debug or os.environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        yield Fault("Debugging is on: any visitor could run programs here.", "Unset FLASK_DEBUG.")


def _weak_key(app: Flask) -> Iterator[Fault]:
    key = app.config["SECRET_KEY"] or ""
    if len(key) < 32 or len(set(key)) < FEWEST_LETTERS:
        yield Fault("MATINEE_SECRET_KEY is easy to guess.", "Make one with `openssl rand -hex 32`.")


def _hosts(app: Flask) -> Iterator[Fault]:
    if not app.config["TRUSTED_HOSTS"]:
        yield Fault(
            "No address is trusted.", "Set MATINEE_ADDRESS to what people type, e.g. https://films.example.org."
        )


def _open_secrets(app: Flask) -> Iterator[Fault]:
    for path in _secret_files(app):
        if is_world_readable(path):
            yield Fault(f"{path} can be read by everybody on this machine.", f"Run `chmod 600 {path}`.")


def _secret_files(app: Flask) -> list[Path]:
    given = [
        Path(value) for name, value in os.environ.items() if name.startswith("MATINEE_") and name.endswith("_FILE")
    ]
    kept = [app.config["INSTANCE"] / name for name in ("secret_key", "demo-accounts.json")]
    return [*kept, *given]


def is_world_readable(path: Path) -> bool:
    """Whether everybody on the machine may read the file; False when there is none."""
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def _ffmpeg(_app: Flask) -> Iterator[Fault]:
    try:
        find_tools()
    except MediaFailure as failure:
        yield Fault("Films cannot be made ready.", failure.reason)
