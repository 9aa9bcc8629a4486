"""The browser of the tests: found, installed where that can be done, and asked whether it plays H.264."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from scripts.steps import PYTHON, Missing, run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CURE = (
    "Cure: install Chromium or Google Chrome (Debian: apt-get install chromium; macOS: brew install --cask chromium), "
    "or name one in MATINEE_CHROMIUM"
)
ASK = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    page = browser.new_page()
    types = 'video/mp4; codecs="avc1.42E01E, mp4a.40.2"'
    plays = page.evaluate("types => MediaSource.isTypeSupported(types)", types)
    print("plays" if plays else "refuses", browser.version)
"""


def find_chromium() -> str | None:
    """MATINEE_CHROMIUM, else the first Chromium or Chrome of PATH or of macOS's applications."""
    if named := os.environ.get("MATINEE_CHROMIUM"):
        return shutil.which(named)
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return on_path or next((path for path in MAC_APPLICATIONS if Path(path).exists()), None)


def ensure_chromium(say: Callable[[str], None]) -> None:
    """Leave a Chromium that plays H.264 in MATINEE_CHROMIUM; Playwright's own build would not play it."""
    path = find_chromium() or _install()
    if path is None:
        raise Missing(f"No Chromium was found. {CURE}")
    os.environ["MATINEE_CHROMIUM"] = path
    say(_check_h264(path))


def _install() -> str | None:
    """By apt-get, as root or with a sudo that asks nothing; elsewhere the person is told."""
    if os.environ.get("MATINEE_CHROMIUM") or platform.system() != "Linux" or not shutil.which("apt-get"):
        return None
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        running = [*as_root("Chromium", CURE), "apt-get", "-q", *command]
        run(running, failed=f"Chromium could not be installed. {CURE}")
    return find_chromium()


def as_root(what: str, cure: str) -> list[str]:
    """What to put before a command that only root may run. Raises Missing where that would ask for a password."""
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    if not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
        raise Missing(f"{what} is missing, and installing it takes root. {cure}")
    return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]


def _check_h264(path: str) -> str:
    answer = run([PYTHON, "-c", ASK, path], failed=f"{path} does not start. {CURE}").split()
    if "plays" not in answer:
        raise Missing(f"{path} plays no H.264, so the films of the tests would not run. {CURE}")
    return f"{path} {answer[-1]}, plays H.264"
