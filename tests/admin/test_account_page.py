"""An account's page: all that the house knows, who may read it, and that reading it is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.models import AccountSession
from app.admin import account_page
from app.discussions.models import Post
from app.foundation import audit, clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.moderation.models import Case, Report, Suspension
from app.reviews.models import Review
from app.sharing.models import Share
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_progress, make_title, make_video
from tests.statements import count_statements


def page_of(cast: Cast, who: str = "owner", **more: str) -> str:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/admin/accounts/details/?id={cast.accounts[who].id}{extra}"


def a_life(cast: Cast, number: int = 0) -> None:
    """One row of every part, of Ruth's household."""
    ruth, iris = cast.profiles["owner"], cast.profiles["stranger"]
    film = make_title(f"Harbour Lights {number}")
    make_progress(ruth, make_video(film), 1 if number % 2 else 0.5)
    post = Post(title_id=film.id, profile_id=ruth.id, text="The lamp goes out", key=f"k{number}")
    case = Case(subject="post", subject_id=number + 1, author_id=ruth.id, title_id=film.id, words="The lamp goes out")
    case.reports.append(Report(reporter_id=iris.id, reason="spoiler"))
    share = Share(sender_id=ruth.id, receiver_id=iris.id, title_id=film.id, note="private words", shared_at=clock.now())
    review = Review(profile_id=ruth.id, title_id=film.id, rating=4, text="Salt and rust")
    db.session.add_all([post, case, share, review, Suspension.of(ruth, "Twice a spoiler")])
    audit.record("signed-in", "ruth@example.org", account_id=cast.accounts["owner"].id)
    db.session.commit()


def test_the_page_says_all_and_no_secret(cast: Cast) -> None:
    a_life(cast)
    cast.profiles["owner"].pin_hash = "$argon2id$pin"
    ruth = cast.owner
    db.session.commit()
    page = cast.admin.get(page_of(cast)).text
    for words in ("Ruth", "ruth@example.org", "Elm Street 14", "Signed in", "Harbour Lights 0", "At 5:00"):
        assert words in page, words
    for words in ("Salt and rust", "The lamp goes out", "1 report", "Twice a spoiler", "Mia", "Iris"):
        assert words in page, words
    assert f"/sessions/{ruth.session_id}/end" in page
    for secret in ("private words", "argon2", cast.accounts["owner"].password_hash):
        assert secret not in page, secret


def test_what_somebody_took_back_is_not_read_out(cast: Cast) -> None:
    a_life(cast)
    db.session.scalars(db.select(Post)).one().take_back()
    db.session.commit()
    page = cast.admin.get(page_of(cast, part="posts")).text
    assert "Taken back" in page
    assert "The lamp goes out" not in page


def test_looking_is_written_down_and_told_to_the_account(cast: Cast) -> None:
    for _twice in range(2):
        assert cast.admin.get(page_of(cast)).status_code == 200
    assert cast.admin.get(page_of(cast, part="plays")).status_code == 200
    rows = list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.kind == account_page.VIEWED)))
    by_admin = [row for row in rows if row.account_id == cast.accounts["admin"].id]
    told = [row for row in rows if row.account_id == cast.accounts["owner"].id]
    assert [row.changes for row in by_admin] == [{}, {}, {"part": "plays"}]
    assert [row.subject for row in by_admin] == ["Ruth, ruth@example.org"] * 3
    assert [(row.actor, row.address) for row in told] == [("Admin", "")]  # once an hour
    assert "An admin looked at your account’s page" in cast.owner.get("/account").text
    told[0].at = clock.now() - timedelta(hours=2)
    db.session.commit()
    cast.admin.get(page_of(cast))
    mine = AuditEvent.account_id == cast.accounts["owner"].id, AuditEvent.kind == account_page.VIEWED
    assert db.session.scalar(db.select(db.func.count(AuditEvent.id)).where(*mine)) == 2
    assert cast.admin.get(page_of(cast, "admin")).status_code == 200


@pytest.mark.parametrize("who", ["editor", "moderator", "owner", "child", "stranger", "anonymous"])
def test_nobody_else_opens_it_or_ends_a_session(cast: Cast, who: str) -> None:
    key = cast.owner.session_id
    person = cast.person(who)
    assert person.get(page_of(cast)).status_code in (302, 303, 403, 404)
    answer = person.post(f"/admin/accounts/{cast.accounts['owner'].id}/sessions/{key}/end")
    assert answer.status_code in (302, 303, 403, 404)
    assert db.session.get(AccountSession, key) is not None
    assert db.session.scalar(db.select(AuditEvent.id).where(AuditEvent.kind == account_page.VIEWED)) is None


def test_one_device_is_signed_out(cast: Cast) -> None:
    owner, ruth, iris = cast.owner, cast.accounts["owner"], cast.accounts["stranger"]
    other = cast.stranger.session_id
    assert cast.admin.post(f"/admin/accounts/{ruth.id}/sessions/{other}/end").status_code == 404  # not Ruth's
    assert cast.admin.post(f"/admin/accounts/{ruth.id}/sessions/{owner.session_id}/end").status_code == 303
    db.session.expire_all()
    assert db.session.get(AccountSession, owner.session_id) is None
    assert db.session.get(AccountSession, other) is not None
    kinds = db.session.scalars(db.select(AuditEvent.kind).where(AuditEvent.account_id == cast.accounts["admin"].id))
    assert "account-session-removed" in set(kinds)
    assert cast.stranger.get("/").status_code == 200
    own = f"/admin/accounts/{cast.accounts['admin'].id}/sessions/{cast.admin.session_id}/end"
    assert cast.admin.post(own).status_code == 303
    assert cast.admin.get("/admin/").status_code == 200
    assert iris.is_enabled


def test_parts_are_paged_and_statements_do_not_grow(cast: Cast) -> None:
    a_life(cast)
    with count_statements() as few:
        cast.admin.get(page_of(cast))
    for number in range(1, 23):
        a_life(cast, number)
    with count_statements() as many:
        page = cast.admin.get(page_of(cast)).text
    assert len(many) <= len(few), (len(few), len(many))
    assert page.count("The lamp goes out") == account_page.FEW
    assert "part=posts" in page
    first, second = (cast.admin.get(page_of(cast, part="posts", page=number)).text for number in ("0", "1"))
    assert (first.count("The lamp goes out"), second.count("The lamp goes out")) == (20, 3)
    for odd in ("x", "-1", "٣", "99999999999", ""):
        assert cast.admin.get(page_of(cast, part="posts", page=odd)).status_code == 200, odd
    assert cast.admin.get(page_of(cast, part="nonsense")).status_code == 200
    assert_fragment_in_page(cast.admin, page_of(cast, part="plays"), "parts")


@pytest.mark.parametrize("number", ["0", "999999", "x", "", str(2**31), "٣"])
def test_an_account_that_is_none_is_not_found(cast: Cast, number: str) -> None:
    assert cast.admin.get(f"/admin/accounts/details/?id={number}").status_code == 404
