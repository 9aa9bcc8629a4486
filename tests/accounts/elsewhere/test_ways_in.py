"""Signing in with a provider of OpenID Connect: who comes in, into which account, and how that is taken back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask import Flask

from app.accounts import invitations
from app.accounts.models import SocialAccount, SocialToken
from app.accounts.models.account import Awaits, EmailAddress
from app.accounts.queries import find_by_address
from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job, enqueue
from app.foundation.jobs.performing import work_off
from app.foundation.settings import choose
from tests.accounts.elsewhere.provider import (
    KATE,
    Provider,
    accounts,
    change,
    come_in,
    enter_it,
    join,
    prove,
    refresh_of,
    way_there,
)
from tests.accounts.signing import take_token
from tests.cast import Cast, Person


def _work_off(app: Flask) -> None:
    with app.app_context():
        work_off()


def test_the_way_there_carries_state_nonce_and_the_challenge(app: Flask, school: Provider) -> None:
    there = urlsplit(way_there(Person(app)))
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert asked["response_type"] == "code" and asked["scope"] == "openid email profile"
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert asked["redirect_uri"].endswith("/sign-in/with/school/back")
    assert len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20


def test_whoever_the_school_knows_gets_an_account_where_the_house_says_so(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person = Person(app)
    answer = come_in(person, "kate", next="/browse")
    assert answer.status_code == 303 and answer.headers["Location"] == "/browse"
    assert "Kate" in person.get("/profiles").text
    form = school.forms("/oauth2/token")[-1]
    assert len(form["code_verifier"]) >= 43
    account = find_by_address("kate@school.example")
    assert account and not account.password_hash and account.addresses[0].verified_at
    row = db.session.scalars(db.select(SocialAccount)).one()
    assert (row.issuer, row.subject, row.called) == (school.issuer, "kate", "kate@school.example")
    assert row.token and row.token.sealed_token.startswith("gAAAA") and row.token.is_refresh
    assert row.token.expires_at and row.token.expires_at > clock.now()
    again = Person(app)
    assert come_in(again, "kate").headers["Location"] == "/"
    assert accounts() == 1 and len(db.session.scalars(db.select(SocialToken)).all()) == 1


@pytest.mark.parametrize(
    ("mode", "claims", "status", "words"),
    [
        ("open", KATE, 303, ""),
        ("invitation", KATE, 403, "by invitation"),
        ("approval", KATE, 303, ""),
        ("domains", KATE, 403, "Only addresses at"),
        ("open", {"email": "kate@school.example"}, 403, "tells no address that is proven"),
        ("open", {"email": "kate@school.example", "email_verified": False}, 403, "tells no address"),
        ("open", {"name": "Kate"}, 403, "tells no address"),
    ],
)
def test_who_has_no_account_comes_as_the_house_is_entered(
    app: Flask, school: Provider, mode: str, claims: dict[str, Any], status: int, words: str
) -> None:
    choose("registration", mode)
    choose("domains", "elsewhere.example")
    db.session.commit()
    school.knows("kate", **claims)
    person = Person(app)
    answer = come_in(person, "kate")
    assert answer.status_code == status and words in answer.text
    account = find_by_address("kate@school.example")
    assert (account is not None) == (status == 303)
    if mode == "approval":
        assert account and account.awaits == Awaits.APPROVAL
        assert answer.headers["Location"] == "/register/approval"
        assert person.get("/browse").headers["Location"].startswith("/sign-in")


def test_an_address_alone_opens_nobodys_account(app: Flask, cast: Cast, school: Provider) -> None:
    """Whoever makes an account elsewhere with somebody's address must not get their films (CVE-2025-32012's kind)."""
    school.knows("thief", email=cast.accounts["owner"].email, email_verified=True)
    answer = come_in(Person(app), "thief")
    assert answer.status_code == 403 and "Sign in with its password" in answer.text
    assert not db.session.scalars(db.select(SocialAccount)).all()


@pytest.mark.parametrize(
    ("trusts", "proven_here", "claim", "status"),
    [
        (True, True, True, 303),
        (True, True, None, 303),
        (True, True, False, 403),
        (True, False, True, 403),
        (False, True, True, 403),
    ],
)
def test_a_trusted_address_opens_an_account_where_it_was_proven_on_both_sides(
    app: Flask, cast: Cast, school: Provider, trusts: bool, proven_here: bool, claim: bool | None, status: int
) -> None:
    change(trusts_addresses=trusts)
    address = db.session.scalars(db.select(EmailAddress).where(EmailAddress.account == cast.accounts["owner"])).one()
    address.verified_at = clock.now() if proven_here else None
    db.session.commit()
    told = {} if claim is None else {"email_verified": claim}
    school.knows("ruth", email=address.address.upper(), **told)
    answer = come_in(Person(app), "ruth")
    assert answer.status_code == status, answer.text
    assert len(db.session.scalars(db.select(SocialAccount)).all()) == (1 if status == 303 else 0)


def test_somebody_elsewhere_belongs_to_one_account(app: Flask, cast: Cast, school: Provider) -> None:
    assert join(cast.owner).status_code == 303
    answer = join(cast.stranger)
    assert answer.status_code == 403 and "belongs to another account" in answer.text


def test_an_answer_is_taken_once_and_by_the_browser_that_asked(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person, thief = Person(app), Person(app)
    back = prove(way_there(person), "kate")
    cookie = person.client.get_cookie("matinee")
    assert cookie
    assert thief.get(back).status_code == 403  # it never asked
    assert person.get(back).status_code == 303
    assert person.get(back).status_code == 403
    thief.client.set_cookie("matinee", cookie.value)
    assert thief.get(back).status_code == 429  # with the cookie of before
    assert "/sign-in" in thief.get("/browse").headers["Location"]


def test_an_answer_that_names_another_issuer_is_refused(app: Flask, school: Provider) -> None:
    """Mix-up (RFC 9207): the answer of one provider, led to the way back of another."""
    change(makes_accounts=True)
    person = Person(app)
    back = prove(way_there(person), "kate")
    assert person.get(f"{back}&iss=https://elsewhere.example").status_code == 403 and accounts() == 0
    back = prove(way_there(person), "kate")
    assert person.get(f"{back}&iss={school.issuer}").status_code == 303


def test_a_provider_that_falls_silent_on_the_way_back_is_said_so(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person = Person(app)
    back = prove(way_there(person), "kate")
    school.sends_away = "http://169.254.169.254/"
    answer = person.get(back)
    assert answer.status_code == 503 and "does not answer" in answer.text and accounts() == 0


def test_an_answer_for_one_provider_is_not_anothers(app: Flask, school: Provider) -> None:
    enter_it(school.issuer, slug="other", name="Other")
    person = Person(app)
    back = prove(way_there(person), "kate")
    assert person.get(back.replace("/school/", "/other/")).status_code == 403


def test_joining_is_for_the_session_that_began_it(app: Flask, cast: Cast, school: Provider) -> None:
    """Else whoever is led into the way of somebody else is joined to them."""
    back = prove(refresh_of(cast.owner.post("/account/social/school")), "kate")
    with cast.owner.client.session_transaction() as cookie:
        pending = dict(cookie["social"])
        state = {key: value for key, value in cookie.items() if key.startswith("_state_")}
    with cast.stranger.client.session_transaction() as cookie:
        cookie["social"] = pending
        cookie.update(state)
    answer = cast.stranger.get(back)
    assert answer.status_code == 403 and "not signed in as you were" in answer.text
    assert not db.session.scalars(db.select(SocialAccount)).all()


def test_the_second_step_of_this_house_is_asked_all_the_same(app: Flask, cast: Cast, school: Provider) -> None:
    assert join(cast.owner).status_code == 303
    take_token(cast.owner)
    page = cast.owner.get("/account/two-step").text
    secret = page.partition('class="made-password"')[2].partition(">")[2].partition("<")[0].replace(" ", "")
    if not secret:
        secret = re.search(r"\b([A-Z2-7]{4}(?: [A-Z2-7]{4}){7}|[A-Z2-7]{32})\b", page)[1].replace(" ", "")  # type: ignore[index]
    assert cast.owner.post("/account/two-step", {"code": pyotp.TOTP(secret).now()}).status_code == 200
    person = Person(app)
    assert come_in(person, "kate").headers["Location"] == "/sign-in/second"
    assert person.get("/browse").headers["Location"].startswith("/sign-in")


def test_a_closed_account_stays_closed(app: Flask, cast: Cast, school: Provider) -> None:
    assert join(cast.owner).status_code == 303
    cast.accounts["owner"].is_enabled = False
    db.session.commit()
    answer = come_in(Person(app), "kate")
    assert answer.status_code == 403 and "closed" in answer.text


def test_an_invitation_is_used_with_its_own_address_alone(app: Flask, cast: Cast, school: Provider) -> None:
    choose("registration", "invitation")
    token = invitations.invite("kate@school.example", household=cast.elm)
    other = invitations.invite("joe@school.example")
    db.session.commit()
    assert come_in(Person(app), "kate", invitation=other).status_code == 403
    person = Person(app)
    assert come_in(person, "kate", invitation=token).status_code == 303
    assert "Elm Street" in person.get("/profiles").text
    account = find_by_address("kate@school.example")
    assert account and account.membership and not account.membership.is_owner


def test_an_invitation_for_somebody_else_leads_into_no_household(app: Flask, cast: Cast, school: Provider) -> None:
    choose("registration", "open")
    other = invitations.invite("joe@school.example", household=cast.elm)
    db.session.commit()
    person = Person(app)
    assert come_in(person, "kate", invitation=other).status_code == 303
    assert "Teo" not in person.get("/profiles").text


def test_an_invitation_that_a_twin_has_used_lets_nobody_in(
    app: Flask, cast: Cast, school: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose("registration", "invitation")
    token = invitations.invite("kate@school.example")
    db.session.commit()
    monkeypatch.setattr(invitations, "accept", lambda *_: False)
    answer = come_in(Person(app), "kate", invitation=token)
    assert answer.status_code == 403 and "used already" in answer.text
    assert find_by_address("kate@school.example") is None


def test_a_provider_that_signs_with_shared_secrets_alone_is_not_asked(app: Flask, school: Provider) -> None:
    school.lies["/.well-known/openid-configuration"] = lambda told: {
        **told,
        "id_token_signing_alg_values_supported": ["HS256", "none"],
    }
    assert Person(app).get("/sign-in/with/school").status_code == 503


def test_a_token_of_a_provider_that_is_gone_is_forgotten(app: Flask, school: Provider) -> None:
    enqueue("accounts.revoke-token", application_id=999, token={"sealed": "x", "is_refresh": True})
    db.session.commit()
    _work_off(app)
    assert {job.state for job in db.session.scalars(db.select(Job))} == {"done"}
