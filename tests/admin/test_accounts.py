"""Accounts, addresses, roles, profiles, reviews, settings and actions, as their keepers look after them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.accounts import passwords
from app.accounts.models import Account, AccountSession, EmailAddress, Permission, Role
from app.admin.last_admin import hold_admins, keep_an_admin
from app.admin.refusing import Refused
from app.catalogue.models import Title
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.settings import current_site
from app.profiles.models import Profile
from app.reviews.models import HELD, PUBLISHED, Review
from tests.cast import PASSWORD, Cast, Person

GOOD = "lanterns over gravel"


def said(account: Account, **more: Any) -> dict[str, Any]:
    membership = account.membership
    plain = {
        **{
            "name": account.name,
            "address": account.email,
            "is_enabled": "y",
            "roles": [role.id for role in account.roles],
        },
        **({"household": f"#{membership.household_id}", "is_owner": "y"} if membership else {}),
    }
    return {**plain, **more}


def change(person: Person, account: Account, without: str = "", **more: Any) -> Any:
    form = {name: value for name, value in said(account, **more).items() if name != without}
    return person.post(f"/admin/accounts/edit/?id={account.id}", form)


def test_a_weak_password_a_taken_address_and_an_odd_one_are_refused(cast: Cast) -> None:
    for more, reason in (
        ({"password": "matinee1"}, "too close"),
        ({"address": "ruth@example.org"}, "belongs to an account already"),
        ({"address": "nowhere"}, "no @"),
        ({"name": "x" * 81}, "at most 80"),
        ({"household": "Nobody’s house"}, "Nothing here is called so"),
    ):
        form = {"name": "Otto", "address": "otto@example.org", "is_enabled": "y", **more}
        answer = cast.admin.post("/admin/accounts/new/", form)
        assert answer.status_code == 422, more
        assert reason in answer.text, more
    assert db.session.scalar(db.select(Account.id).where(Account.name == "Otto")) is None


def test_a_new_password_ends_the_sign_ins_and_is_never_written_down(cast: Cast) -> None:
    owner = cast.owner
    assert owner.get("/account").status_code == 200
    assert change(cast.admin, cast.accounts["owner"], password=GOOD).status_code == 303
    db.session.expire_all()
    assert passwords.is_password(GOOD, cast.accounts["owner"].password_hash)
    assert owner.get("/account").status_code == 302
    events = db.session.scalars(db.select(AuditEvent).where(AuditEvent.kind == "account-changed")).all()
    assert events[-1].changes["password_hash"] == ["changed", "changed"]
    assert not any("argon2" in str(event.changes) for event in events)


def test_switching_off_signs_out(cast: Cast) -> None:
    owner = cast.owner
    change(cast.admin, cast.accounts["owner"], without="is_enabled")
    db.session.expire_all()
    assert not cast.accounts["owner"].is_enabled
    assert owner.get("/account").status_code == 302


def test_sign_ins_are_ended_one_account_at_a_time_or_several(cast: Cast) -> None:
    owner, member = cast.owner, cast.member
    cast.admin.post(f"/admin/accounts/{cast.accounts['owner'].id}/sessions")
    assert db.session.get(AccountSession, owner.session_id) is None
    ids = [cast.accounts["member"].id]
    cast.admin.post("/admin/accounts/action/", {"action": "end_sessions", "rowid": ids, "confirmed": "1"})
    assert db.session.get(AccountSession, member.session_id) is None


def test_the_last_admin_stays_one(cast: Cast) -> None:
    admin = cast.accounts["admin"]
    for answer in (
        change(cast.admin, admin, without="is_enabled"),
        change(cast.admin, admin, without="roles"),
    ):
        assert answer.status_code == 422
        assert "Nobody would be left" in answer.text
    role = next(role for role in admin.roles)
    form = {"name": role.name, "permissions": [Permission.ADMIN_ENTER]}
    assert cast.admin.post(f"/admin/roles/edit/?id={role.id}", form).status_code == 422
    cast.admin.post("/admin/roles/delete/", {"id": role.id, "confirmed": "1"})
    cast.admin.post("/admin/accounts/delete/", {"id": admin.id, "confirmed": "1"})
    db.session.expire_all()
    assert db.session.get_one(Account, admin.id).can(Permission.ROLES_MANAGE)


def keeper(cast: Cast) -> Person:
    """Somebody who manages accounts and no more."""
    role = Role(name="keeper")
    role.allow(Permission.ADMIN_ENTER, Permission.ACCOUNTS_MANAGE)
    cast.accounts["member"].roles.append(role)
    db.session.commit()
    return cast.member


def test_nobody_rises_by_the_password_of_somebody_higher(cast: Cast) -> None:
    person, admin = keeper(cast), cast.accounts["admin"]
    before = admin.password_hash
    answer = change(person, admin, password=GOOD)
    assert answer.status_code == 422
    assert "may do things that you may not" in answer.text
    assert person.post(f"/admin/accounts/{admin.id}/sessions").status_code == 403
    person.post("/admin/accounts/delete/", {"id": admin.id, "confirmed": "1"})
    db.session.expire_all()
    assert db.session.get_one(Account, admin.id).password_hash == before
    address = {"account": f"#{admin.id}", "address": "mine@example.org", "is_primary": "y"}
    assert person.post("/admin/addresses/new/", address).status_code == 422


def test_only_who_may_give_out_roles_gives_them(cast: Cast) -> None:
    role = db.session.scalars(db.select(Role).where(Role.name == "admin")).one()
    answer = change(keeper(cast), cast.accounts["owner"], roles=[role.id])
    assert answer.status_code == 422
    assert cast.accounts["owner"].roles == []


def test_an_address_is_added_made_primary_and_the_last_one_kept(cast: Cast) -> None:
    owner = cast.accounts["owner"]
    form = {"account": "Ruth", "address": "ruth@elm.example", "is_primary": "y"}
    assert cast.admin.post("/admin/addresses/new/", form).status_code == 303
    db.session.expire_all()
    assert owner.email == "ruth@elm.example"
    for address in list(owner.addresses):
        cast.admin.post("/admin/addresses/delete/", {"id": address.id, "confirmed": "1"})
    db.session.expire_all()
    assert len(owner.addresses) == 1
    assert owner.addresses[0].is_primary
    assert db.session.scalar(db.select(db.func.count(EmailAddress.id)).where(EmailAddress.account_id == owner.id)) == 1


def test_profiles_are_made_and_changed_by_their_own_verbs(cast: Cast) -> None:
    form = {"household": f"#{cast.elm.id}", "name": "Pip", "maturity_limit": "7"}
    assert cast.admin.post("/admin/profiles/new/", form).status_code == 303
    assert "is called so" in cast.admin.post("/admin/profiles/new/", form).text
    assert cast.admin.post("/admin/profiles/new/", {**form, "maturity_limit": "77", "name": "Q"}).status_code == 422
    pip = db.session.scalars(db.select(Profile).where(Profile.name == "Pip")).one()
    pip.pin_hash = "x"
    db.session.commit()
    form = {**form, "name": "Pippa", "remove_pin": "y"}
    assert cast.admin.post(f"/admin/profiles/edit/?id={pip.id}", form).status_code == 303
    db.session.expire_all()
    assert (pip.name, pip.pin_hash) == ("Pippa", "")


@pytest.fixture
def review(cast: Cast) -> Review:
    title = Title(name="Meridian", slug="meridian")
    row = Review(profile=cast.profiles["owner"], title=title, rating=2, text="Whoever thinks this is music")
    db.session.add_all([title, row])
    db.session.commit()
    return row


def test_a_moderator_holds_with_a_reason_and_releases(cast: Cast, review: Review) -> None:
    place = f"/admin/reviews/edit/?id={review.id}"
    assert "Say why it is held." in cast.moderator.post(place, {"state": HELD}).text
    assert cast.moderator.post(place, {"state": HELD, "held_reason": "Unkind"}).status_code == 303
    db.session.expire_all()
    assert (review.state, review.held_reason) == (HELD, "Unkind")
    asked = cast.moderator.post("/admin/reviews/action/", {"action": "release", "rowid": review.id})
    assert "Release" in asked.text
    cast.moderator.post("/admin/reviews/action/", {"action": "release", "rowid": review.id, "confirmed": "1"})
    db.session.expire_all()
    assert review.state == PUBLISHED
    bulk = {"action": "hold", "rowid": review.id, "confirmed": "1", "reason": "Spoiler"}
    cast.moderator.post("/admin/reviews/action/", bulk)
    db.session.expire_all()
    assert review.held_reason == "Spoiler"


def test_a_moderator_edits_no_titles_and_an_editor_sees_no_accounts(cast: Cast, review: Review) -> None:
    assert cast.moderator.get(f"/admin/titles/edit/?id={review.title_id}").status_code == 403
    assert cast.moderator.post("/admin/titles/delete/", {"id": review.title_id, "confirmed": "1"}).status_code == 403
    assert cast.editor.get("/admin/accounts/").status_code == 403
    assert cast.editor.get("/admin/accounts/ajax/lookup/?name=household&query=").status_code == 403


def test_settings_are_checked_and_kept(cast: Cast) -> None:
    form = {"name": "The Roxy", "tagline": "", "footer": "", "zone": "Europe/Oslo", "registration": "open"}
    form["streams"] = "2"
    odd = ({"streams": "-1"}, {"streams": "many"}, {"streams": ""}, {"tagline": "x" * 121})
    for wrong in ({"zone": "Mars/Olympus"}, {"name": ""}, {"registration": "maybe"}, *odd):
        assert cast.admin.post("/admin/settings/", {**form, **wrong}).status_code == 422
    assert cast.admin.post("/admin/settings/", form).status_code == 303
    assert (current_site().name, current_site().zone, current_site().streams) == ("The Roxy", "Europe/Oslo", 2)
    assert db.session.scalar(db.select(AuditEvent.id).where(AuditEvent.kind == "setting-created"))


def test_actions_are_mine_first_and_everyones_on_asking(cast: Cast) -> None:
    cast.admin.post("/admin/genres/new/", {"name": "Lagoon"})
    cast.editor.post("/admin/genres/new/", {"name": "Rain"})
    mine = cast.editor.get("/admin/actions/").text
    assert "Rain" in mine
    assert "Lagoon" not in mine
    assert cast.editor.get("/admin/actions/?everyone=1").status_code == 403
    everyone = cast.admin.get("/admin/actions/?everyone=1").text
    assert "Rain" in everyone
    assert "Lagoon" in everyone


@pytest.mark.parametrize(
    "room", ["accounts", "households", "addresses", "profiles", "roles", "reviews", "people", "seasons"]
)
def test_every_list_and_form_opens(cast: Cast, room: str, review: Review) -> None:
    assert cast.admin.get(f"/admin/{room}/?search=a").status_code == 200
    if room != "reviews":
        assert cast.admin.get(f"/admin/{room}/new/").status_code == 200
        assert cast.admin.post(f"/admin/{room}/new/", {}).status_code == 422


def test_two_who_take_away_the_last_two_admins_come_one_after_the_other(
    tmp_path: Path, database: tuple[str, str]
) -> None:
    """With real commits: each would leave the other, both together nobody."""
    from tests.conftest import make_app

    address = f"sqlite:///{tmp_path / 'two.db'}" if database[0] == "sqlite" else _own(database[1])
    app = make_app(tmp_path / "instance", address)
    with app.app_context():
        role = Role(name="admin")
        role.allow(*Permission)
        db.session.add_all(Account(name=name, roles=[role], password_hash=PASSWORD) for name in ("One", "Two"))
        db.session.commit()
    refusals = _at_once(app, "One", "Two")
    assert refusals == 1
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Account.id)).where(Account.is_enabled)) == 1
        db.engine.dispose()


def _own(_address: str) -> str:
    from tests import postgres

    return postgres.new_database("two-admins")


def _at_once(app: Flask, *names: str) -> int:
    refused, barrier = [], threading.Barrier(len(names))

    def switch_off(name: str) -> None:
        with app.app_context():
            barrier.wait()
            try:
                hold_admins()
                db.session.scalars(db.select(Account).where(Account.name == name)).one().is_enabled = False
                keep_an_admin()
                db.session.commit()
            except Refused:
                db.session.rollback()
                refused.append(name)

    threads = [threading.Thread(target=switch_off, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)
