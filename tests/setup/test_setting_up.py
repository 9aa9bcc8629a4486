"""`make setup`: the steps, what they find missing, and how they go on after an interruption."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts import chromium, packages, setup, steps, vendor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of its own for the steps: nothing of the real .venv is touched."""
    for module in (steps, packages):
        monkeypatch.setattr(module, "ROOT", tmp_path)
        monkeypatch.setattr(module, "VENV", tmp_path / ".venv", raising=False)
        monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(steps, "STAMPS", tmp_path / ".venv/.matinee")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/base.txt").write_text("Flask==3.1.3 --hash=sha256:0\n")
    return tmp_path


@pytest.fixture
def installed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The installer's command lines; nothing is installed."""
    commands: list[list[str]] = []
    monkeypatch.setattr(packages, "_installer", lambda _python: ["/usr/bin/uv", "pip", "install"])
    monkeypatch.setattr(packages, "run", lambda command, **_: commands.append([str(part) for part in command]) or "")
    return commands


def test_packages_are_installed_with_hashes_and_once_for_one_lock(tree: Path, installed: list[list[str]]) -> None:
    said: list[str] = []
    packages.install("base", said.append)
    packages.install("base", said.append)
    assert len(installed) == 1
    assert "--require-hashes" in installed[0]
    assert said == ["by uv", "as locked"]


def test_a_changed_lock_is_installed_again(tree: Path, installed: list[list[str]]) -> None:
    packages.install("base", print)
    (tree / "requirements/base.txt").write_text("Flask==3.1.4 --hash=sha256:1\n")
    packages.install("base", print)
    assert len(installed) == 2


def test_an_install_that_failed_is_tried_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_installer", lambda _python: ["/bin/sh", "-c", "echo no network; exit 1"])
    with pytest.raises(steps.Missing, match="Cure: "):
        packages.install("base", print)
    assert not steps.stamped("base", hashlib.sha256((tree / "requirements/base.txt").read_bytes()).hexdigest())


def test_a_half_made_environment_is_made_anew_and_its_stamps_forgotten(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    steps.write_stamp("base", "of the environment that was")
    python = tree / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    packages.ensure_environment(print)
    assert subprocess.run([python, "-c", ""]).returncode == 0
    assert not steps.stamped("base", "of the environment that was")


def test_an_ffmpeg_that_cannot_be_run_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATINEE_FFMPEG", "/nowhere/ffmpeg")
    with pytest.raises(steps.Missing, match="/nowhere/ffmpeg, which cannot be run. Cure: "):
        packages.ensure_ffmpeg(print)


def test_without_ffprobe_beside_it_the_systems_ffmpeg_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    (tmp_path / "ffmpeg").touch(mode=0o755)
    monkeypatch.delenv("MATINEE_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(packages, "install", lambda name, say: asked.append(name))
    monkeypatch.setattr(packages, "run", lambda command, **_: "n9.0.2-17-g2a571b6068-20260930\n")
    said: list[str] = []
    packages.ensure_ffmpeg(said.append)
    assert (asked, said) == (["media"], ["9.0.2"])


def test_what_is_missing_takes_one_line_and_a_failure(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(setup, "read_env_file", lambda path: None)
    assert setup.main("setup") == 1
    assert capfd.readouterr().err.splitlines() == [
        "make is missing. Cure: Debian, Ubuntu: apt-get install make; macOS: xcode-select --install"
    ]


def test_an_unsupported_python_is_named_with_what_to_install(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\necho 3.9\n")
    old.chmod(0o755)
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    (tmp_path / "tree/scripts").mkdir(parents=True)
    script = tmp_path / "tree/scripts/setup"
    script.write_text((ROOT / "scripts/setup").read_text())
    result = subprocess.run(["/bin/sh", script, "setup"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith("Python 3.11, 3.12 or 3.13 with its venv module is needed (found: 3.9).")
    assert result.stderr.count("\n") == 1


def test_the_env_file_gives_what_the_environment_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"PORT": "9000"})
    (tmp_path / ".env").write_text("# a note\nPORT=8000\nMATINEE_HOST = '0.0.0.0'\nnonsense\n#DEMO=0\n")
    setup.read_env_file(tmp_path / ".env")
    assert os.environ == {"PORT": "9000", "MATINEE_HOST": "0.0.0.0"}


def test_a_named_chromium_that_is_not_there_is_not_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATINEE_CHROMIUM", "/nowhere/chromium")
    assert chromium.find_chromium() is None
    with pytest.raises(steps.Missing, match="brew install --cask chromium"):
        chromium.ensure_chromium(print)


def test_a_browser_that_refuses_h264_stops_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "find_chromium", lambda: "/usr/bin/true")
    monkeypatch.setattr(chromium, "run", lambda command, **_: "refuses 150.0\n")
    with pytest.raises(steps.Missing, match=r"plays no H\.264"):
        chromium.ensure_chromium(print)


def test_every_vendored_file_is_what_its_sources_file_says() -> None:
    assert len(vendor.sources()) >= 6
    assert vendor.faults(vendor.sources()) == []


def test_a_vendored_file_that_was_changed_is_reported(tmp_path: Path) -> None:
    (tmp_path / "SOURCES.md").write_text(
        "| `a.js` | a | 1.0 | `dist/a.js` | MIT | `00` |\n| `b.js` | b | 1.0 | `dist/b.js` | MIT | `00` |\n"
    )
    (tmp_path / "a.js").write_text("changed()")
    first, second = vendor.faults(vendor.sources((tmp_path,)))
    assert "a.js: has SHA-256" in first
    assert second.endswith("b.js: missing")


def test_the_locks_have_hashes_and_name_no_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index-url" not in text and "--find-links" not in text
