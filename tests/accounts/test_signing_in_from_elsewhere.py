"""Signing in with a provider of OpenID Connect: who comes in, into which account, and what is not believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from app.accounts import invitations
from app.accounts.models import Account, Passkey, SocialAccount, SocialApplication, SocialToken
from app.accounts.models.account import Awaits, EmailAddress
from app.accounts.queries import find_by_address
from app.accounts.social import joined
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.jobs import Job, enqueue
from app.foundation.jobs.performing import work_off
from app.foundation.outward import is_reachable
from app.foundation.settings import choose
from tests.accounts.letters import letters_to
from tests.accounts.provider import Provider, come_in, enter_it, prove, provider, refresh_of, way_there
from tests.accounts.signing import take_token
from tests.accounts.test_passkeys import make as make_passkey
from tests.cast import Cast, Person

KATE = {"email": "kate@school.example", "email_verified": True, "name": "Kate"}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture
def school(running: Provider, app: Flask) -> Provider:
    running.lies, running.sends_away, running.asked = {}, "", []
    running.knows("kate", **KATE)
    enter_it(running.issuer)
    return running


def change(**facts: Any) -> None:
    application = db.session.scalars(db.select(SocialApplication)).one()
    for name, value in facts.items():
        setattr(application, name, value)
    db.session.commit()


def _work_off(app: Flask) -> None:
    with app.app_context():
        work_off()


def accounts() -> int:
    return db.session.scalar(db.select(db.func.count(Account.id))) or 0


def join(person: Person, subject: str = "kate") -> Any:
    return person.get(prove(refresh_of(person.post("/account/social/school")), subject))


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


def test_an_owner_joins_signs_in_with_it_and_parts_again(app: Flask, cast: Cast, school: Provider) -> None:
    assert "Join School" in cast.owner.get("/account").text
    answer = join(cast.owner)
    assert answer.status_code == 303 and answer.headers["Location"] == "/account"
    page = cast.owner.get("/account").text
    assert "kate@school.example" in page and "Part from School" in page
    person = Person(app)
    assert come_in(person, "kate").status_code == 303
    assert "Elm Street" in person.get("/profiles").text
    row = db.session.scalars(db.select(SocialAccount)).one()
    assert cast.stranger.post(f"/account/social/{row.id}/remove").status_code == 404
    school.lies["/.well-known/openid-configuration"] = lambda told: {
        **told,
        "revocation_endpoint": f"{school.issuer}/revoke",
    }
    assert cast.owner.post(f"/account/social/{row.id}/remove").status_code == 303
    assert not db.session.scalars(db.select(SocialAccount)).all()
    assert not db.session.scalars(db.select(SocialToken)).all()
    _work_off(app)
    assert school.forms("/revoke")[0]["token_type_hint"] == "refresh_token"
    kinds = db.session.scalars(db.select(AuditEvent.kind)).all()
    assert {"social-joined", "social-parted"} <= set(kinds)
    assert come_in(Person(app), "kate").status_code == 403


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


def test_the_last_way_in_is_kept(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person = Person(app)
    come_in(person, "kate")
    person.get("/profiles")
    take_token(person)
    row = db.session.scalars(db.select(SocialAccount)).one()
    answer = person.post(f"/account/social/{row.id}/remove")
    assert answer.status_code == 409 and "only way into your account" in answer.text
    assert "This account has no password" in person.get("/account").text
    assert db.session.scalars(db.select(SocialAccount)).one()


def test_of_several_ways_in_all_but_one_may_go(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person = Person(app)
    come_in(person, "kate")
    person.get("/profiles")
    take_token(person)
    school.knows("kate-at-home", email="kate@home.example")
    join(person, "kate-at-home")
    first, second = db.session.scalars(db.select(SocialAccount).order_by(SocialAccount.id)).all()
    assert person.post(f"/account/social/{first.id}/remove").status_code == 303
    assert person.post(f"/account/social/{second.id}/remove").status_code == 409
    make_passkey(person)
    passkey = db.session.scalars(db.select(Passkey)).one()
    assert person.post(f"/account/social/{second.id}/remove").status_code == 303
    assert person.post(f"/account/passkeys/{passkey.id}/remove").status_code == 409


def test_who_has_no_password_is_asked_where_they_sign_in(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    person = Person(app)
    come_in(person, "kate")
    person.get("/profiles")
    take_token(person)
    account = find_by_address("kate@school.example")
    assert account
    for row in account.sessions:
        row.grow_stale()
    db.session.commit()
    asked = person.get("/account/data")
    assert asked.headers["Location"].startswith("/confirm")
    assert "Ask School" in person.get("/confirm?next=/account/data").text
    there = refresh_of(person.post("/confirm/with/school", {"next": "/account/data"}))
    assert parse_qs(urlsplit(there).query)["prompt"] == ["login"]
    school.knows("other", email="other@school.example")
    assert person.get(prove(there, "other")).status_code == 403
    there = refresh_of(person.post("/confirm/with/school", {"next": "/account/data"}))
    assert person.get(prove(there, "kate")).headers["Location"] == "/account/data"
    assert person.get("/account/data").status_code == 200


def test_who_has_a_password_gives_that(app: Flask, cast: Cast, school: Provider) -> None:
    assert join(cast.owner).status_code == 303
    there = refresh_of(cast.owner.post("/confirm/with/school"))
    assert cast.owner.get(prove(there, "kate")).status_code == 403


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


def test_the_secret_is_sealed_and_never_shown(app: Flask, cast: Cast, school: Provider) -> None:
    row = db.session.scalars(db.select(SocialApplication)).one()
    assert "a secret of the house" not in row.sealed_secret and row.secret == "a secret of the house"
    pages = ("/admin/social-applications/", f"/admin/social-applications/edit/?id={row.id}")
    for path in pages:
        text = cast.admin.get(path).text
        assert "School" in text and "a secret of the house" not in text and row.sealed_secret not in text


def test_a_secret_of_another_key_is_no_fault_of_the_viewer(app: Flask, school: Provider) -> None:
    change(sealed_secret="gAAAAAsealed-elsewhere")
    answer = Person(app).get("/sign-in/with/school")
    assert answer.status_code == 503 and "does not answer" in answer.text


def test_an_admin_enters_a_provider(app: Flask, cast: Cast, running: Provider) -> None:
    running.lies, running.sends_away = {}, ""
    form = {"preset": "", "name": "Our school", "issuer": running.issuer, "client_id": "m", "secret": "s3cret"}
    form |= {"scopes": "openid email", "is_enabled": "y", "is_inside": "y"}
    answer = cast.admin.post("/admin/social-applications/new/", form)
    assert answer.status_code == 303, answer.text
    row = db.session.scalars(db.select(SocialApplication)).one()
    assert (row.slug, row.secret) == ("our-school", "s3cret")
    kept = cast.admin.post(f"/admin/social-applications/edit/?id={row.id}", {**form, "secret": "", "name": "School"})
    db.session.expire_all()
    assert kept.status_code == 303 and row.secret == "s3cret" and row.slug == "our-school" and row.name == "School"


@pytest.mark.parametrize(
    ("change_of", "words"),
    [
        ({"issuer": "http://localhost:9"}, "does not answer as a provider does"),
        ({"issuer": "javascript:alert(1)"}, "This is no issuer"),
        ({"preset": "microsoft", "issuer": ""}, "filled in"),
        ({"issuer": "http://elsewhere.example", "is_inside": ""}, "Without https only in our own network"),
        ({"scopes": "email"}, "Keep openid"),
        ({"client_id": ""}, "gives this house an id"),
        ({"name": ""}, "needs a name"),
    ],
)
def test_a_slip_of_the_pen_is_found_at_once(
    app: Flask, cast: Cast, running: Provider, change_of: dict[str, str], words: str
) -> None:
    running.lies, running.sends_away = {}, ""
    form = {"preset": "", "name": "School", "issuer": running.issuer, "client_id": "m", "scopes": "openid"}
    form = {k: v for k, v in {**form, "is_inside": "y", **change_of}.items() if v or k != "is_inside"}
    answer = cast.admin.post("/admin/social-applications/new/", form)
    assert answer.status_code == 422 and words in answer.text
    assert not db.session.scalars(db.select(SocialApplication)).all()


def test_an_editor_looks_at_no_provider(app: Flask, cast: Cast) -> None:
    assert cast.editor.get("/admin/social-applications/").status_code == 403
    assert cast.editor.get("/admin/social-accounts/").status_code == 403


def test_an_admin_sees_who_is_joined_and_parts_them(app: Flask, cast: Cast, school: Provider) -> None:
    join(cast.owner)
    page = cast.admin.get("/admin/social-accounts/").text
    assert "kate@school.example" in page and "Refresh token" in page and "openid email profile" in page
    row = db.session.scalars(db.select(SocialAccount)).one()
    assert row.token and row.token.sealed_token not in page
    answer = cast.admin.post("/admin/social-accounts/delete/", {"id": row.id, "confirmed": "1"})
    assert answer.status_code == 303
    assert not db.session.scalars(db.select(SocialAccount)).all()


def test_letters_are_not_written_for_the_first_browser(app: Flask, school: Provider) -> None:
    change(makes_accounts=True)
    come_in(Person(app), "kate")
    assert not letters_to("kate@school.example")
    assert joined.applications()
