"""Health, readiness and the doctor."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import release
from app.foundation.jobs.worker import beat_file
from app.media.failures import MediaFailure
from app.operations import readiness
from tests.cast import Cast


def no_answer(*_: object) -> None:
    raise OperationalError("SELECT 1", {}, Exception("gone"))


def no_ffmpeg() -> None:
    raise MediaFailure("No ffmpeg was found. Install ffmpeg.")


def test_health_asks_for_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_scalar", no_answer)
    assert cast.anonymous.get("/healthz").text == "ok\n"


def test_a_house_that_is_ready_says_its_version_to_anybody(cast: Cast) -> None:
    answer = cast.anonymous.get("/readyz")
    assert answer.status_code == 200
    assert answer.json and (answer.json["status"], answer.json["version"]) == ("ready", release())
    assert set(answer.json["checks"]) == {"database", "migrations", "instance", "media", "worker"}
    assert answer.json["reasons"] == [] and "Set-Cookie" not in answer.headers


def test_a_missing_worker_is_said_and_is_no_reason(cast: Cast) -> None:
    beat_file().unlink(missing_ok=True)
    answer = cast.anonymous.get("/readyz")
    assert answer.status_code == 200 and answer.json and answer.json["checks"]["worker"]["ok"] is False
    beat_file().touch()
    seen = cast.anonymous.get("/readyz").json
    assert seen and seen["checks"]["worker"]["ok"] is True


@pytest.mark.parametrize("name", ["database", "migrations", "media", "instance"])
def test_what_keeps_visitors_away_is_a_503_with_its_reason(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "database":
        monkeypatch.setattr(readiness, "_scalar", no_answer)
    elif name == "migrations":
        monkeypatch.setattr(readiness, "newest_migration", lambda _folder: "the next one")
    elif name == "media":
        monkeypatch.setattr(readiness, "find_tools", no_ffmpeg)
    else:
        monkeypatch.setitem(app.config, "INSTANCE", Path("/proc/nowhere"))
    answer = cast.anonymous.get("/readyz")
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert answer.json and answer.json["checks"][name]["ok"] is False
    assert answer.json["checks"][name]["says"] in answer.json["reasons"]


def test_the_doctor_finds_a_sound_house_sound(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["doctor"])
    assert said.exit_code == 0, said.output
    assert "All is well." in said.output


def test_the_doctor_names_what_is_wrong_and_its_cure(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "find_tools", no_ffmpeg)
    monkeypatch.setattr(readiness, "newest_migration", lambda _folder: "the next one")
    said = app.test_cli_runner().invoke(args=["doctor"])
    assert said.exit_code == 1 and "2 to put right." in said.output
    assert "Install ffmpeg" in said.output and "db upgrade" in said.output
