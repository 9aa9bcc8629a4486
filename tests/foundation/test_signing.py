"""Signed and sealed values: good for one purpose, for a while, with this house's key; anything else is nothing."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask

from app.foundation import signing


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let so many seconds pass for what is signed."""

    def pass_by(seconds: float) -> None:
        now = time.time() + seconds
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now)

    return pass_by


def test_what_was_signed_is_read_again(app: Flask) -> None:
    assert signing.unsign("letter", signing.sign("letter", {"a": 1}), 60) == {"a": 1}


def test_a_token_of_another_purpose_is_none(app: Flask) -> None:
    assert signing.unsign("door", signing.sign("letter", 1), 60) is None


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.upper(), lambda _t: "", lambda _t: "a.b.c"]
)
def test_a_forged_token_is_none(app: Flask, change: Any) -> None:
    assert signing.unsign("letter", change(signing.sign("letter", 1)), 60) is None


def test_a_token_lasts_as_long_as_said_and_no_longer(app: Flask, later: Any) -> None:
    token = signing.sign("letter", 1)
    later(59)
    assert signing.unsign("letter", token, 60) == 1
    later(62)
    assert signing.unsign("letter", token, 60) is None


def test_a_mac_is_of_its_purpose_and_all_its_values(app: Flask) -> None:
    mac = signing.mac("media", "film", 7)
    assert len(mac) == 32 and signing.is_mac(mac, "media", "film", 7)
    for other in (("media", "film", 8), ("media", "film7"), ("feed", "film", 7), ("media", "film", 7, "")):
        assert not signing.is_mac(mac, *other)
    assert not signing.is_mac("", "media", "film", 7) and not signing.is_mac("ü", "media", "film", 7)


def test_a_sealed_secret_is_read_by_its_purpose_alone(app: Flask) -> None:
    sealed = signing.seal("authenticator", "JBSWY3DP")
    assert "JBSWY3DP" not in sealed and signing.unseal("authenticator", sealed) == "JBSWY3DP"
    assert sealed != signing.seal("authenticator", "JBSWY3DP")
    for purpose, text in (("token", sealed), ("authenticator", sealed[:-2]), ("authenticator", "")):
        with pytest.raises(ValueError, match="another key"):
            signing.unseal(purpose, text)


def test_another_house_reads_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    token, mac, sealed = signing.sign("letter", 1), signing.mac("media", 1), signing.seal("authenticator", "x")
    monkeypatch.setattr(app, "secret_key", "another key of another house, long enough")
    assert signing.unsign("letter", token, 60) is None and not signing.is_mac(mac, "media", 1)
    with pytest.raises(ValueError, match="another key"):
        signing.unseal("authenticator", sealed)


def test_tokens_are_many_and_their_digests_fit() -> None:
    tokens = {signing.new_token() for _ in range(1_000)}
    assert len(tokens) == 1_000 and {len(token) for token in tokens} == {43}
    assert signing.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4
