"""Atom feeds by private addresses: valid, escaped, conditional, ended by renewal, and within what one may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

import pytest
from sqlalchemy import delete, update

from app.accounts.models import Account
from app.catalogue.models import Title
from app.feeds import keys, routes
from app.foundation import clock
from app.foundation.db import db
from app.foundation.limits import Limit, LocalLimiter
from app.groups.models import Group
from app.profiles.models import Profile
from app.reviews.models import Review
from app.watching.models import ListEntry
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_title
from tests.statements import count_statements

ATOM = "{http://www.w3.org/2005/Atom}"
PATHS = ("my-list", "genres/sea", "people/solveig-tran", "titles/moth-hour/reviews")


@pytest.fixture(autouse=True)
def rested() -> None:
    routes.knocking.buckets.clear()
    routes.reading.buckets.clear()


@pytest.fixture
def film(cast: Cast) -> Title:
    title = make_title("Moth Hour", 12, genres=["Sea"], people=["Solveig Tran"], tagline="A lamp.", synopsis="Moths.")
    db.session.add(ListEntry(profile_id=cast.profiles["owner"].id, title_id=title.id))
    db.session.add(Review(profile_id=cast.profiles["stranger"].id, title_id=title.id, rating=4, text="The lamp & I."))
    db.session.commit()
    return title


def address(cast: Cast, path: str, who: str = "owner") -> str:
    return f"/feeds/{keys.token_of(cast.profiles[who])}/{path}"


def fetch(cast: Cast, path: str, who: str = "owner", **headers: str) -> Any:
    return cast.anonymous.get(address(cast, path, who), headers=headers)


def parse(answer: Any) -> ET.Element:
    """Strictly: well-formed by expat, and with every element that RFC 4287 asks of a feed and its entries."""
    assert answer.status_code == 200 and answer.content_type == "application/atom+xml; charset=utf-8"
    expat.ParserCreate().Parse(answer.data, True)
    root = ET.fromstring(answer.data)
    assert root.tag == f"{ATOM}feed"
    for node in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1 and node.findtext(f"{ATOM}{name}"), name
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", node.findtext(f"{ATOM}id") or "")
        assert datetime.fromisoformat(node.findtext(f"{ATOM}updated") or "").tzinfo
        assert all(link.get("href", "").startswith("http://localhost/") for link in node.findall(f"{ATOM}link"))
    ids = [node.findtext(f"{ATOM}id") for node in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) and root.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}
    return root


def titles(root: ET.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("path", PATHS)
def test_a_reader_without_cookies_gets_each_feed(cast: Cast, film: Title, path: str) -> None:
    answer = fetch(cast, path)
    root = parse(answer)
    assert titles(root) == ["4 of 5 for Moth Hour" if "reviews" in path else "Moth Hour (2024)"]
    assert "Set-Cookie" not in answer.headers and "noindex" in answer.headers["X-Robots-Tag"]
    cache = answer.headers["Cache-Control"]
    assert "private" in cache and "no-cache" in cache and "public" not in cache
    text = root.findtext(f"{ATOM}entry/{ATOM}content")
    assert text == ("The lamp & I." if "reviews" in path else "A lamp.\n\nMoths.")
    link = root.find(f"{ATOM}link[@rel='self']")
    assert link is not None and link.get("href") == f"http://localhost{address(cast, path)}"


def test_the_address_is_the_one_that_people_type(cast: Cast, film: Title, monkeypatch: pytest.MonkeyPatch) -> None:
    before = parse(fetch(cast, "my-list")).findtext(f"{ATOM}entry/{ATOM}id")
    monkeypatch.setitem(cast.app.config, "ADDRESS", "https://films.example.org")
    answer = fetch(cast, "my-list")
    assert "http://localhost" not in answer.text and "https://films.example.org/titles/moth-hour" in answer.text
    assert ET.fromstring(answer.data).findtext(f"{ATOM}entry/{ATOM}id") == before, "an id lasts"


@pytest.mark.parametrize("path", PATHS)
def test_what_a_reader_has_it_is_not_sent_again(cast: Cast, film: Title, path: str) -> None:
    first = fetch(cast, path)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    again = fetch(cast, path, **{"If-None-Match": tag})
    assert again.status_code == 304 and again.data == b"" and again.headers["ETag"] == tag
    assert fetch(cast, path, **{"If-Modified-Since": changed}).status_code == 304
    for row in db.session.scalars(db.select(Review)):
        row.revise(5, "On a second look.")
    film.tagline = "Another lamp."
    db.session.commit()
    assert fetch(cast, path, **{"If-None-Match": tag}).status_code == 200


def test_an_empty_feed_is_whole(cast: Cast, film: Title) -> None:
    root = parse(fetch(cast, "my-list", "member"))
    assert titles(root) == []


def test_what_xml_cannot_hold_or_would_read_as_markup(cast: Cast, film: Title) -> None:
    film.name = "<b>]]>&amp;\x0b\ufffe\u202e“Moth”"
    for row in db.session.scalars(db.select(Review)):
        row.text = '<script>x</script> ]]> & \x08\x1f "quoted" \U0001f3ac'
    db.session.commit()
    for path in PATHS:
        root = parse(fetch(cast, path))
        assert "<b>]]>&amp;\u202e“Moth”" in titles(root)[0]
    assert root.findtext(f"{ATOM}entry/{ATOM}content") == '<script>x</script> ]]> &  "quoted" \U0001f3ac'


def broken(cast: Cast) -> Iterator[str]:
    good = keys.token_of(cast.profiles["owner"])
    number, serial, mac = good.split(".")
    other = cast.profiles["stranger"].id
    yield from (f"{other}.{serial}.{mac}", f"{number}.2.{mac}", f"{number}.{serial}.{'0' * 32}", f"{good}0", good[:-1])
    yield from (f"0{good}", f"{number}.{serial}.{mac.upper()}", "x", "1", "9" * 5000, "%00", "..", f"٣.1.{mac}")
    yield f"9999999999.1.{mac}"


def test_a_token_that_is_none_opens_nothing(cast: Cast, film: Title) -> None:
    for token in broken(cast):
        for path in PATHS:
            assert cast.anonymous.get(f"/feeds/{token}/{path}").status_code == 404, token
            assert cast.owner.get(f"/feeds/{token}/{path}").status_code == 404, "no cookie stands for a token"


def test_renewal_ends_the_old_addresses(cast: Cast, film: Title) -> None:
    for _ in range(3):
        old = address(cast, "my-list")
        assert cast.anonymous.get(old).status_code == 200
        assert cast.owner.post("/feeds/renew").headers["Location"] == "/feeds"
        assert cast.anonymous.get(old).status_code == 404
        assert old not in cast.owner.get("/feeds").text and address(cast, "my-list") in cast.owner.get("/feeds").text
    assert fetch(cast, "my-list", "member").status_code == 200, "nobody else's"


def test_nobody_signs_in_any_more_nobody_reads(cast: Cast, film: Title) -> None:
    db.session.execute(update(Account).where(Account.name == "Ruth").values(is_enabled=False))
    db.session.commit()
    assert fetch(cast, "my-list").status_code == 200, "Nana still does"
    db.session.execute(update(Account).where(Account.name == "Nana").values(is_enabled=False))
    db.session.commit()
    assert fetch(cast, "my-list").status_code == 404


def test_a_number_that_is_given_again_opens_nothing_to_the_one_before(cast: Cast, film: Title) -> None:
    old, number = address(cast, "my-list"), cast.profiles["owner"].id
    db.session.execute(delete(Profile).where(Profile.id == number))
    db.session.commit()
    assert cast.anonymous.get(old).status_code == 404
    db.session.expire_all()
    db.session.add(Profile(id=number, household_id=cast.elm.id, name="Somebody new", created_at=clock.now()))
    db.session.commit()
    assert cast.anonymous.get(old).status_code == 404


@pytest.mark.parametrize("why", ["limit", "draft", "group"])
@pytest.mark.parametrize("path", PATHS)
def test_every_row_is_one_that_its_profile_may_see(cast: Cast, film: Title, why: str, path: str) -> None:
    if why == "limit":
        cast.profiles["owner"].maturity_limit = 7
    elif why == "draft":
        film.withdraw()
    else:
        film.groups = [Group(name="Film club", members=[cast.accounts["stranger"]])]
    db.session.commit()
    answer = fetch(cast, path)
    assert "Moth" not in answer.text and "lamp" not in answer.text
    assert answer.status_code == (200 if path == "my-list" else 404)


def test_a_child_has_no_feed_of_reviews_and_no_page_of_addresses(cast: Cast, film: Title) -> None:
    film.maturity_years = 0
    db.session.commit()
    assert fetch(cast, "titles/moth-hour/reviews", "child").status_code == 404
    assert titles(parse(fetch(cast, "genres/sea", "child"))) == ["Moth Hour (2024)"]
    assert cast.child.get("/feeds").status_code == 403 and cast.child.post("/feeds/renew").status_code == 403
    assert "/feeds" not in cast.child.get("/people/solveig-tran").text + cast.child.get("/my-list").text


def test_held_and_removed_reviews_are_in_no_feed(cast: Cast, film: Title) -> None:
    for row in db.session.scalars(db.select(Review)):
        row.hold("It tells the ending.")
    db.session.commit()
    assert titles(parse(fetch(cast, "titles/moth-hour/reviews"))) == []


def test_a_simulated_author_is_called_so(cast: Cast, film: Title) -> None:
    cast.profiles["stranger"].is_simulated = True
    db.session.commit()
    root = parse(fetch(cast, "titles/moth-hour/reviews"))
    assert root.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == "Iris (simulated)"


def test_the_page_lists_ones_own_and_what_was_asked_for(cast: Cast, film: Title) -> None:
    page = cast.owner.get("/feeds").text
    assert f"http://localhost{address(cast, 'my-list')}" in page and f"{address(cast, 'genres/sea')}" in page
    assert_fragment_in_page(cast.owner, "/feeds", "feeds")
    for asked, path in (("title=moth-hour", PATHS[3]), ("person=solveig-tran", PATHS[2]), ("genre=sea", PATHS[1])):
        page = cast.owner.get(f"/feeds?{asked}").text
        assert "You asked for" in page and address(cast, path) in page
    for nothing in ("title=none", "person=none", "genre=none", "title=%00", "genre=../x"):
        assert cast.owner.get(f"/feeds?{nothing}").status_code == 404
    assert cast.anonymous.get("/feeds").status_code == 302 and cast.anonymous.post("/feeds/renew").status_code == 302


def test_the_pages_lead_there_and_hold_no_token(cast: Cast, film: Title) -> None:
    ways = {
        "/titles/moth-hour": "/feeds?title=moth-hour",
        "/people/solveig-tran": "/feeds?person=solveig-tran",
        "/browse?genre=sea": "/feeds?genre=sea",
        "/my-list": "/feeds",
    }
    token = keys.token_of(cast.profiles["owner"])
    for path, way in ways.items():
        page = cast.owner.get(path).text
        assert f'href="{way}"' in page and token not in page


def test_the_token_is_in_no_log(cast: Cast, film: Title, caplog: pytest.LogCaptureFixture) -> None:
    token = keys.token_of(cast.profiles["owner"])
    with caplog.at_level("INFO"):
        for path in (*PATHS, "titles/none/reviews"):
            fetch(cast, path)
    assert token not in caplog.text and token.rpartition(".")[2] not in caplog.text and "/feeds/…/" in caplog.text


def test_a_reader_that_asks_all_the_time_is_told_to_wait(
    cast: Cast, film: Title, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "reading", LocalLimiter(Limit(3, 86_400)))
    assert [fetch(cast, "my-list").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert fetch(cast, "my-list", "member").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_statements_do_not_grow_with_the_rows(cast: Cast, film: Title, path: str) -> None:
    def cost() -> int:
        with count_statements() as sent:
            assert fetch(cast, path).status_code == 200
        return len(sent)

    cost()  # the site's settings are read
    few = cost()
    for n in range(9):
        title = make_title(f"More {n}", genres=["Sea"], people=["Solveig Tran"])
        db.session.add(ListEntry(profile_id=cast.profiles["owner"].id, title_id=title.id))
    for name in ("member", "teenager", "admin"):
        db.session.add(Review(profile_id=cast.profiles[name].id, title_id=film.id, rating=3, text=name))
    db.session.commit()
    assert cost() == few
