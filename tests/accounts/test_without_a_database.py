"""When the database is away, whoever asks gets a designed page and not a traceback."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from app.accounts import signing_in
from app.foundation import settings
from tests.cast import Cast


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise OperationalError("select", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(signing_in, "find_by_token", refuse)
    monkeypatch.setattr(settings, "_read_site", refuse)


@pytest.mark.parametrize(("path", "status"), [("/account", 503), ("/profiles", 503), ("/no/such/place", 404)])
def test_an_error_page_needs_no_database(cast: Cast, no_database: None, path: str, status: int) -> None:
    settings.forget_site(cast.app)
    answer = cast.owner.get(path)
    assert answer.status_code == status
    assert "foyer__heading" in answer.text and "Matinee" in answer.text and "closed the connection" not in answer.text


def test_htmx_gets_a_notice(cast: Cast, no_database: None) -> None:
    answer = cast.owner.get("/account", fragment=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2") and "notice" in answer.headers[
        "HX-Trigger"
    ]


@pytest.mark.parametrize("who", ["anonymous", "owner", "child", "stranger"])
def test_a_missing_page_has_a_way_on_for_everybody(cast: Cast, who: str) -> None:
    answer = cast.person(who).get("/no/such/place")
    assert answer.status_code == 404 and 'class="button button--primary"' in answer.text
