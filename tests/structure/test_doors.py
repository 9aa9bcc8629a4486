"""Every address is listed in doors.txt with who may come in, and answers so: rule × method × who asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask

from app.accounts.models import AccountSession, Permission
from app.foundation import access, security
from app.foundation.access import Door, doors
from app.foundation.db import db
from app.live.hub import Full, Hub
from app.profiles.models import Profile
from tests.cast import STAFF, Cast, Person
from tests.thorough import some

LISTED = Path(__file__).with_name("doors.txt")
NOWHERE = {"Number": "999999", "AnyConverter": None, "PathConverter": "no/such.file", "str": 64 * "f"}
REFUSALS = {"/sign-in": "sign-in", "/profiles": "gate", "/confirm": "password"}
TOKENLESS = {"/notifications/unsubscribe"}  # the signed link in a mail is the authority
HOUSE = frozenset({"owner", "child", "member", "stranger", "nobody"})


class Line(NamedTuple):
    """A line of doors.txt."""

    who: str
    asks: str
    methods: str
    rule: str


def listed() -> list[Line]:
    """The policy."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    return [Line(*line.split(maxsplit=3)) for line in lines if not line.startswith("#")]


def standing(app: Flask, found: Iterable[Door]) -> Iterator[Line]:
    """The doors as the app has them."""
    for door in found:
        view = app.view_functions.get(door.endpoint)
        asks = "grown-ups" if getattr(view, "for_grown_ups", False) else "-"
        asks = "password" if getattr(view, "after_password", False) else asks
        asks = "lasting" if getattr(view, "lasting", False) else asks
        yield Line(door.who, asks, ",".join(door.methods), door.rule)


def differences(app: Flask, found: Iterable[Door]) -> set[Line]:
    """What is in one and not in the other."""
    return set(listed()) ^ set(standing(app, found))


@pytest.fixture
def people(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast with three more; nobody's event stream stays open."""

    def refuse(*_args: Any) -> None:
        raise Full(whole_house=False)

    monkeypatch.setattr(Hub, "join", refuse)
    little = Profile(name="Ada’s child", household=cast.accounts["admin"].membership.household, maturity_limit=7)  # type: ignore[union-attr]
    db.session.add(little)
    db.session.commit()
    cast.profiles["little"] = little
    return cast


def somebody(people: Cast, who: str) -> Person:
    """Somebody on a browser of their own, since some doors sign people out."""
    if who == "stale":
        person = people.person("admin")
        db.session.get_one(AccountSession, person.session_id).grow_stale()
        db.session.commit()
        return person
    if who == "nobody":
        return Person(people.app, people.accounts["owner"], None)
    if who == "little":
        return Person(people.app, people.accounts["admin"], people.profiles["little"])
    return people.person(who)


def expected(line: Line, who: str) -> str:
    """How it must end: `in`, `sign-in`, `gate`, `password` or `refused`."""
    if line.who == "public":
        return "in"
    if who == "anonymous":
        return "sign-in"
    if ":" in line.who and not may(line.who, who):
        return "refused"
    if who in ("child", "little") and (line.asks != "-" or ":" in line.who):
        return "refused"
    if who == "stale" and (line.asks == "password" or ":" in line.who) and line.asks != "lasting":
        return "password"
    return "gate" if who == "nobody" and line.who == "profile" else "in"


def may(permission: str, who: str) -> bool:
    """Whether the cast's account has it."""
    return who not in HOUSE and permission in STAFF.get(who, tuple(Permission))


def ending(answer: Any) -> str:
    """How it ended."""
    target = answer.headers.get("HX-Redirect") or answer.headers.get("Location") or ""
    asked = re.fullmatch(r"(/[a-z-]+)\?next=[^\s]*", target)
    if asked and asked[1] in REFUSALS:
        return REFUSALS[asked[1]]
    return "refused" if answer.status_code == 403 else "in"


def address(app: Flask, line: Line) -> str:
    """The rule with names of things that there are not; the address does reach it."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.rule == line.rule)
    kinds = rule._converters | ({"key": "sha-256"} if "key" in rule.arguments else {})
    given = {name: NOWHERE.get(type(kind).__name__, "nothing-here") for name, kind in kinds.items()}
    chosen = {name: value or re.search(rf"any\(([a-z]+)[^>]*:{name}>", rule.rule)[1] for name, value in given.items()}  # type: ignore[index]
    found = re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda match: chosen[match[1]], line.rule)
    reached, _ = app.url_map.bind("localhost").match(found, line.methods.split(",")[0], return_rule=True)
    assert reached.rule == line.rule
    return found


def wrong(people: Cast, lines: Iterable[Line], who: str) -> list[str]:
    """Every answer that is not as its door says."""
    found, person = [], somebody(people, who)
    for line in lines:
        for method in line.methods.split(","):
            answer = person.open(method, address(people.app, line))
            answer.close()
            ended, wanted = ending(answer), expected(line, who)
            if answer.status_code >= 500 or (ended != wanted and not (line.who == "public" and ended == "refused")):
                found.append(f"{who} {method} {line.rule}: {answer.status_code} {ended}, not {wanted}")
            if method == "POST":
                person = somebody(people, who)
    return found


def test_every_address_is_listed_with_who_may_come_in(house: Flask) -> None:
    assert differences(house, doors(house)) == set(), "say in tests/structure/doors.txt who may come in"


def test_a_planted_address_is_reported(house: Flask) -> None:
    planted = Door("/planted", ("GET",), "planted", "public")
    assert {line.rule for line in differences(house, [*doors(house), planted])} == {"/planted"}


@pytest.mark.parametrize(
    "who",
    ["anonymous", "owner", "child", "member", "stranger", "editor", "moderator", "admin", "nobody", "little", "stale"],
)
def test_every_door_answers_as_listed(people: Cast, who: str) -> None:
    lines = [line for line in listed() if not (who == "member" and line.asks == "password")]  # 403: the owner's alone
    is_second = db.engine.dialect.name == "postgresql"  # who may come in is no question of the database
    assert wrong(people, some(lines, len(lines) // 4) if is_second else lines, who) == []


def test_a_door_left_open_is_reported(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    line = next(line for line in listed() if line.rule.startswith("/avatars"))
    assert wrong(people, [line], "anonymous") == []
    monkeypatch.setattr(access, "who_may", lambda *_: access.PUBLIC)
    assert len(wrong(people, [line], "anonymous")) == 1


def taken_without_token(people: Cast, lines: Iterable[Line]) -> set[str]:
    """Rules that take a form of another site, which has not the token of our own pages."""
    person, taken = people.person("admin"), set[str]()
    for line in lines:
        for method in {"POST", "PUT", "PATCH", "DELETE"} & set(line.methods.split(",")):
            answer = person.client.open(address(people.app, line), method=method)
            answer.close()
            if answer.status_code != 400:
                taken.add(line.rule)
    return taken


def test_nothing_is_taken_without_the_token_of_our_own_pages(people: Cast) -> None:
    """But for one; two that take large bodies ask for it themselves, before they read."""
    assert taken_without_token(people, listed()) == TOKENLESS


def test_a_form_that_wants_no_token_is_reported(people: Cast) -> None:
    line = next(line for line in listed() if line.rule == "/account/password")
    assert taken_without_token(people, [line]) == set()
    security.csrf._exempt_views.add("app.accounts.own_page.password_update")
    try:
        assert taken_without_token(people, [line]) == {"/account/password"}
    finally:
        security.csrf._exempt_views.discard("app.accounts.own_page.password_update")


def test_under_htmx_the_street_gets_401(people: Cast) -> None:
    for line in (line for line in listed() if line.who != "public" and "GET" in line.methods):
        answer = people.anonymous.get(address(people.app, line), fragment=True)
        assert answer.status_code == 401 and answer.headers["HX-Redirect"].startswith("/sign-in?next="), line.rule
