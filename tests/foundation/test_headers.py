"""Every kind of answer is scored as Mozilla's HTTP Observatory does it (its scoring table, version 5)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from app.media.tokens import Viewer, media_prefix
from tests.cast import PASSWORD, Cast, Person
from tests.films import film, ready_video
from tests.foundation.test_answers import faulty

assert faulty  # a fixture
BEST = 130  # A+ is 100 and up; 30 more are for what only few do


def score(headers: Headers, *, is_admin: bool = False) -> int:
    """Points of one answer that came over https; minus as the table has it, plus only where nothing is amiss."""
    policy = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    points = 100 + sum(
        fine - 100
        for fine in (
            _policy(policy, is_admin=is_admin),
            100
            if int(headers.get("Strict-Transport-Security", "max-age=0").split("=")[1].split(";")[0]) > 15e6
            else 80,
            100 if headers.get("X-Content-Type-Options") == "nosniff" else 95,
            105 if policy.get("frame-ancestors") == "'none'" else 80,
            105 if headers.get("Referrer-Policy") in ("same-origin", "no-referrer") else 95,
            110 if headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 100,
        )
    )
    return points - (0 if "Access-Control-Allow-Origin" not in headers else 50)


def _policy(policy: dict[str, str], *, is_admin: bool) -> int:
    if not policy:
        return 75
    scripts = policy.get("script-src", policy.get("default-src", "*"))
    if any(word in f"{scripts} {policy.get('style-src', '')}" for word in ("unsafe", "*", "data:", "http")):
        return 80
    assert is_admin == ("nonce-" in scripts)
    return 110 if policy.get("default-src") == "'none'" else 105


def over_https(person: Person, method: str, path: str, **more: Any) -> Any:
    headers = {"Referer": "https://localhost/", **more.pop("headers", {})}
    return person.open(method, path, base_url="https://localhost", headers=headers, **more)


PAGES = ("/", "/browse", "/account", "/my-list", "/search?q=rain", "/profiles", "/no/such/place", "/robots.txt",
         "/favicon.ico", "/account/two-step", "/account/data")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_scores_a_plus(cast: Cast, path: str) -> None:
    assert score(over_https(cast.owner, "GET", path).headers) >= BEST


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/forgotten", "/tv", "/reset/x", "/verify/x"])
def test_the_door_scores_a_plus(cast: Cast, path: str) -> None:
    assert score(over_https(cast.anonymous, "GET", path).headers) >= BEST


def test_a_fragment_a_redirect_and_json_score_a_plus(cast: Cast) -> None:
    fragment = over_https(cast.owner, "GET", "/browse", headers={"HX-Request": "true"})
    away = over_https(cast.anonymous, "GET", "/account")
    asked = over_https(cast.anonymous, "POST", "/sign-in/passkey/options")
    assert [answer.status_code for answer in (fragment, away, asked)] == [200, 302, 200]
    assert min(score(answer.headers) for answer in (fragment, away, asked)) >= BEST


def test_media_score_a_plus_and_refused_media_too(cast: Cast) -> None:
    video = ready_video(film("Rain"))
    prefix = media_prefix(video.reference, Viewer(cast.profiles["owner"].id, "x"))
    for path in (f"{prefix}master.m3u8", "/m/1.x/nothing/master.m3u8"):
        assert score(over_https(cast.owner, "GET", path).headers) >= BEST


def test_the_admin_scores_a_plus_with_its_nonce(cast: Cast) -> None:
    for path in ("/admin/", "/admin/accounts/", "/admin/no-such-room/"):
        assert score(over_https(cast.admin, "GET", path).headers, is_admin=True) >= BEST


@pytest.mark.parametrize("status", [400, 403, 404, 413, 422, 429, 500, 503])
def test_errors_score_a_plus_as_pages_and_as_fragments(faulty: Flask, status: int) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        answer = over_https(Person(faulty), "GET", f"/faults/{status}", headers=headers)
        assert answer.status_code == status and score(answer.headers) >= BEST
    assert score(over_https(Person(faulty), "PUT", "/sign-in").headers) >= BEST  # 405


def test_cookies_are_for_this_site_and_no_script(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    data = {"email": "ruth@example.org", "password": PASSWORD}
    answer = over_https(Person(app), "POST", "/sign-in", data=data)
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all(flag in cookie for cookie in cookies for flag in ("Secure", "HttpOnly", "SameSite=Lax"))


def test_a_weak_policy_is_noticed(cast: Cast) -> None:
    headers = Headers(over_https(cast.owner, "GET", "/").headers)
    assert score(headers) >= BEST
    for name, value in (
        ("Content-Security-Policy", "default-src 'self'; script-src 'self' 'unsafe-inline'"),
        ("X-Content-Type-Options", ""),
        ("Strict-Transport-Security", "max-age=60"),
        ("Referrer-Policy", "unsafe-url"),
        ("Cross-Origin-Resource-Policy", ""),
    ):
        weak = Headers(headers)
        weak[name] = value
        assert score(weak) < BEST, name
