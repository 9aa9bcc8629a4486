"""What opens nothing any more is forgotten; what still does is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.jobs import sweep
from app.accounts.models import KnownDevice, OneTimeLink, Purpose, ScreenCode
from app.foundation import clock
from app.foundation.db import db
from tests.cast import Cast


def standing() -> dict[str, set[str]]:
    db.session.expire_all()
    return {
        "links": set(db.session.scalars(db.select(OneTimeLink.address))),
        "screens": set(db.session.scalars(db.select(ScreenCode.code))),
        "devices": set(db.session.scalars(db.select(KnownDevice.digest))),
    }


@pytest.fixture
def left(cast: Cast) -> Cast:
    now, owner = clock.now(), cast.accounts["owner"]
    for days in (-29, -31, 3):
        OneTimeLink.issue(Purpose.INVITE, lasts=timedelta(days=days), address=f"{days}@example.org")
    for minutes in (-1, 5):
        code = {"code": f"C{minutes}", "digest": str(minutes), "expires_at": now + timedelta(minutes=minutes)}
        db.session.add(ScreenCode(**code))
    for days in (700, 740):
        db.session.add(KnownDevice(account_id=owner.id, digest=str(days), seen_at=now - timedelta(days=days)))
    db.session.commit()
    return cast


def test_what_is_over_is_forgotten(app: Flask, left: Cast) -> None:
    with app.app_context():
        sweep(None)  # type: ignore[arg-type]
    found = standing()
    assert found["links"] == {"-29@example.org", "3@example.org"}
    assert found["screens"] == {"C5"} and found["devices"] == {"700"}
    assert left.owner.get("/account").status_code == 200
