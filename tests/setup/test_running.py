"""`make run` after set-up: what it prints, what it refuses, and what it remembers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.operations import preparation
from app.operations.preparation import ensure_prepared
from app.operations.run import NO_DEMO, House, welcome

ACCOUNTS = [
    {
        "role": "viewer",
        "email": "anna@example.org",
        "password": "velvet-curtain-9",
        "profiles": [
            {"name": "Anna", "maturity": 18, "pin": "4711"},
            {"name": "Mia", "maturity": 6, "pin": None},
        ],
    },
    {"role": "admin", "email": "ada@example.org", "password": "projector-2", "profiles": []},
]


def house(tmp_path: Path, **values: str) -> House:
    return House({"MATINEE_INSTANCE": str(tmp_path / "instance"), **values})


@pytest.fixture
def listening() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_welcome_names_the_address_and_every_demo_sign_in(tmp_path: Path) -> None:
    ours = house(tmp_path, PORT="8123")
    ours.enter()
    (ours.instance / "demo-accounts.json").write_text(json.dumps(ACCOUNTS))
    text = welcome(ours, "")
    assert "http://localhost:8123" in text
    assert "anna@example.org  velvet-curtain-9" in text
    assert "Anna (PIN 4711), Mia (up to 6)" in text
    assert "projector-2" in text


def test_a_house_without_the_demo_shows_the_first_admins_code_and_no_sign_ins(tmp_path: Path) -> None:
    ours = house(tmp_path, DEMO="0")
    ours.enter()
    (ours.instance / "demo-accounts.json").write_text(json.dumps(ACCOUNTS))
    text = welcome(ours, "ABCD-EFGH")
    assert "ABCD-EFGH" in text
    assert "anna@example.org" not in text


def test_a_house_opened_without_the_demo_stays_without_it_until_asked(tmp_path: Path) -> None:
    first = house(tmp_path, DEMO="0")
    first.enter()
    first.remember()
    assert not house(tmp_path).has_demo
    asked = house(tmp_path, DEMO="1")
    asked.remember()
    assert house(tmp_path).has_demo
    assert not (asked.instance / NO_DEMO).exists()


def test_a_second_run_in_the_same_instance_folder_is_refused(tmp_path: Path) -> None:
    with house(tmp_path).enter(), pytest.raises(SystemExit, match=r"already runs in .* Cure: stop it"):
        house(tmp_path).enter()
    house(tmp_path).enter()


def test_a_taken_port_is_named_with_its_cure(tmp_path: Path, listening: int) -> None:
    with pytest.raises(SystemExit, match=rf"Port {listening}: .* Cure: PORT={listening + 1} make run"):
        house(tmp_path, PORT=str(listening)).check_port(patience_s=0)


def test_a_port_that_is_let_go_of_in_time_is_taken(tmp_path: Path) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    threading.Timer(0.3, server.close).start()
    house(tmp_path, PORT=str(port)).check_port(patience_s=5)
    assert server.fileno() == -1


def test_a_port_that_is_no_number_is_named_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="PORT is 'http', which is no port. Cure: PORT=8000 make run"):
        house(tmp_path, PORT="http")


def test_nobody_answering_is_not_ready(tmp_path: Path, listening: int) -> None:
    assert not house(tmp_path, PORT=str(listening + 1)).is_ready()


@pytest.mark.parametrize("change", ["the demo is asked for", "a migration arrives", "the database goes"])
def test_what_was_prepared_is_prepared_again_only_after_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    told: list[bool] = []

    class Here:
        """Prepares in this process, so that it can be counted."""

        def __init__(self, max_workers: int) -> None: ...
        def __enter__(self) -> Here:
            return self

        def __exit__(self, *error: object) -> None: ...
        def submit(self, prepare: object, demo: bool) -> Here:
            told.append(demo)
            (tmp_path / "matinee.db").touch()
            (tmp_path / "demo-accounts.json").write_text("[]")
            return self

        def result(self) -> str:
            return ""

    monkeypatch.setattr(preparation, "ProcessPoolExecutor", Here)
    for name in ("MATINEE_DATABASE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    ensure_prepared(tmp_path, demo=False)
    ensure_prepared(tmp_path, demo=False)
    assert told == [False]
    if change == "a migration arrives":
        monkeypatch.setattr(preparation, "_age_of_code", lambda: [("new.py", 1, 1)])
    if change == "the database goes":
        (tmp_path / "matinee.db").unlink()
    ensure_prepared(tmp_path, demo=change == "the demo is asked for")
    assert len(told) == 2
