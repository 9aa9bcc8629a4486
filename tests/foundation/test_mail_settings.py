"""Who takes our mail and whom it is from: a setting that cannot be read refuses to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.foundation.mail.transport import Smtp
from app.foundation.settings import ConfigError
from config import from_environment


@pytest.mark.parametrize(
    "address", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://u@h", "smtp://h:99999", "smtp://h/x"]
)
def test_a_server_that_cannot_be_read_refuses_to_start(tmp_path: Path, address: str) -> None:
    settings = {"MATINEE_ENV": "home", "MATINEE_INSTANCE": str(tmp_path), "MATINEE_SMTP": address}
    with pytest.raises(ConfigError, match="MATINEE_SMTP"):
        from_environment(settings | {"MATINEE_MAIL_FROM": "films@example.org"})


@pytest.mark.parametrize("sender", ["", "films", "films@example", "a <films@example.org", "<>", "ü@example.org"])
def test_a_sender_that_cannot_be_read_refuses_to_start(tmp_path: Path, sender: str) -> None:
    settings = {"MATINEE_ENV": "home", "MATINEE_INSTANCE": str(tmp_path), "MATINEE_SMTP": "smtp://mail.example.org"}
    with pytest.raises(ConfigError, match="MATINEE_MAIL_FROM"):
        from_environment(settings | {"MATINEE_MAIL_FROM": sender})


def test_the_server_may_be_named_in_a_file_and_its_password_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text("smtps://matinee:hush%21@mail.example.org\n")
    settings = {"MATINEE_ENV": "home", "MATINEE_INSTANCE": str(tmp_path)}
    found = from_environment(
        settings | {"MATINEE_SMTP_FILE": str(tmp_path / "smtp"), "MATINEE_MAIL_FROM": "Kino Zürich <k@example.org>"}
    )
    assert found["SMTP"] == Smtp("smtps", "mail.example.org", 465, "matinee", "hush!")
    assert "hush" not in repr(found["SMTP"])
    assert from_environment(settings)["SMTP"] is None
