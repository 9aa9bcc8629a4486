"""Requests that nobody means well with: every rule × odd parts of addresses, methods, headers, bodies. Never a 5xx."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from app.foundation.db import db
from app.foundation.limits import TokenBucket
from app.live.hub import Full, Hub
from tests.cast import RAW_CSRF, Cast, Person
from tests.films import film, ready_video

# `make fuzz`: more than 20,000 in all, others each time; the seed is printed, so that what it finds can be found again
ROUNDS = int(os.environ.get("MATINEE_FUZZ", "1"))
SEED = int(os.environ.get("MATINEE_SEED") or (time.time() if ROUNDS > 1 else 20_261_122))
MARK = "<hostile&mark>"
WORDS = ("", "0", "-1", "00", "2147483648", "9" * 40, "1e9", "nan", "٣", "nothing", "a" * 5000, "\0", "%", "%00", "..",
         "../../etc/passwd", "..%2f..", "\r\nX-Evil: 1", "ü/ß", "\ud7ff\U0010ffff", "{{7*7}}", "' OR 1=1 --", MARK,
         "//evil.example", "https://evil.example", "/\\evil.example", "/\tevil", "javascript:alert(1)")  # fmt: skip
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get")
TYPES = ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "a" * 300, "",
         "application/x-www-form-urlencoded; charset=utf-7", "application/xml", "image/png")  # fmt: skip
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="../x"\r\n\r\n'
BODIES = (b"", b"{", b'{"a": "\\ud800"}', PART, PART + b"\r\n--x--", b"--x--", b"\xff\xfe\0\0" * 50, b"a=1&" * 700,
          b"x" * 100_000, b"next=%0d%0aX-Evil:1&next=//evil.example")  # fmt: skip
NAMES = (
    *("q", "next", "page", "id", "season", "after", "v", "genre", "year", "kind", "sort", "person", "invitation"),
    *("code", "search", "url", "page_size", "flt0_0"),
)
FIELDS = (
    *("email", "password", "present", "name", "code", "profile", "pin", "theme", "next", "rating", "text", "zone"),
    *("playback", "sequence", "position_s", "duration", "stopped_at", "maturity_limit", "avatar_seed", "slug", "rowid"),
    *("asks_above", "hidden", "audio", "captions", "preset", "issuer", "client_id", "secret", "scopes", "answer"),
    *("action", "id", "url", "year", "language", "maturity_years", "published_at", "value", "address", "role", "days"),
    *("credential", "minutes_a_day", "bed_from", "bed_until", "is_mine", "domains"),
)
PATHS = ("/sign-in", "/register", "/confirm", "/titles/harbour-light/reviews", "/profiles/new")
HEADERS: tuple[dict[str, str], ...] = (
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Current-URL": "http://localhost//evil.example/", "HX-Target": MARK},
    {"HX-Request": "true", "HX-Current-URL": "http://[", "HX-Boosted": "true"},
    {"Referer": "http://localhost/\\evil.example", "HX-Request": "true"},
    {"Referer": "http://[::1", "HX-History-Restore-Request": "true"},
    {"Range": "bytes=9-1"},
    {"Range": "bytes=0-,5-6,-9", "If-Range": "W/\"x\""},
    {"Range": "bytes=" + "9" * 40 + "-"},
    {"If-None-Match": "\"" * 7, "If-Modified-Since": "the day before yesterday"},
    {"Host": "evil.example"},
    {"Host": "a b:99999"},
    {"X-Forwarded-For": "9" * 300, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
    {"X-Request-Id": MARK},
    {"Last-Event-ID": "9" * 50},
    {"Accept-Encoding": ";q=,br;q=x,*;q=-1"},
    {"Accept-Language": "x" * 2000, "User-Agent": "\x7f" * 600},
    {"Cookie": "matinee=; matinee=" + "x" * 3000},
    {"Cookie": "matinee=eyJfdXNlcl9pZCI6MX0.aaaa.bbbb; =; ;;\x01"},
    {"Content-Length": "banana"},
    {"X-CSRFToken": "\xff" * 40},
)  # fmt: skip


@pytest.fixture
def house_open(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """Errors are answered as in production, and nobody's event stream stays open."""

    def refuse(*_args: Any) -> None:
        raise Full(whole_house=False)

    monkeypatch.setattr(Hub, "join", refuse)
    monkeypatch.setitem(cast.app.config, "PROPAGATE_ERRORS", False)
    monkeypatch.setitem(cast.app.config, "REGISTRATION", "open")
    ready_video(film("Harbour Light"))
    yield cast


def addresses(app: Flask, dice: Random, each: int, only: str) -> Iterator[str]:
    """Every rule (or only one) several times, its parts and its query filled with words of the kind."""
    rules = (rule for rule in app.url_map.iter_rules() if only in ("", rule.rule))
    for rule in sorted(rules, key=lambda rule: rule.rule):
        for _ in range(each):
            path = re.sub(r"<[^>]+>", lambda _match: quote(dice.choice(WORDS)) or "x", rule.rule)
            names = dice.sample(NAMES, 3)
            yield f"{path}?{'&'.join(f'{name}={quote(dice.choice(WORDS))}' for name in names)}"


def form(dice: Random) -> dict[str, str]:
    """A form with its token and odd values in the fields that forms here have."""
    return {name: dice.choice(WORDS) for name in dice.sample(FIELDS, 9)}


def send(person: Person, address: str, dice: Random, number: int) -> Any:
    """One request of ten kinds, the same for the same number."""
    headers = dict(HEADERS[number % len(HEADERS)]) if number % 2 else {}
    method = METHODS[number % len(METHODS)] if number % 3 == 0 else ("GET", "POST")[number % 2]
    if method in ("GET", "HEAD", "OPTIONS"):
        return person.client.open(address, method=method, headers=headers)
    if number % 5 == 0:
        body, kind = dice.choice(BODIES), dice.choice(TYPES)
        return person.client.open(
            address, method=method, data=body, content_type=kind, headers={**headers, "X-CSRFToken": person.csrf}
        )
    return person.client.open(address, method=method, data={"csrf_token": person.csrf, **form(dice)}, headers=headers)


def faults(answer: Any) -> list[str]:
    """What is wrong with an answer: a 5xx, an echo that was not escaped, a way off the site, a stray header."""
    where = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
    found = [f"{answer.status_code}"] if answer.status_code >= 500 else []
    found += ["echo"] if answer.mimetype == "text/html" and MARK.encode() in answer.data else []
    found += [f"leads to {where}"] if re.match(r"(?!http://localhost/)(?:[a-z]+:|/[/\\]|[^/])", where, re.I) else []
    found += ["header"] if "X-Evil" in answer.headers else []
    found += ["no policy"] if "Content-Security-Policy" not in answer.headers else []
    return found


def attack(people: Cast, each: int, seed: int, only: str = "") -> tuple[int, list[str]]:
    """How many requests were sent, and what went wrong."""
    dice, found, sent = Random(seed), [], 0
    whose = cycle(("owner", "admin", "child", "anonymous", "editor"))
    for sent, address in enumerate(addresses(people.app, dice, each, only), start=1):
        person = people.person(next(whose))
        answer = send(person, address, dice, dice.randrange(10_000))
        wrong = faults(answer)
        answer.close()
        found += [f"{answer.request.method} {address[:200]}: {', '.join(wrong)}"] if wrong else []
        if sent % 50 == 0:
            db.session.execute(db.delete(TokenBucket))
    return sent, found


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_nothing_hostile_is_answered_with_an_error_of_ours(house_open: Cast, turn: int) -> None:
    sent, found = attack(house_open, each=6, seed=SEED + turn)
    print(f"{sent} hostile requests, seed {SEED}, turn {turn}: {len(found)} wrong")
    assert sent > 1100
    assert found == []


@pytest.mark.parametrize(
    "path", ["/sign-in", "/register", "/confirm", "/titles/harbour-light/reviews", "/profiles/new"]
)
@pytest.mark.parametrize("size", [900_000, 10_000_000])
def test_a_field_of_many_megabytes_is_refused_with_few_calls(house_open: Cast, path: str, size: int) -> None:
    data = {name: "9" * size for name in ("name", "email", "password", "text", "pin")[: 1 if size > 1_000_000 else 3]}
    with counted() as calls:
        answer = house_open.owner.post(path, data)
    assert answer.status_code in (303, 413, 422)
    assert len(calls) < size / 2, "something looks at each character"


@contextmanager
def counted() -> Iterator[list[str]]:
    """Calls of Python functions meanwhile, generators' steps among them: a measure that no busy machine changes."""
    calls, before = list[str](), sys.getprofile()
    sys.setprofile(lambda _frame, event, _arg: calls.append(event) if event == "call" else None)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def test_another_houses_name_is_refused_and_leads_nowhere(house_open: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = house_open.owner.get("/admin", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/admin/")
    monkeypatch.setitem(house_open.app.config, "TRUSTED_HOSTS", ["films.example.org"])
    for path in ("/", "/sign-in", "/admin", "/robots.txt", "/no/such/place"):
        answer = house_open.owner.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 400 and "evil.example" not in answer.text


def test_an_error_of_ours_is_reported(house_open: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_args: Any) -> Any:
        raise RuntimeError(RAW_CSRF)

    monkeypatch.setitem(house_open.app.view_functions, "home.index", stumble)
    _sent, found = attack(house_open, each=20, seed=1, only="/")
    assert any(fault.startswith(("GET /?", "HEAD /?")) and "500" in fault for fault in found)
