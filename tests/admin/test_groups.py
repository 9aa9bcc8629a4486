"""Groups, their members, and titles that are kept for them."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.models import Account
from app.catalogue.models import Title
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.groups.models import Group
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_title
from tests.statements import count_statements

LIST, NEW = "/admin/groups/", "/admin/groups/new/"
CLUB = "Film club 2026"


def members(*accounts: Account) -> dict[str, str]:
    return {f"members-{place}": f"{account.name} #{account.id}" for place, account in enumerate(accounts)}


def a_group(cast: Cast, name: str = CLUB, *who: str, titles: tuple[Title, ...] = ()) -> Group:
    group = Group(name=name, members=[cast.accounts[each] for each in who])
    db.session.add(group)
    for title in titles:
        title.groups.append(group)
    db.session.commit()
    return group


def title_form(title: Title, **more: Any) -> dict[str, Any]:
    plain = {"name": title.name, "kind": "film", "year": "2024", "shown": "now", "maturity_years": "0"}
    return {**plain, **more}


def newest(kind: str) -> AuditEvent:
    return db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id.desc())
    ).first()  # type: ignore[return-value]


def test_a_group_is_made_changed_and_removed(cast: Cast) -> None:
    iris, ruth = cast.accounts["stranger"], cast.accounts["owner"]
    answer = cast.admin.post(NEW, {"name": CLUB, "description": "Tuesdays", **members(iris, ruth, iris)})
    assert (answer.status_code, answer.location) == (303, LIST)
    group = db.session.scalars(db.select(Group)).one()
    assert [account.name for account in group.members] == ["Iris", "Ruth"]
    assert newest("account-group-created").subject == CLUB
    page = cast.admin.get(f"/admin/groups/edit/?id={group.id}").text
    assert f"Iris #{iris.id}" in page and f"Ruth #{ruth.id}" in page
    answer = cast.admin.post(f"/admin/groups/edit/?id={group.id}", {"name": CLUB, **members(ruth)})
    assert answer.status_code == 303
    db.session.refresh(group)
    assert [account.name for account in group.members] == ["Ruth"]
    assert newest("account-group-changed").changes["members"] == [["Iris", "Ruth"], ["Ruth"]]
    asked = cast.admin.post("/admin/groups/delete/", {"id": group.id})
    assert "Delete “Film club 2026”?" in asked.text
    assert cast.admin.post("/admin/groups/delete/", {"id": group.id, "confirmed": "1"}).status_code == 303
    assert db.session.scalar(db.select(db.func.count(Group.id))) == 0
    assert newest("account-group-removed").subject == CLUB


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"name": ""}, "This needs a name."),
        ({"name": "x" * 81}, "Use at most 80 characters."),
        ({"name": "Film\0club"}, "characters that cannot be kept"),
        ({"name": "film CLUB 2026"}, "Another group is called so."),
        ({"name": "Class 7b", "members-0": "Nobody at all"}, "Nothing here is called so"),
        ({"name": "Class 7b", "members-0": "#999999"}, "none with this number"),
    ],
)
def test_what_cannot_be_a_group_is_refused_with_the_reason(cast: Cast, facts: dict[str, str], reason: str) -> None:
    a_group(cast)
    answer = cast.admin.post(NEW, {"description": "kept words", **facts})
    assert answer.status_code == 422
    assert reason in answer.text and "kept words" in answer.text
    assert db.session.scalar(db.select(db.func.count(Group.id))) == 1


def test_members_are_looked_up_by_those_who_manage_groups_alone(cast: Cast) -> None:
    address = "/admin/groups/ajax/lookup/?name=members&query=iri"
    assert cast.admin.get(address).json == [[str(cast.accounts["stranger"].id), "Iris"]] or "Iris" in (
        cast.admin.get(address).text
    )
    for who in ("editor", "moderator", "stranger", "child"):
        assert cast.person(who).get(address).status_code in (403, 404), who
        assert cast.person(who).post(NEW, {"name": "Mine"}).status_code in (403, 404), who
    assert db.session.scalar(db.select(db.func.count(Group.id))) == 0


def test_a_group_that_titles_are_kept_for_stays_and_says_for_which(cast: Cast) -> None:
    group = a_group(cast, CLUB, "stranger", titles=(make_title("Harbour Lights"), make_title("Low Tide")))
    for form in ({"id": group.id}, {"id": group.id, "confirmed": "1"}):
        answer = cast.admin.post("/admin/groups/delete/", form)
        assert answer.status_code == 409
        assert "Harbour Lights" in answer.text and "Low Tide" in answer.text and "stays for now" in answer.text
    assert db.session.get(Group, group.id) is not None
    assert "2 titles" in cast.admin.get(LIST).text
    assert "Low Tide" in cast.admin.get(f"/admin/groups/edit/?id={group.id}").text


def test_an_editor_keeps_a_title_for_a_group_and_it_is_written_down(cast: Cast) -> None:
    film, group = make_title("Harbour Lights"), a_group(cast, CLUB, "stranger")
    address = f"/admin/titles/edit/?id={film.id}"
    assert cast.editor.post(address, title_form(film, groups=[group.id])).status_code == 303
    db.session.refresh(film)
    assert film.groups == [group]
    assert newest("title-changed").changes["groups"] == [[], [CLUB]]
    assert f"Kept for {CLUB}" in cast.editor.get(address).text
    assert cast.editor.post(address, title_form(film, groups=["999999"])).status_code == 422
    assert cast.editor.post(address, title_form(film)).status_code == 303
    db.session.refresh(film)
    assert film.groups == []


def test_the_list_of_titles_says_and_finds_what_is_kept(cast: Cast) -> None:
    group = a_group(cast, CLUB, "stranger", titles=(make_title("Harbour Lights"),))
    make_title("Open Water")
    assert f"Kept for {CLUB}" in cast.editor.get("/admin/titles/").text
    for value, found in ((str(group.id), (True, False)), ("any", (True, False)), ("none", (False, True))):
        page = cast.editor.get(f"/admin/titles/?flt0_kept_for_is={value}").text
        assert (">Harbour Lights<" in page, ">Open Water<" in page) == found, value
    assert cast.editor.get("/admin/titles/?flt0_kept_for_is=٣nonsense").status_code == 200


def test_what_is_kept_for_a_group_is_nowhere_for_others(cast: Cast) -> None:
    film = make_title("Harbour Lights", genres=("Sea",))
    make_title("Open Water", genres=("Sea",))
    a_group(cast, CLUB, "stranger", titles=(film,))
    rooms = ("/", "/browse", "/search?q=Harbour", "/search/suggestions?q=Harb", "/genres/sea")
    for address in rooms:
        answer = cast.owner.get(address)
        # the words somebody typed stand in the page; the film's address does not
        assert "/titles/harbour-lights" not in answer.text, address
    assert cast.owner.get("/titles/harbour-lights").status_code == 404
    assert cast.stranger.get("/titles/harbour-lights").status_code == 200
    assert "/titles/harbour-lights" in cast.stranger.get("/search?q=Harbour").text


def test_statements_do_not_grow_with_groups_or_members(cast: Cast) -> None:
    group = a_group(cast, "Class 0", "owner")
    with count_statements() as few:
        cast.admin.get(LIST)
        cast.admin.get(f"/admin/groups/edit/?id={group.id}")
    for number in range(1, 9):
        a_group(cast, f"Class {number}", "owner", "stranger", titles=(make_title(f"Film {number}"),))
    group.members = list(db.session.scalars(db.select(Account)))
    db.session.commit()
    with count_statements() as many:
        cast.admin.get(LIST)
        cast.admin.get(f"/admin/groups/edit/?id={group.id}")
    assert len(many) <= len(few) + 1, [len(few), len(many)]
    form = {"name": "Class 0", **members(*group.members)}
    with count_statements() as saved:
        assert cast.admin.post(f"/admin/groups/edit/?id={group.id}", form).status_code == 303
    assert len(saved) < 20
    assert_fragment_in_page(cast.admin, LIST, "rows")
