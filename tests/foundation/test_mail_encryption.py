"""Passwords and encryption: a password travels encrypted, and only to whoever is who they say."""

from __future__ import annotations

import ssl
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from flask import Flask

from app.foundation.jobs.performing import work_off
from app.foundation.mail import MailState, transport
from tests.foundation.office import Office, Sent, one, opened, set_up

CERTIFICATE = Path(__file__).with_name("mail_server.pem")  # self-made, for 127.0.0.1; valid to 2120


def test_a_password_is_given_and_a_wrong_one_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(_server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"a@b", b"p/w"), handled=mechanism == "NEVER")

    with opened(authenticator=check, auth_require_tls=False, auth_required=True) as (handler, port):
        set_up(app, monkeypatch, f"smtp://a%40b:p%2Fw@127.0.0.1:{port}")
        right = one()
        work_off()
        set_up(app, monkeypatch, f"smtp://a%40b:secret@127.0.0.1:{port}")
        wrong = one()
        work_off()
    assert right.state == MailState.SENT and len(handler.taken) == 1
    assert wrong.state == MailState.REFUSED and "user or password" in wrong.error and "secret" not in wrong.error


def test_a_password_is_not_sent_in_the_clear_beyond_this_machine(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "HOME", ())
    set_up(app, monkeypatch, f"smtp://a:secret@127.0.0.1:{app.config['SMTP'].port}")
    mail = one()
    work_off()
    assert mail.state == MailState.REFUSED and "no encryption" in mail.error and office.taken == []


def test_where_tls_was_asked_for_nothing_is_sent_without_it(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(app, monkeypatch, f"smtps://a:secret@127.0.0.1:{app.config['SMTP'].port}")
    mail = one()
    work_off()
    assert mail.state == MailState.WAITING and "could not be reached" in mail.error and office.taken == []


class Guard:
    """Who may hand mail over, and whether each was asked over TLS."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, bytes, bool]] = []

    def __call__(self, server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """Let in whoever knows the password."""
        self.asked.append((data.login, data.password, isinstance(server.transport.get_extra_info("cipher"), tuple)))
        return AuthResult(success=data.password == b"secret")


def encrypted(scheme: str, guard: Guard) -> AbstractContextManager[tuple[Office, int]]:
    """A server that takes a password over TLS alone: by STARTTLS, or from the first byte on."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    by = {"smtps": {"ssl_context": context}, "smtp": {"tls_context": context, "require_starttls": True}}[scheme]
    return opened(authenticator=guard, auth_required=True, auth_require_tls=scheme == "smtp", **by)


def deliver(app: Flask, monkeypatch: pytest.MonkeyPatch, address: str) -> Sent:
    """A mail, sent to a server that counts as one beyond this machine."""
    monkeypatch.setattr(transport, "HOME", ())
    set_up(app, monkeypatch, address)
    mail = one()
    work_off()
    return mail


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_password_and_the_mail_travel_encrypted(app: Flask, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))  # this house trusts it
    guard = Guard()
    with encrypted(scheme, guard) as (office, port):
        mail = deliver(app, monkeypatch, f"{scheme}://a:secret@127.0.0.1:{port}")
    assert (mail.state, mail.error) == (MailState.SENT, "")
    assert [letter["To"] for letter in office.taken] == ["ruth@example.org"]
    assert guard.asked == [(b"a", b"secret", True)]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_nobody_vouches_for_gets_neither(app: Flask, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    guard = Guard()
    with encrypted(scheme, guard) as (office, port):
        mail = deliver(app, monkeypatch, f"{scheme}://a:secret@127.0.0.1:{port}")
    assert mail.state == MailState.WAITING and "certificate" in mail.error.lower() and "secret" not in mail.error
    assert office.taken == [] and guard.asked == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_is_another_than_named_gets_neither(
    app: Flask, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    guard = Guard()
    with encrypted(scheme, guard) as (office, port):
        mail = deliver(app, monkeypatch, f"{scheme}://a:secret@localhost:{port}")
    assert mail.state == MailState.WAITING and office.taken == [] and guard.asked == []
