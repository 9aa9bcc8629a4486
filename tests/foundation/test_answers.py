"""Every answer: its headers, its depth, its errors, and the name of its request."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask, abort

from app.foundation.access import public
from app.foundation.errors import Sentence
from app.foundation.limits import refuse
from tests.cast import Cast, Person

NEEDED = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
          "Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Request-Id")  # fmt: skip


@pytest.fixture
def faulty(app: Flask) -> Iterator[Flask]:
    """The app with routes that fail in every way, taken out again afterwards."""

    def fail(status: int) -> None:
        if status == 429:
            refuse(3)
        if status == 500:
            raise RuntimeError("a secret in a traceback")
        abort(status, description=Sentence("Said for people.") if status == 422 else None)

    app._got_first_request = False
    rules, views = list(app.url_map.iter_rules()), dict(app.view_functions)
    app.add_url_rule("/faults/<int:status>", "faults", public(fail), methods=["GET", "POST"])
    app.config["PROPAGATE_ERRORS"] = False
    yield app
    app.config["PROPAGATE_ERRORS"] = True
    app.view_functions = views
    app.url_map = type(app.url_map)((rule.empty() for rule in rules), converters=app.url_map.converters)


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413, 422, 429, 500, 503])
def test_an_error_is_a_whole_page_with_every_header(faulty: Flask, status: int) -> None:
    answer = Person(faulty).get(f"/faults/{status}")
    assert answer.status_code == status
    assert all(name in answer.headers for name in NEEDED)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<main" in answer.text and "secret" not in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_an_error_under_htmx_is_a_notice_and_swaps_nothing(faulty: Flask, status: int) -> None:
    answer = Person(faulty).get(f"/faults/{status}", fragment=True)
    assert answer.status_code == status and answer.text == ""
    assert json.loads(answer.headers["HX-Trigger"])["notice"]["text"]


def test_too_many_requests_say_when_to_come_back(faulty: Flask) -> None:
    assert Person(faulty).get("/faults/429").headers["Retry-After"] == "3"


def test_a_post_without_a_token_is_refused(cast: Cast) -> None:
    answer = cast.owner.client.post("/sign-out")
    assert answer.status_code == 400 and "Reload the page" in answer.text


def test_a_fault_is_logged_with_its_request(faulty: Flask, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("matinee").propagate = True
    with caplog.at_level(logging.ERROR, logger="matinee"):
        answer = Person(faulty).get("/faults/500")
    assert answer.headers["X-Request-Id"] in caplog.text


def test_an_unknown_address_is_a_designed_404(cast: Cast) -> None:
    answer = cast.owner.get("/no/such/place")
    assert answer.status_code == 404 and "No such screen" in answer.text


def test_signed_out_under_htmx_goes_to_sign_in_by_a_header(cast: Cast) -> None:
    answer = cast.anonymous.get("/profiles", fragment=True)
    assert answer.status_code == 401 and answer.headers["HX-Redirect"].startswith("/sign-in")


def test_signed_out_in_a_browser_goes_to_sign_in_and_back(cast: Cast) -> None:
    answer = cast.anonymous.get("/profiles?a=b")
    assert answer.status_code == 302 and answer.headers["Location"] == "/sign-in?next=/profiles%3Fa%3Db"
