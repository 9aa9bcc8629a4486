"""What production refuses to start with, each with its cure."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from flask import Flask

from app.foundation.settings import ConfigError
from app.media.failures import MediaFailure
from app.operations import checks


def house(instance: Path, **settings: object) -> Flask:
    """What the checks look at, sound unless `settings` say otherwise."""
    app = Flask("house")
    sound = {"ENV": "production", "INSTANCE": instance, "TRUSTED_HOSTS": ["films.example.org"]}
    app.config.update({**sound, "SECRET_KEY": secrets.token_hex(32), **settings})
    return app


def test_a_sound_house_opens(tmp_path: Path) -> None:
    checks.refuse_if_unsafe(house(tmp_path))


@pytest.mark.parametrize(
    ("settings", "cure"),
    [
        ({"DEBUG": True}, "FLASK_DEBUG"),
        ({"SECRET_KEY": "changeme" * 5}, "openssl rand"),
        ({"SECRET_KEY": "short"}, "openssl rand"),
        ({"TRUSTED_HOSTS": None}, "MATINEE_ADDRESS"),
    ],
)
def test_an_unsafe_setting_is_refused_in_production_only(
    tmp_path: Path, settings: dict[str, object], cure: str
) -> None:
    with pytest.raises(ConfigError, match=cure):
        checks.refuse_if_unsafe(house(tmp_path, **settings))
    checks.refuse_if_unsafe(house(tmp_path, **{**settings, "ENV": "development"}))


def test_a_secret_that_everybody_may_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path / "secret_key", tmp_path / "given"):
        path.write_text("x")
        path.chmod(0o644)
        if path.name == "given":
            monkeypatch.setenv("MATINEE_SECRET_KEY_FILE", str(path))
        with pytest.raises(ConfigError, match="chmod 600"):
            checks.refuse_if_unsafe(house(tmp_path))
        path.chmod(0o600)
        checks.refuse_if_unsafe(house(tmp_path))


def test_no_ffmpeg_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise MediaFailure("Install ffmpeg.")

    monkeypatch.setattr(checks, "find_tools", missing)
    with pytest.raises(ConfigError, match="Install ffmpeg"):
        checks.refuse_if_unsafe(house(tmp_path))


def test_the_doctor_may_come_in_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["flask", "doctor"])
    checks.refuse_if_unsafe(house(tmp_path, DEBUG=True))
