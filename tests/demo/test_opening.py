"""Opening the demo: everybody and everything at once, films as jobs, twice is once, and it can be taken away."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import Account, EmailAddress
from app.accounts.passwords import is_password
from app.catalogue.models import Person, Title
from app.catalogue.queries import titles_visible_to
from app.demo import opening
from app.demo.opening import FILM_KEYS, open_demo
from app.demo.pictures import broken, fitting
from app.demo.programme import TITLES
from app.demo.removal import remove_demo
from app.foundation.db import db
from app.foundation.jobs import Job
from app.profiles.models import Profile
from app.reviews.models import Review
from tests.programme import make_title


@pytest.fixture
def sign_ins(app: Flask) -> Path:
    path = open_demo()
    db.session.expire_all()
    return path


def count(table: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0


def test_the_sign_ins_open_the_accounts(sign_ins: Path) -> None:
    for entry in json.loads(sign_ins.read_text()):
        address = db.session.scalar(db.select(EmailAddress).filter_by(address=entry["email"]))
        assert address is not None and is_password(entry["password"], address.account.password_hash)


def test_the_sign_ins_are_for_their_owner_alone_and_complete(sign_ins: Path) -> None:
    entries = json.loads(sign_ins.read_text())
    assert stat.S_IMODE(sign_ins.stat().st_mode) == 0o600
    assert [entry["role"] for entry in entries] == ["viewer", "stranger", "editor", "moderator", "admin"]
    ruths = {p["name"]: (p["maturity"], p["pin"]) for p in entries[0]["profiles"]}
    assert ruths == {"Ruth": (18, None), "Teo": (15, "2468"), "Mia": (7, None)}


def test_every_title_is_there_at_once_with_ratings_from_0_to_18(sign_ins: Path) -> None:
    years = set(db.session.scalars(db.select(Title.maturity_years)))
    assert count(Title) == len(TITLES) and {0, 7, 12, 16, 18, None} <= years
    assert count(Review) > 10


def test_the_child_sees_some_and_not_all(sign_ins: Path) -> None:
    child = db.session.scalar(db.select(Profile).filter_by(name="Mia"))
    assert child is not None
    seen = db.session.scalars(titles_visible_to(child)).all()
    assert len(seen) >= 10 and all(row.maturity_years is not None and row.maturity_years <= 7 for row in seen)


def test_there_is_one_job_per_film_and_the_first_film_comes_first(sign_ins: Path) -> None:
    jobs = db.session.scalars(db.select(Job).filter_by(kind="demo.film").order_by(Job.priority)).all()
    assert [job.payload["film_key"] for job in jobs] == list(FILM_KEYS)
    assert jobs[0].payload["film_key"] == "two-tones-in-blue" and jobs[0].priority > 0


def test_opening_twice_changes_nothing(sign_ins: Path) -> None:
    before = (sign_ins.read_text(), count(Title), count(Account), count(Job))
    open_demo()
    assert (sign_ins.read_text(), count(Title), count(Account), count(Job)) == before


def test_an_opening_that_was_interrupted_begins_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def _fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(opening, "talk", _fail)
        with pytest.raises(KeyboardInterrupt):
            open_demo()
    assert count(Title) == 0
    open_demo()
    assert count(Title) == len(TITLES)


def test_taking_it_away_leaves_what_others_made(sign_ins: Path) -> None:
    make_title("Mine", people=["Somebody Else"])
    db.session.commit()
    remove_demo()
    db.session.expire_all()
    assert [row.name for row in db.session.scalars(db.select(Title))] == ["Mine"]
    assert [row.name for row in db.session.scalars(db.select(Person))] == ["Somebody Else"]
    assert count(Account) == count(Profile) == count(Review) == 0 and not sign_ins.exists()


@pytest.mark.parametrize("name", [t.name for t in TITLES if t.film_keys])
def test_a_posters_name_fits_in_three_lines(name: str) -> None:
    rows = broken(name, 672)
    assert len(rows) <= 3 and " ".join(rows) == name and 60 <= fitting(rows, 672) <= 200
