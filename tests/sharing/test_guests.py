"""Links for guests: the card and nothing else, until it ends, in whichever of nine ways."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from app.accounts.models import Account
from app.catalogue.models import Credit, Person, Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.limits import Limit, LocalLimiter
from app.groups.models import Group
from app.moderation.models import Suspension
from app.profiles.models import Profile
from app.reviews.models import Review
from app.sharing import guest_routes, guests
from app.sharing.guests import invite
from app.sharing.models import GuestLink
from tests.cast import Cast
from tests.fragments import assert_part_of

AT = "/titles/the-aurora-keeper"
ADDRESS = re.compile(r'value="http://localhost(/guests/[A-Za-z0-9_-]{43})"')


@pytest.fixture(autouse=True)
def rested() -> None:
    guest_routes.knocking.buckets.clear()


@pytest.fixture
def address(cast: Cast, film: Title) -> str:
    cast.owner.post(f"{AT}/guests", {"days": "7"})
    found = ADDRESS.search(cast.owner.get(f"{AT}/share").text)
    assert found
    return found[1]


def link() -> GuestLink:
    db.session.expire_all()
    return db.session.scalars(db.select(GuestLink)).one()


def test_the_address_is_told_once_and_kept_as_a_digest_only(cast: Cast, address: str) -> None:
    token = address.rpartition("/")[2]
    assert token not in cast.owner.get(f"{AT}/share").text
    assert len(link().digest) == 64 and token not in link().digest


def test_under_htmx_it_is_told_in_the_answer(cast: Cast, film: Title) -> None:
    answer = cast.owner.post(f"{AT}/guests", {"days": "1"}, fragment=True)
    assert answer.status_code == 200 and answer.text.strip().startswith('<div id="guest_links"')
    found = ADDRESS.search(answer.text)
    assert found and cast.anonymous.get(found[1]).status_code == 200
    assert timedelta(hours=23) < link().expires_at - clock.now() < timedelta(hours=25)


def test_a_guest_sees_the_card_and_it_is_counted(cast: Cast, address: str) -> None:
    answer = cast.anonymous.get(address)
    assert answer.status_code == 200
    assert "The Aurora Keeper" in answer.text and "A lamp at the end of the lake." in answer.text
    assert "Somebody at Matinee" in answer.text and '<meta property="og:title"' in answer.text
    cast.anonymous.client.head(address)
    assert link().opened_count == 1
    assert "Opened once" in cast.owner.get("/shares/guests").text


def test_the_page_reveals_nothing_else_of_the_house(cast: Cast, film: Title, address: str) -> None:
    film.synopsis, film.country = "CANARYsynopsis", "CANARYcountry"
    film.credits = [
        Credit(person=Person(name="CANARYactor", slug="canary-actor"), role="cast", character="CANARYrole"),
        Credit(person=Person(name="Solveig Tran", slug="solveig"), role="director"),
    ]
    film.groups = []
    db.session.add(Review(profile_id=cast.profiles["stranger"].id, title_id=film.id, rating=5, text="CANARYreview"))
    for name in ("owner", "teenager", "child", "member", "stranger"):
        cast.profiles[name].name = f"CANARY{name}"
    cast.elm.name = "CANARYhouse"
    db.session.commit()
    for who in (cast.anonymous, cast.owner, cast.stranger):
        for path in (address, f"{address}/poster"):
            answer = who.get(path)
            assert answer.status_code == 200 and "CANARY" not in answer.text, path
    page = cast.anonymous.get(address).text
    assert "Solveig Tran" in page
    links = re.findall(r'(?:href|action|src|content)="(/[^"]*|https?:[^"]*)"', page)
    ours = [one for one in links if not one.startswith(("/static/", address, f"http://localhost{address}"))]
    assert ours == ["/sign-in"]
    assert "<script" not in page and "<form" not in page


def test_without_a_director_no_actor_stands_for_one(cast: Cast, film: Title, address: str) -> None:
    film.credits = [Credit(person=Person(name="CANARYactor", slug="canary-actor"), role="cast")]
    db.session.commit()
    assert "CANARY" not in cast.anonymous.get(address).text + cast.anonymous.get(f"{address}/poster").text


def test_nothing_of_it_is_kept_listed_or_told_on(cast: Cast, address: str) -> None:
    for path in (address, f"{address}/poster", f"{address}x"):
        answer = cast.anonymous.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in answer.headers


def test_the_token_is_in_no_log(cast: Cast, address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        cast.anonymous.get(address)
        cast.anonymous.get(f"{address}/poster")
        cast.anonymous.get(f"{address}x")
    assert address.rpartition("/")[2] not in caplog.text and "/guests/…" in caplog.text


def spoil(cast: Cast, film: Title, how: str) -> None:
    ruth = cast.profiles["owner"]
    if how == "ended":
        link().end()
    elif how == "expired":
        link().expires_at = clock.now() - timedelta(seconds=1)
    elif how == "withdrawn title":
        film.withdraw()
    elif how == "sharer's limit":
        ruth.maturity_limit = 7
    elif how == "kept for the sharer's own group":
        film.groups = [Group(name="Film club", members=[cast.accounts["owner"]])]
    elif how == "suspended":
        db.session.add(Suspension.of(ruth, "Three warnings."))
    elif how == "disabled":
        db.session.execute(update(Account).where(Account.name.in_(["Ruth", "Nana"])).values(is_enabled=False))
    elif how == "gone":
        db.session.execute(delete(Profile).where(Profile.id == ruth.id))
    db.session.commit()
    db.session.expire_all()


WAYS = ("ended", "expired", "withdrawn title", "sharer's limit", "kept for the sharer's own group", "suspended",
        "disabled", "gone")  # fmt: skip


@pytest.mark.parametrize("how", WAYS)
def test_it_stops_at_once_and_looks_like_one_that_never_was(cast: Cast, film: Title, address: str, how: str) -> None:
    never = cast.anonymous.get("/guests/" + "A" * 43)
    assert never.status_code == 404 and "Nothing behind this link" in never.text
    assert cast.anonymous.get(address).status_code == 200
    spoil(cast, film, how)
    for token in (address, "/guests/x", "/guests/" + "ü" * 43, "/guests/" + "x" * 5000):
        answer = cast.anonymous.get(token)
        assert (answer.status_code, answer.text) == (404, never.text)
    assert cast.anonymous.get(f"{address}/poster").status_code == 404


def test_its_maker_alone_ends_it(cast: Cast, address: str) -> None:
    act = f"/shares/guests/{link().id}/end"
    for who in (cast.stranger, cast.member, cast.teenager, cast.child, cast.admin, cast.anonymous):
        assert who.post(act).status_code in (302, 403, 404)
    assert cast.anonymous.get(address).status_code == 200
    answer = cast.owner.post(act, fragment=True)
    assert answer.status_code == 204 and "guest-links-changed" in answer.headers["HX-Trigger"]
    assert cast.owner.post(act).status_code == 303
    assert cast.anonymous.get(address).status_code == 404
    assert "Ended" in cast.owner.get("/shares/guests").text
    assert "The Aurora Keeper" not in cast.stranger.get("/shares/guests").text


def test_who_may_make_one(cast: Cast, film: Title) -> None:
    assert cast.child.post(f"{AT}/guests", {"days": "7"}).status_code == 404, "its address is not told either"
    assert cast.anonymous.post(f"{AT}/guests", {"days": "7"}).status_code == 302
    film.maturity_years = 18
    db.session.commit()
    assert cast.teenager.post(f"{AT}/guests", {"days": "7"}).status_code == 404
    film.groups = [Group(name="Film club", members=[cast.accounts["owner"]])]
    db.session.commit()
    answer = cast.owner.post(f"{AT}/guests", {"days": "7"})
    assert answer.status_code == 422 and "kept for a group" in answer.text
    assert db.session.scalars(db.select(GuestLink)).all() == []


@pytest.mark.parametrize("days", ["", "0", "365", "x", "9" * 5000, "\0"])
def test_it_never_lasts_longer_than_offered(cast: Cast, film: Title, days: str) -> None:
    answer = cast.owner.post(f"{AT}/guests", {"days": days})
    assert answer.status_code == 422
    assert_part_of(answer.text, cast.owner.post(f"{AT}/guests", {"days": days}, fragment=True).text, "guest_links")
    assert db.session.scalars(db.select(GuestLink)).all() == []


def test_the_suspended_make_none(cast: Cast, film: Title) -> None:
    db.session.add(Suspension.of(cast.profiles["owner"], "Three warnings."))
    db.session.commit()
    answer = cast.owner.post(f"{AT}/guests", {"days": "7"})
    assert answer.status_code == 422 and "Three warnings." in answer.text


def test_links_a_day_and_knocks_a_minute_are_limited(cast: Cast, film: Title, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "A_DAY", Limit(2, 86_400))
    monkeypatch.setattr(guest_routes, "knocking", LocalLimiter(Limit(3, 86_400)))
    assert [cast.owner.post(f"{AT}/guests", {"days": "1"}).status_code for _ in range(3)] == [303, 303, 429]
    assert [cast.anonymous.get(f"/guests/{'B' * 43}").status_code for _ in range(4)] == [404, 404, 404, 429]


def test_a_poster_that_somebody_gave_has_the_tokens_address(cast: Cast, film: Title) -> None:
    token = invite(cast.profiles["owner"], film, 1)
    db.session.commit()
    answer = cast.anonymous.get(f"/guests/{token}/poster")
    assert answer.mimetype == "image/svg+xml" and b"<svg" in answer.data
