"""Who may come into which room of the editors' house."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import AccountSession, Permission
from app.foundation import clock
from app.foundation.access import doors, who_may
from app.foundation.db import db
from tests.cast import STAFF, Cast


def rules(app: Flask) -> list[tuple[str, str, str]]:
    """Every address under /admin/ with its method and who may come in; placeholders filled."""
    found = [door for door in doors(app) if door.rule.startswith("/admin")]
    filled = [(re.sub(r"<any\((\w+).*?>", r"\1", door.rule), door) for door in found]
    filled = [(re.sub(r"<string\(length=64\).*?>", 64 * "f", rule), door) for rule, door in filled]
    return [
        (re.sub(r"<number.*?>", "999999", re.sub(r"<export_type>", "csv", rule)), method, door.who)
        for rule, door in filled
        for method in door.methods
    ]


@pytest.mark.parametrize("name", ["anonymous", "owner", "child", "editor", "moderator", "admin"])
def test_no_room_opens_beyond_its_permission(cast: Cast, name: str) -> None:
    person, may = cast.person(name), set(STAFF.get(name, ()))
    wrong = []
    for address, method, who in rules(cast.app):
        answer = person.get(address) if method == "GET" else person.post(address)
        closed = answer.status_code == 403 or (answer.status_code == 302 and "/sign-in" in answer.location)
        if closed == (who in may) or answer.status_code >= 500:
            wrong.append((method, address, answer.status_code))
    assert wrong == []


def test_every_room_names_a_permission(app: Flask) -> None:
    names = {door.who for door in doors(app) if door.rule.startswith("/admin")}
    assert names <= {str(each) for each in Permission}
    assert who_may(app, "admin_titles.ajax_lookup") == Permission.CATALOGUE_EDIT


def test_flask_admins_own_files_are_not_served(cast: Cast) -> None:
    assert cast.admin.get("/admin/static/vendor/jquery.min.js").status_code == 404


def test_a_view_that_forgets_its_permission_is_reported(app: Flask) -> None:
    """The companion: what `who_may` says of a view without a mark is not a permission."""

    class Forgetful:
        def index(self) -> str:
            return ""

    app.view_functions["planted"] = Forgetful().index
    try:
        assert who_may(app, "planted") not in set(Permission)
    finally:
        del app.view_functions["planted"]


def test_staff_are_asked_for_the_password_again_after_half_an_hour(cast: Cast) -> None:
    editor = cast.editor
    row = db.session.get_one(AccountSession, editor.session_id)
    row.authenticated_at = clock.now() - timedelta(minutes=31)
    db.session.commit()
    answer = editor.get("/admin/titles/")
    assert answer.status_code == 303
    assert answer.location.startswith("/confirm?next=/admin/titles/")


def test_nothing_changes_without_the_token(cast: Cast) -> None:
    client = cast.admin.client
    for address in ("/admin/genres/new/", "/admin/genres/delete/", "/admin/genres/action/", "/admin/upload/"):
        assert client.post(address, data={"name": "Sea", "id": "1"}).status_code == 400


def test_the_menu_shows_each_only_their_rooms(cast: Cast) -> None:
    moderator = cast.moderator.get("/admin/").text
    assert "/admin/reviews/" in moderator
    assert "/admin/titles/" not in moderator
    assert "/admin/accounts/" not in cast.editor.get("/admin/").text


def test_admin_pages_are_never_kept_and_carry_a_nonce_policy(cast: Cast) -> None:
    answer = cast.admin.get("/admin/titles/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "'nonce-" in answer.headers["Content-Security-Policy"]
    assert 'lang="en"' in answer.text
    assert answer.text.count("<h1") == 1


def test_a_return_address_never_leads_off_the_site(cast: Cast) -> None:
    for number, target in enumerate(("https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example")):
        answer = cast.admin.post(f"/admin/genres/new/?url={target}", {"name": f"Sea {number}"})
        assert answer.status_code == 303, target
        assert answer.location.startswith("/admin/"), target
