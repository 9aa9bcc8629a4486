"""The web server of the tests for mode `accel`: found, or installed where that can be done."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable

from scripts.chromium import as_root
from scripts.steps import Missing, run

PLACES = ("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx")
CURE = (
    "Cure: install nginx (Debian: apt-get install nginx-light; macOS: brew install nginx), or name one in MATINEE_NGINX"
)


def find_nginx() -> str | None:
    """MATINEE_NGINX, else that of PATH, else where systems put it for root alone."""
    if named := os.environ.get("MATINEE_NGINX"):
        return shutil.which(named)
    return shutil.which("nginx") or next((place for place in PLACES if os.access(place, os.X_OK)), None)


def ensure_nginx(say: Callable[[str], None]) -> None:
    """Leave an nginx in MATINEE_NGINX."""
    path = find_nginx() or _install()
    if path is None:
        raise Missing(f"No nginx was found. {CURE}")
    os.environ["MATINEE_NGINX"] = path
    say(path)


def _install() -> str | None:
    if os.environ.get("MATINEE_NGINX") or platform.system() != "Linux" or not shutil.which("apt-get"):
        return None
    install = ["install", "-y", "--no-install-recommends", "nginx-light"]
    for command in (["update"], install):
        run([*as_root("nginx", CURE), "apt-get", "-q", *command], failed=f"nginx could not be installed. {CURE}")
    return find_nginx()
