"""Links that open one door once: as long as they last, for their purpose, and no second time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import OneTimeLink, Purpose
from app.foundation import clock
from app.foundation.db import db
from app.foundation.signing import digest

LASTS = ((Purpose.RESET, timedelta(hours=2)), (Purpose.VERIFY, timedelta(days=3)), (Purpose.INVITE, timedelta(days=7)))


def issue(purpose: Purpose, **more: object) -> str:
    token = OneTimeLink.issue(purpose, address="ruth@example.org", **more)  # type: ignore[arg-type]
    db.session.commit()
    return token


@pytest.mark.parametrize(("purpose", "lasts"), LASTS)
def test_each_lasts_as_long_as_it_says(
    app: Flask, purpose: Purpose, lasts: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, now = issue(purpose), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + lasts - timedelta(seconds=5))
    assert OneTimeLink.find(purpose, token) is not None
    monkeypatch.setattr(clock, "now", lambda: now + lasts + timedelta(seconds=5))
    assert OneTimeLink.find(purpose, token) is None


def test_one_may_last_otherwise(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = issue(Purpose.INVITE, lasts=timedelta(days=30)), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=29))
    assert OneTimeLink.find(Purpose.INVITE, token) is not None


def test_it_is_found_by_its_token_and_purpose_alone(app: Flask) -> None:
    token = issue(Purpose.RESET)
    assert OneTimeLink.find(Purpose.INVITE, token) is None and OneTimeLink.find(Purpose.RESET, token[:-1]) is None
    row = db.session.scalars(db.select(OneTimeLink)).one()
    assert row.digest == digest(token) and token not in str(vars(row))
    assert OneTimeLink.find(Purpose.RESET, row.digest) is None  # the table opens no door


def test_it_is_used_once_even_by_twins(app: Flask) -> None:
    token = issue(Purpose.RESET)
    first = OneTimeLink.find(Purpose.RESET, token)
    assert first is not None and first.works
    assert first.use() is True and first.use() is False
    db.session.commit()
    db.session.expire_all()
    assert OneTimeLink.find(Purpose.RESET, token) is None
