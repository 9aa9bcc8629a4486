"""What a provider of OpenID Connect may claim, and where the house asks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from app.foundation.outward import is_reachable
from tests.accounts.elsewhere.provider import (
    KATE,
    Provider,
    accounts,
    change,
    enter_it,
    prove,
    way_there,
)
from tests.cast import Cast, Person


def _signed(school: Provider, key: Any, header: dict[str, Any], **claims: Any) -> dict[str, Any]:
    now = int(time.time())
    body = {"iss": school.issuer, "aud": "matinee", "sub": "kate", "iat": now, "exp": now + 600, **KATE, **claims}
    return {"id_token": jwt.encode(header, body, key, algorithms=[header["alg"]])}


def _part(head: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(head).encode()).decode().rstrip("=")


@pytest.mark.parametrize("lie", ["nonce", "audience", "issuer", "expired", "none", "public key", "no token", "subject"])
def test_what_is_not_proven_is_not_believed(app: Flask, school: Provider, lie: str) -> None:
    """A provider's key signs; what it signs is for this house, this question and this moment."""
    change(makes_accounts=True)
    key = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig"}, private=True)
    school.lies["/jwks"] = lambda _told: {"keys": [key.as_dict(private=False)]}
    person = Person(app)
    there = way_there(person)
    nonce = parse_qs(urlsplit(there).query)["nonce"][0]
    good: dict[str, Any] = {"nonce": nonce}
    claims = {
        "nonce": {"nonce": "another"},
        "audience": {**good, "aud": "another-house"},
        "issuer": {**good, "iss": "https://elsewhere.example"},
        "expired": {**good, "iat": 1, "exp": 2},
        "subject": {**good, "sub": "a\x00b"},
    }.get(lie, good)
    token: dict[str, Any] = _signed(school, key, {"alg": "RS256", "kid": "ours"}, **claims)
    body = token["id_token"].split(".")[1]
    if lie == "none":
        token = {"id_token": f"{_part({'alg': 'none'})}.{body}."}
    if lie == "public key":  # the key that everybody knows, taken for a shared secret
        said = f"{_part({'alg': 'HS256', 'kid': 'ours'})}.{body}"
        mac = hmac.new(key.as_pem(private=False), said.encode(), hashlib.sha256).digest()
        token = {"id_token": f"{said}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"}
    if lie == "no token":
        token = {"id_token": None}
    school.lies["/oauth2/token"] = lambda told: {
        k: v for k, v in {**told, **token, "access_token": None}.items() if v is not None
    }
    answer = person.get(prove(there, "kate"))
    assert answer.status_code == 403, answer.text
    assert accounts() == 0 and "kate" not in answer.text.lower()


def test_the_same_walk_with_the_truth_is_let_in(app: Flask, school: Provider) -> None:
    """The companion: the lies above are refused for what they say, and not for how they are told."""
    change(makes_accounts=True)
    key = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig"}, private=True)
    school.lies["/jwks"] = lambda _told: {"keys": [key.as_dict(private=False)]}
    person = Person(app)
    there = way_there(person)
    nonce = parse_qs(urlsplit(there).query)["nonce"][0]
    token = _signed(school, key, {"alg": "RS256", "kid": "ours"}, nonce=nonce)
    school.lies["/oauth2/token"] = lambda told: {k: v for k, v in {**told, **token}.items() if k != "access_token"}
    assert person.get(prove(there, "kate")).status_code == 303


def test_a_provider_that_calls_itself_otherwise_is_not_asked(app: Flask, school: Provider) -> None:
    school.lies["/.well-known/openid-configuration"] = lambda told: {**told, "issuer": "https://elsewhere.example"}
    answer = Person(app).get("/sign-in/with/school")
    assert answer.status_code == 503 and "does not answer" in answer.text


def test_a_provider_that_sends_elsewhere_is_not_followed(app: Flask, school: Provider) -> None:
    school.sends_away = "http://169.254.169.254/latest/meta-data"
    assert Person(app).get("/sign-in/with/school").status_code == 503
    assert len(school.asked) == 1 + 1  # the test's own PUT, and one question


def test_a_provider_that_is_away_is_said_so_and_the_password_still_works(app: Flask, cast: Cast) -> None:
    enter_it("http://localhost:9", slug="away", name="Away")
    answer = Person(app).get("/sign-in/with/away")
    assert answer.status_code == 503 and "Away does not answer just now" in answer.text
    assert "Continue with Away" in Person(app).get("/sign-in").text


def test_a_provider_outside_is_not_inside(app: Flask, school: Provider) -> None:
    """An address of one's own network is asked only where an admin says that it is meant."""
    change(is_inside=False)
    before = len(school.asked)
    assert Person(app).get("/sign-in/with/school").status_code == 503
    change(issuer=school.issuer.replace("http:", "https:"))
    assert Person(app).get("/sign-in/with/school").status_code == 503
    assert len(school.asked) == before


@pytest.mark.parametrize(
    ("address", "outside", "inside"),
    [
        ("93.184.215.14", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("192.168.1.5", False, True),
        ("10.0.0.1", False, True),
        ("::ffff:192.168.1.5", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("2606:4700::1", True, True),
    ],
)
def test_which_addresses_are_reached(address: str, outside: bool, inside: bool) -> None:
    assert is_reachable(address, inside=False) is outside
    assert is_reachable(address, inside=True) is inside


def test_who_says_no_there_is_told_so_here(app: Flask, school: Provider) -> None:
    person = Person(app)
    there = way_there(person)
    state = parse_qs(urlsplit(there).query)["state"][0]
    answer = person.get(f"/sign-in/with/school/back?error=access_denied&state={state}")
    assert answer.status_code == 403 and "did not let you in" in answer.text


@pytest.mark.parametrize("slug", ["nobody", "a%00b", "%F0%9F%98%80"])
def test_a_provider_that_is_none_is_not_found(app: Flask, slug: str) -> None:
    for path in (f"/sign-in/with/{slug}", f"/sign-in/with/{slug}/back?code=x&state=y"):
        assert Person(app).get(path).status_code == 404


def test_a_closed_provider_is_not_offered(app: Flask, school: Provider) -> None:
    change(is_enabled=False)
    assert "Continue with School" not in Person(app).get("/sign-in").text
    assert Person(app).get("/sign-in/with/school").status_code == 404
