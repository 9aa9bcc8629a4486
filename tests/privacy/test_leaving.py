"""Going for good: a week to think better of it, then nothing is left; and somebody always runs the house."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import String, Text

from app.accounts.models import Account, AccountSession, Household, OneTimeLink, Purpose
from app.foundation.db import db
from app.foundation.mail import Mail
from app.privacy.jobs import sweep
from app.profiles.models import Profile
from app.reviews.models import Review
from tests.accounts.letters import letters_to
from tests.accounts.signing import sign_in
from tests.cast import Cast
from tests.films import film

IRIS = "iris@example.org"


def ask(cast: Cast, who: str = "stranger", address: str = IRIS) -> int:
    return int(cast.person(who).post("/account/data/leave", {"address": address}).status_code)


def a_week_later(who: str = "Iris") -> None:
    account = db.session.scalars(db.select(Account).where(Account.name == who)).one()
    assert account.leaves_at
    account.leaves_at -= timedelta(days=7, seconds=1)
    db.session.commit()
    sweep(None)  # type: ignore[arg-type]
    db.session.expire_all()


def standing(text: str) -> list[str]:
    """Every table and column in which some row holds this text."""
    found = []
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text):
                where = db.func.lower(column).contains(text)
                if db.session.execute(db.select(column).where(where).limit(1)).first():
                    found.append(f"{table.name}.{column.name}")
    return found


def test_after_a_week_nothing_is_left(app: Flask, cast: Cast) -> None:
    sign_in(app, IRIS)
    title = film("Aurora", age=12)
    db.session.add(Review(profile_id=cast.profiles["stranger"].id, title_id=title.id, rating=4, text="By iris"))
    db.session.commit()
    OneTimeLink.issue(Purpose.INVITE, address=IRIS)  # by which she came
    db.session.commit()
    assert cast.admin.get(f"/admin/accounts/details/?id={cast.accounts['stranger'].id}").status_code == 200
    assert ask(cast) == 303
    assert len(letters_to(IRIS, "leaving")) == 1
    assert cast.stranger.get("/account").status_code == 200  # until then all is as it was
    assert "email_address.address" in standing("iris")
    a_week_later()
    assert standing("iris") == []
    assert cast.stranger.get("/account").status_code == 302
    assert db.session.scalar(db.select(Household.id).where(Household.name == "Quay 3")) is None
    assert db.session.scalar(db.select(Review.id)) is None


def test_others_of_the_household_stay_with_their_profiles(cast: Cast) -> None:
    assert ask(cast, "member", "nana@example.org") == 303
    a_week_later("Nana")
    assert db.session.scalar(db.select(Account.id).where(Account.name == "Nana")) is None
    names = set(db.session.scalars(db.select(Profile.name).where(Profile.household_id == cast.elm.id)))
    assert names == {"Ruth", "Teo", "Mia", "Nana"}


def test_a_house_whose_owner_goes_is_kept_by_whoever_is_left(cast: Cast) -> None:
    assert ask(cast, "owner", "ruth@example.org") == 303
    a_week_later("Ruth")
    nana = db.session.scalars(db.select(Account).where(Account.name == "Nana")).one()
    assert nana.membership and nana.membership.is_owner
    assert cast.member.get(f"/profiles/{cast.profiles['child'].id}/edit").status_code == 200


def test_it_can_be_taken_back(cast: Cast) -> None:
    ask(cast)
    assert "Your account goes on" in cast.stranger.get("/account/data").text
    assert cast.stranger.post("/account/data/stay").status_code == 303
    sweep(None)  # type: ignore[arg-type]
    assert "Delete my account" in cast.stranger.get("/account/data").text


def test_nobody_goes_before_their_week_is_over(cast: Cast) -> None:
    ask(cast)
    sweep(None)  # type: ignore[arg-type]
    assert db.session.scalar(db.select(Account.id).where(Account.name == "Iris"))


def test_nobody_goes_by_a_slip_or_for_somebody_else(cast: Cast) -> None:
    for address in ("", "ruth@example.org", "iris"):
        answer = cast.stranger.post("/account/data/leave", {"address": address})
        assert answer.status_code == 422 and 'id="address-error"' in answer.text
    assert cast.child.post("/account/data/leave", {"address": "ruth@example.org"}).status_code == 403
    db.session.get_one(AccountSession, cast.stranger.session_id).grow_stale()
    db.session.commit()
    assert "/confirm" in cast.stranger.post("/account/data/leave", {"address": IRIS}).headers["Location"]
    assert not db.session.scalars(db.select(Account).where(Account.leaves_at.is_not(None))).all()


def test_the_last_admin_stays(cast: Cast) -> None:
    answer = cast.admin.post("/account/data/leave", {"address": "admin@example.org"})
    assert answer.status_code == 422 and "Make another admin first" in answer.text
    cast.accounts["owner"].roles.append(cast.accounts["admin"].roles[0])
    db.session.commit()
    assert ask(cast, "admin", "admin@example.org") == 303
    cast.accounts["owner"].is_enabled = False
    db.session.commit()
    a_week_later("Admin")  # meanwhile they have become the last one
    left = db.session.scalars(db.select(Account).where(Account.name == "Admin")).one()
    assert left.leaves_at is None


def test_the_letters_to_others_stay(cast: Cast) -> None:
    db.session.add_all(Mail(kind="x", recipient=to, subject="x", text="x") for to in (IRIS, "ruth@example.org"))
    db.session.commit()
    ask(cast)
    a_week_later()
    assert db.session.scalars(db.select(Mail.recipient)).all() == ["ruth@example.org"]
