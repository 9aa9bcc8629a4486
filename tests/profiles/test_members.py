"""The owner of a household invites accounts into it, takes invitations back, and lets members go."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import Account, AccountSession, EmailAddress, HouseholdMember, OneTimeLink
from app.accounts.queries import find_by_address
from app.foundation.db import db
from app.foundation.settings import choose
from app.profiles.models import Profile
from tests.accounts.letters import letters_to, path_in
from tests.accounts.signing import take_token
from tests.cast import PASSWORD, Cast, Person
from tests.statements import count_statements

AUNT = "aunt@example.org"


def invite(person: Person, address: str = AUNT) -> int:
    return person.post("/profiles/members", {"email": address}).status_code


def register(app: Flask, path: str, name: str = "Aunt") -> Person:
    person = Person(app)
    token = path.partition("invitation=")[2]
    answer = person.post("/register", {"name": name, "password": PASSWORD, "invitation": token})
    assert answer.status_code == 303, answer.text
    return person


def waiting() -> list[OneTimeLink]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(OneTimeLink).order_by(OneTimeLink.id)))


def test_whoever_is_invited_comes_into_the_household_as_a_member(app: Flask, cast: Cast) -> None:
    choose("registration", "invitation")
    db.session.commit()
    assert invite(cast.owner) == 303
    assert AUNT in cast.owner.get("/profiles/manage").text
    (letter,) = letters_to(AUNT, "invite-home")
    assert "Ruth invites you into the household" in letter.text
    person = register(app, path_in(letter))
    account = find_by_address(AUNT)
    assert account and account.membership and not account.membership.is_owner
    assert account.membership.household_id == cast.elm.id and account.addresses[0].verified_at
    page = person.get("/profiles").text
    assert "Aunt" in page and "Teo" in page
    take_token(person)
    assert invite(person, "more@example.org") == 403
    assert "Aunt" in cast.owner.get("/profiles/manage").text
    assert Person(app).get(path_in(letter)).status_code == 403  # it works once


def test_a_full_house_has_room_for_an_account_without_a_profile(app: Flask, cast: Cast) -> None:
    for number in range(8 - db.session.query(Profile).filter_by(household_id=cast.elm.id).count()):
        Profile.add(cast.elm.id, f"Somebody {number}")
    db.session.commit()
    invite(cast.owner)
    register(app, path_in(letters_to(AUNT)[0]))
    assert db.session.query(Profile).filter_by(household_id=cast.elm.id).count() == 8
    assert find_by_address(AUNT)


def test_the_owner_is_not_told_who_has_an_account(app: Flask, cast: Cast) -> None:
    address = cast.accounts["stranger"].email
    taken = cast.owner.post("/profiles/members", {"email": address})
    free = cast.owner.post("/profiles/members", {"email": AUNT})
    assert (taken.status_code, taken.headers["Location"]) == (free.status_code, free.headers["Location"])
    assert "You have an account there already" in letters_to(address)[0].text
    assert "register" not in letters_to(address)[0].text
    page = cast.owner.get("/profiles/manage").text
    assert address in page and AUNT in page
    db.session.expire_all()
    assert cast.accounts["stranger"].membership.household_id == cast.quay.id  # type: ignore[union-attr]


def test_an_invitation_is_taken_back(app: Flask, cast: Cast) -> None:
    invite(cast.owner)
    (row,) = waiting()
    link = path_in(letters_to(AUNT)[0])
    for person in (cast.stranger, cast.member, cast.child):
        assert person.post(f"/profiles/members/invitations/{row.id}/withdraw").status_code in (403, 404)
    assert cast.owner.post(f"/profiles/members/invitations/{row.id}/withdraw").status_code == 303
    assert not waiting() and Person(app).get(link).status_code == 403
    assert cast.owner.post("/profiles/members/invitations/999999/withdraw").status_code == 404


def test_a_member_is_let_go_into_a_household_of_their_own(app: Flask, cast: Cast) -> None:
    member = cast.accounts["member"]
    session_id, path = cast.member.session_id, f"/profiles/members/{member.id}/remove"
    assert cast.stranger.get(path).status_code == 404 and cast.member.post(path).status_code == 403
    assert f"Let {member.name} go?" in cast.owner.get(path).text
    assert cast.owner.post(path).status_code == 303
    db.session.expire_all()
    row = db.session.scalars(db.select(HouseholdMember).where(HouseholdMember.account_id == member.id)).one()
    assert row.is_owner and row.household_id != cast.elm.id
    session = db.session.get(AccountSession, session_id)
    assert session and session.profile_id is None
    assert db.session.scalars(db.select(Profile.name).where(Profile.household_id == row.household_id)).all() == ["Nana"]
    assert letters_to(member.email, "left-home")
    assert "Teo" not in cast.member.get("/profiles").text


def test_owners_are_not_let_go(cast: Cast) -> None:
    assert cast.owner.post(f"/profiles/members/{cast.accounts['owner'].id}/remove").status_code == 404
    assert cast.owner.post(f"/profiles/members/{cast.accounts['stranger'].id}/remove").status_code == 404


@pytest.mark.parametrize(("typed", "words"), [("", "Type an e-mail address"), ("aunt", "no @"), ("a@b", "needs a dot")])
def test_what_is_no_address_is_said_so(cast: Cast, typed: str, words: str) -> None:
    answer = cast.owner.post("/profiles/members", {"email": typed}, fragment=True)
    assert answer.status_code == 422 and words in answer.text and 'id="members"' in answer.text
    assert not waiting()


def test_the_house_may_decide_itself_who_gets_an_account(cast: Cast) -> None:
    choose("owners_invite", False)
    db.session.commit()
    assert "Whoever runs this house decides" in cast.owner.get("/profiles/manage").text
    assert invite(cast.owner) == 409 and not waiting()


def test_a_household_has_twelve_accounts_at_most(cast: Cast) -> None:
    answers = [invite(cast.owner, f"guest{number}@example.org") for number in range(12)]
    assert answers == [303] * 10 + [409] * 2
    assert "at most 12 accounts" in cast.owner.get("/profiles/manage").text


def test_the_page_asks_no_more_for_many_accounts_than_for_few(cast: Cast) -> None:
    with count_statements() as few:
        cast.owner.get("/profiles/manage")
    for number in range(5):
        account = Account(name=f"Cousin {number}")
        account.addresses.append(EmailAddress(address=f"cousin{number}@example.org", is_primary=True))
        cast.elm.admit(account)
    db.session.commit()
    db.session.expire_all()
    with count_statements() as many:
        assert "cousin4@example.org" in cast.owner.get("/profiles/manage").text
    assert len(many) <= len(few)


def test_a_member_sees_who_is_there_and_not_their_addresses(cast: Cast) -> None:
    invite(cast.owner)
    page = cast.member.get("/profiles/manage").text
    assert "Ruth" in page and AUNT not in page and cast.accounts["owner"].email not in page
    assert cast.child.get("/profiles/manage").status_code == 403
