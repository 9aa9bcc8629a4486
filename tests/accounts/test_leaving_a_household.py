"""Moving to another household: whoever goes watches as nobody of the old one."""

from __future__ import annotations

from app.accounts.models.household import MEMBER, HouseholdMember
from app.foundation.db import db
from tests.cast import Cast


def test_a_member_who_moves_is_at_the_gate_of_the_new_house(cast: Cast) -> None:
    assert cast.member.get("/").status_code == 200
    cast.accounts["member"].membership = HouseholdMember(household=cast.quay, role=MEMBER)
    db.session.commit()
    db.session.expire_all()
    assert cast.member.get("/").headers["Location"].startswith("/profiles")
    assert "Iris" in cast.member.get("/profiles").text
    assert cast.owner.get("/").status_code == 200


def test_a_member_who_is_put_out_watches_as_nobody(cast: Cast) -> None:
    assert cast.member.get("/").status_code == 200
    cast.accounts["member"].membership = None
    db.session.commit()
    db.session.expire_all()
    assert cast.member.get("/").headers["Location"].startswith("/profiles")


def test_another_role_in_the_same_house_changes_nothing(cast: Cast) -> None:
    membership = cast.accounts["owner"].membership
    assert membership
    membership.role = MEMBER
    db.session.commit()
    db.session.expire_all()
    assert cast.owner.get("/").status_code == 200
