"""The virtual environment and what is installed into it: locked, with hashes, by uv if it is on PATH, else by pip."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.steps import PYTHON, ROOT, STAMPS, VENV, Missing, remove_stamps, run, stamped, write_stamp

OFFLINE = "The packages could not be installed; the lines above say why. Cure: mend that (the connection?), run again"
DOTS_EVERY = 4


def ensure_environment(say: Callable[[str], None]) -> None:
    """A working .venv of a supported Python; one that an interruption or a removed Python broke is made anew."""
    version = _version_inside()
    if version is None:
        remove_stamps()
        _create()
        version = _version_inside()
    write_stamp("venv", version or "")
    say(f"Python {version} in .venv/")


def _version_inside() -> str | None:
    """The version of the environment's own Python, or None if there is none that works and is supported."""
    code = "import sys; print('%d.%d.%d' % sys.version_info[:3] if sys.prefix != sys.base_prefix else '')"
    try:
        answer = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer if answer.startswith(("3.11.", "3.12.", "3.13.")) else None


def _create() -> None:
    for leftover in ("bin", "lib", "lib64", "include", "pyvenv.cfg"):
        _remove(leftover)
    if uv := shutil.which("uv"):
        command = [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)]
    else:
        command = [sys.executable, "-m", "venv", str(VENV)]
    run(command, failed="The virtual environment could not be made. Debian, Ubuntu: apt-get install python3-venv")


def _remove(name: str) -> None:
    path = VENV / name
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def install(name: str, say: Callable[[str], None], python: Path = PYTHON) -> None:
    """Install requirements/<name>.txt, unless this very lock is in already."""
    lock = ROOT / "requirements" / f"{name}.txt"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamped(name, digest):
        say("as locked")
        return
    installer = _installer(python)
    run([*installer, "--require-hashes", "-r", lock], failed=OFFLINE, heard=_Dots())
    write_stamp(name, digest)
    say(f"by {'uv' if 'uv' in os.path.basename(installer[0]) else 'pip'}")


def install_apart(name: str, say: Callable[[str], None]) -> None:
    """The same into an environment of its own, .venv/<name>/: for a tool that needs other versions than we do."""
    python = VENV / name / "bin" / "python"
    if not python.exists():
        failed = f".venv/{name}/ could not be made. Cure: make clean, then run it again"
        run([PYTHON, "-m", "venv", VENV / name], failed=failed)
        (STAMPS / name).unlink(missing_ok=True)
    install(name, say, python)


def _installer(python: Path) -> list[str]:
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", str(python)]
    if subprocess.run([python, "-c", "import pip"], capture_output=True).returncode:
        run([python, "-m", "ensurepip"], failed="pip is missing from .venv/. Cure: make clean, then run it again")
    return [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]


class _Dots:
    """A dot for every few packages that pip begins, so that a minute's wait is seen to move."""

    def __init__(self) -> None:
        self.begun = 0

    def __call__(self, line: str) -> None:
        self.begun += line.startswith("Collecting ")
        if line.startswith("Collecting ") and self.begun % DOTS_EVERY == 0:
            print(".", end="", flush=True)


def ensure_ffmpeg(say: Callable[[str], None]) -> None:
    """MATINEE_FFMPEG, else PATH's ffmpeg and ffprobe, else the wheels of requirements/media.txt."""
    named = os.environ.get("MATINEE_FFMPEG")
    if named:
        if not shutil.which(named):
            raise Missing(f"MATINEE_FFMPEG names {named}, which cannot be run. Cure: name an ffmpeg, or unset it")
        say(f"{named}, by MATINEE_FFMPEG")
    elif shutil.which("ffmpeg") and shutil.which("ffprobe"):
        say(str(shutil.which("ffmpeg")))
    else:
        install("media", say)
        _try_wheel(say)


def _try_wheel(say: Callable[[str], None]) -> None:
    code = "import av, imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_version())"
    cure = "ffmpeg's wheel does not run here. Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg"
    say(run([PYTHON, "-c", code], failed=cure).strip().lstrip("n").split("-")[0])
