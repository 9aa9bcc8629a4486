"""Posts, shares, guests' links and notifications, as staff see them; and the audit's filters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.catalogue.models import Title
from app.discussions.models import HELD, PUBLISHED, REMOVED, Post
from app.foundation import audit, clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.moderation.models import Decision
from app.notifications.models import Notification
from app.sharing.models import GuestLink, Share
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_title
from tests.statements import count_statements

LISTS = ("/admin/posts/", "/admin/shares/", "/admin/guest-links/", "/admin/notifications/")
WHO = {"/admin/notifications/": "admin"}


def talk(cast: Cast, number: int = 0) -> tuple[Post, Share, GuestLink, Notification]:
    """One of each, by Ruth, to Iris."""
    ruth, iris, film = cast.profiles["owner"], cast.profiles["stranger"], make_title(f"Harbour Lights {number}")
    post = Post(title_id=film.id, profile_id=ruth.id, text=f"Lamp {number}", key=f"k{number}", at_s=75.0)
    share = Share(
        sender_id=ruth.id, receiver_id=iris.id, title_id=film.id, note=f"Note {number}", shared_at=clock.now()
    )
    link = GuestLink(digest=f"{number:064}", profile_id=ruth.id, title_id=film.id, expires_at=clock.now())
    link.expires_at += timedelta(days=2)
    told = Notification(profile_id=iris.id, kind="share", key=f"n{number}", title_id=film.id, facts={"word": "hushed"})
    db.session.add_all([post, share, link, told])
    db.session.commit()
    return post, share, link, told


def act(cast: Cast, place: str, name: str, row: Any, **more: str) -> Any:
    form = {"action": name, "rowid": row.id, "confirmed": "1", **more}
    answer = cast.moderator.post(f"/admin/{place}/action/", form)
    db.session.expire_all()
    return answer


@pytest.mark.parametrize("address", LISTS)
def test_each_list_shows_its_rows_to_those_whose_it_is(cast: Cast, address: str) -> None:
    talk(cast)
    page = cast.person(WHO.get(address, "moderator")).get(address).text
    assert "Harbour Lights 0" in page or "notifications" in address
    assert "Ruth" in page or "Iris" in page
    assert "hushed" not in page and 64 * "0" not in page
    closed = {"editor", "owner", "child", "stranger", "anonymous"} | ({"moderator"} if address in WHO else set())
    for who in closed:
        assert cast.person(who).get(address).status_code in (302, 303, 403, 404), who
        answer = cast.person(who).post(f"{address}action/", {"action": "hold", "rowid": "1", "confirmed": "1"})
        assert answer.status_code in (302, 303, 403, 404), who
    for made in ("new/", "edit/?id=1"):
        assert cast.admin.post(f"{address}{made}", {"text": "x"}).status_code in (303, 404, 405), made


@pytest.mark.parametrize("place", ["posts", "shares"])
def test_words_are_held_with_a_reason_and_released(cast: Cast, place: str) -> None:
    post, share, _link, _told = talk(cast)
    row = post if place == "posts" else share
    asked = cast.moderator.post(f"/admin/{place}/action/", {"action": "hold", "rowid": row.id})
    assert 'name="reason"' in asked.text
    act(cast, place, "hold", row, reason="")
    assert row.state == PUBLISHED
    act(cast, place, "hold", row, reason="Gives the end\u202e away\0")
    assert (row.state, row.held_reason) == (HELD, "Gives the end away")
    act(cast, place, "hold", row, reason="Again")  # a twin changes nothing
    assert row.held_reason == "Gives the end away"
    act(cast, place, "release", row)
    assert (row.state, row.held_reason) == (PUBLISHED, "")
    assert [row.act for row in db.session.scalars(db.select(Decision).order_by(Decision.id))] == ["hide", "restore"]
    kinds = set(db.session.scalars(db.select(AuditEvent.kind)))
    assert {"case-hide", "case-restore"} <= kinds


def test_a_post_is_removed_for_good(cast: Cast) -> None:
    post = talk(cast)[0]
    act(cast, "posts", "remove", post)
    assert post.state == PUBLISHED
    act(cast, "posts", "remove", post, reason="A private address")
    assert (post.state, post.held_reason) == (REMOVED, "A private address")
    assert post.removed_at is not None
    post.put_back()
    assert post.state == HELD  # its author cannot bring it back into sight


def test_what_its_author_took_back_is_not_read_out(cast: Cast) -> None:
    post, share, _link, _told = talk(cast)
    post.take_back()
    share.withdraw()
    db.session.commit()
    assert "Lamp 0" not in cast.moderator.get("/admin/posts/").text
    assert "Note 0" not in cast.moderator.get("/admin/shares/").text


def test_a_guests_link_is_ended(cast: Cast) -> None:
    link = talk(cast)[2]
    assert "Open until" in cast.moderator.get("/admin/guest-links/?flt0_state_is=open").text
    assert act(cast, "guest-links", "end", link).status_code == 303
    assert link.is_over
    assert "guest-link-ended" in set(db.session.scalars(db.select(AuditEvent.kind)))
    assert "Harbour Lights" not in cast.moderator.get("/admin/guest-links/?flt0_state_is=open").text
    assert "Ended" in cast.moderator.get("/admin/guest-links/?flt0_state_is=over").text


@pytest.mark.parametrize("address", LISTS)
def test_lists_search_filter_and_cost_the_same_however_long(cast: Cast, address: str) -> None:
    talk(cast)
    person = cast.person(WHO.get(address, "moderator"))
    assert_fragment_in_page(person, address, "rows")
    with count_statements() as few:
        person.get(address)
    for number in range(1, 8):
        talk(cast, number)
    with count_statements() as many:
        person.get(address)
    assert len(many) <= len(few), (len(few), len(many))
    for search in ("Ruth", "Harbour", "%", "x\0y", "'"):
        assert person.get(address, query_string={"search": search}).status_code == 200, search
    for number in ("0", "1", "2"):
        assert person.get(f"{address}?sort={number}").status_code == 200


def test_the_audit_is_filtered_by_kind_who_and_since(cast: Cast) -> None:
    old = audit.record("genre-created", "Fog", account_id=cast.accounts["editor"].id)
    old.actor, old.at = "Editor", clock.now() - timedelta(days=8)
    audit.record("genre-created", "Sleet", account_id=cast.accounts["moderator"].id).actor = "Moderator"
    db.session.add_all([Title(name="x", slug="x")])
    db.session.commit()
    everyone = "/admin/actions/?everyone=1"
    for more, found in (
        ("", (True, True)),
        ("&flt0_who_contains=Editor", (True, False)),
        ("&flt0_since_is=7", (False, True)),
        ("&flt0_since_is=30", (True, True)),
        ("&flt0_what_contains=nothing", (False, False)),
        ("&flt0_since_is=soon", (True, True)),
    ):
        page = cast.admin.get(everyone + more).text
        assert ("Fog" in page, "Sleet" in page) == found, more
    assert cast.editor.get(everyone).status_code == 403
    assert "Sleet" not in cast.editor.get("/admin/actions/").text
