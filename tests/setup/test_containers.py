"""The files for containers and for Heroku: linted, and each command that they name is run."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import diagram

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ADDRESS = "https://films.example.org"


def commands_of(word: str) -> list[list[str]]:
    """The exec-form commands that follow this word in the Dockerfile."""
    return [json.loads(found) for found in re.findall(rf"^\s*{word} (\[.*\])$", DOCKERFILE, flags=re.MULTILINE)]


WEB = {
    "Dockerfile": shlex.join(commands_of("CMD")[-1]),
    "compose": shlex.join(COMPOSE["services"]["web"]["command"]),
    "Procfile": PROCFILE["web"],
}
RELEASE = {"compose": shlex.join(COMPOSE["services"]["release"]["command"]), "Procfile": PROCFILE["release"]}
WORKER = {"compose": shlex.join(COMPOSE["services"]["worker"]["command"]), "Procfile": PROCFILE["worker"]}
HEALTH = shlex.join(commands_of("CMD")[0])


def environment(instance: Path, port: int = 0) -> dict[str, str]:
    """What production needs, as a container gets it: secrets from files."""
    secret = instance.parent / "secret_key"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(os.urandom(32).hex(), encoding="ascii")
    said = {name: value for name, value in os.environ.items() if not name.startswith(("MATINEE_", "DATABASE_"))}
    ffmpeg = {name: os.environ[name] for name in ("MATINEE_FFMPEG",) if name in os.environ}
    return {
        **said,
        **ffmpeg,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PORT": str(port),
        "MATINEE_INSTANCE": str(instance),
        "MATINEE_ADDRESS": ADDRESS,
        "MATINEE_SECRET_KEY_FILE": str(secret),
        "MATINEE_WEB_WORKERS": "1",
    }


@contextmanager
def running(command: str, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The command as a host runs it: by a shell, ended by SIGTERM."""
    process = subprocess.Popen(
        ["sh", "-c", f"exec env {command}"],
        cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def run(command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", command], cwd=ROOT, env=env, text=True, capture_output=True, timeout=120)


def ask(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    connection.request("GET", path, headers={"Host": "films.example.org"})
    return connection.getresponse().status


def until_answered(port: int, process: subprocess.Popen[str]) -> int:
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None, f"it ended: {process.stdout and process.stdout.read()}"
        try:
            return ask(port, "/healthz")
        except OSError:
            assert time.monotonic() < deadline, "it never answered"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that the release command has opened."""
    folder = tmp_path_factory.mktemp("container") / "data"
    answer = run(RELEASE["compose"], environment(folder))
    assert answer.returncode == 0, answer.stderr
    return folder


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_the_dockerfile_passes_its_linter() -> None:
    answer = subprocess.run([BIN / "hadolint", "--no-color", "Dockerfile"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0 and answer.stdout == "", answer.stdout + answer.stderr


def test_the_linter_reports_a_planted_fault(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python\nRUN cd /x\n")
    answer = subprocess.run([BIN / "hadolint", "Dockerfile"], cwd=tmp_path, capture_output=True, text=True)
    assert answer.returncode == 1 and "DL3006" in answer.stdout


def test_the_yaml_files_pass_their_linter() -> None:
    files = ["compose.yaml", "scripts/audit/rules.yaml", ".yamllint"]
    answer = subprocess.run([BIN / "yamllint", "--strict", *files], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout


def test_the_image_takes_in_all_that_the_dockerfile_copies_and_no_secrets() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [word for line in re.findall(r"^COPY (?!--)(.*)$", DOCKERFILE, flags=re.M) for word in line.split()[:-1]]
    assert set(copied) <= set(kept) and all((ROOT / name).exists() for name in kept)
    assert not {"instance", ".env", "secrets"} & set(kept)


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert re.findall(r"^USER (.*)$", DOCKERFILE, flags=re.M) == ["10001"]


def test_compose_gives_web_and_worker_the_same_house_and_nobody_the_database() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"database", "release", "web", "worker"}
    assert all(services[name]["environment"] == services["web"]["environment"] for name in ("release", "worker"))
    assert all("films:/data" in services[name]["volumes"] for name in ("web", "worker"))
    assert "ports" not in services["database"]
    assert all(port.startswith("127.0.0.1:") for port in services["web"]["ports"])


def test_every_setting_that_compose_names_is_known() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = {name.removesuffix("_FILE") for name in COMPOSE["x-matinee"]["environment"]}
    assert {name for name in named if name not in example} == set()


def test_herokus_file_of_packages_names_locked_ones_alone() -> None:
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines == ["-r requirements/base.txt", "-r requirements/media.txt"]
    assert (ROOT / "runtime.txt").read_text().strip() in ("python-3.11", "python-3.12", "python-3.13")


@pytest.mark.parametrize("command", sorted(set(RELEASE.values())))
def test_the_release_command_brings_the_database_up_to_date(command: str, instance: Path) -> None:
    answer = run(command, environment(instance))
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("command", sorted(set(WEB.values())))
def test_the_web_command_serves_and_its_health_is_checked(command: str, instance: Path, port: int) -> None:
    env = environment(instance, port)
    with running(command, env) as process:
        assert until_answered(port, process) == 200
        assert run(HEALTH, env).returncode == 0
    assert run(HEALTH, env).returncode == 1


@pytest.mark.parametrize("command", sorted(set(WORKER.values())))
def test_the_worker_command_does_what_waits(command: str, instance: Path) -> None:
    env = environment(instance)
    with running(command, env) as process:
        deadline = time.monotonic() + 60
        while "done" not in run("flask --app wsgi jobs list", env).stdout:
            assert process.poll() is None and time.monotonic() < deadline, "no job was ever done"
            time.sleep(0.5)


def test_without_an_address_nothing_opens(instance: Path) -> None:
    env = {name: value for name, value in environment(instance).items() if name != "MATINEE_ADDRESS"}
    answer = run(RELEASE["Procfile"], env)
    assert answer.returncode != 0 and "MATINEE_ADDRESS" in answer.stdout + answer.stderr


def test_the_data_model_is_drawn_from_the_models_as_they_are() -> None:
    answer = subprocess.run([sys.executable, "-m", "scripts.diagram", "--check"], cwd=ROOT)
    assert answer.returncode == 0, "run `make diagram`"
    assert "erDiagram" in diagram.TARGET.read_text(encoding="utf-8")
