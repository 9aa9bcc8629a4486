"""My list: put there, taken off, taken back; "continue watching" likewise."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask

from app.foundation.db import db
from app.watching.models import ListEntry, Progress
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_progress, make_title, make_video


@pytest.fixture
def comet(app: Flask, cast: Cast) -> Cast:
    make_title("Comet")
    return cast


def count() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(ListEntry)) or 0


def test_an_empty_list_says_how_to_fill_it(cast: Cast) -> None:
    assert "Nothing on your list yet" in cast.owner.get("/my-list").text


def test_a_title_is_put_on_the_list_once(comet: Cast) -> None:
    for _ in range(2):
        answer = comet.owner.post("/my-list/comet")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/titles/comet")
    assert count() == 1
    assert "Comet" in comet.owner.get("/my-list").text
    assert 'aria-pressed="true"' in comet.owner.get("/titles/comet").text


def test_it_is_taken_off_and_taking_off_twice_does_no_harm(comet: Cast) -> None:
    comet.owner.post("/my-list/comet")
    for _ in range(2):
        assert comet.owner.post("/my-list/comet/remove").status_code == 303
    assert count() == 0


def test_under_htmx_the_answer_is_a_fact_and_a_notice_with_undo(comet: Cast) -> None:
    answer = comet.owner.post("/my-list/comet", fragment=True)
    said = json.loads(answer.headers["HX-Trigger"])
    assert answer.status_code == 204
    assert "my-list-changed" in said
    assert said["notice"] == {"text": "Comet is on your list.", "undo_url": "/my-list/comet/remove"}
    assert comet.owner.post(said["notice"]["undo_url"], fragment=True).status_code == 204
    assert count() == 0


def test_the_button_asks_again_at_its_own_address(comet: Cast) -> None:
    page = comet.owner.get("/titles/comet").text
    part = comet.owner.get("/my-list/comet", fragment=True)
    assert part.text.strip().startswith('<div class="title-head__part" id="my_list"')
    assert re.search(r'hx-trigger="my-list-changed-[0-9]+ from:body"', part.text)
    assert part.text.strip() in page
    assert comet.owner.get("/my-list/comet").headers["Location"] == "/titles/comet"


def test_the_list_stands_identical_in_its_page(comet: Cast) -> None:
    assert_fragment_in_page(comet.owner, "/my-list", "my_list")
    comet.owner.post("/my-list/comet")
    assert_fragment_in_page(comet.owner, "/my-list", "my_list")


def test_a_list_is_nobody_elses(comet: Cast) -> None:
    comet.owner.post("/my-list/comet")
    for who in (comet.teenager, comet.child, comet.stranger):
        assert "Comet" not in who.get("/my-list").text
        who.post("/my-list/comet/remove")
    assert count() == 1


def test_a_title_that_may_not_be_seen_cannot_be_put_there_or_seen_there(cast: Cast) -> None:
    title = make_title("Late", 18)
    assert cast.child.post("/my-list/late").status_code == 404
    assert cast.child.post("/my-list/none").status_code == 404
    db.session.add(ListEntry(profile_id=cast.profiles["child"].id, title_id=title.id))
    db.session.commit()
    assert "Late" not in cast.child.get("/my-list").text


def test_next_leads_only_to_this_site(comet: Cast) -> None:
    assert comet.owner.post("/my-list/comet", {"next": "/my-list"}).headers["Location"] == "/my-list"
    for evil in ("//evil.example", "https://evil.example", "/\\evil"):
        assert comet.owner.post("/my-list/comet", {"next": evil}).headers["Location"] == "/titles/comet"


def test_without_a_token_nothing_is_put_there(comet: Cast) -> None:
    assert comet.owner.client.post("/my-list/comet").status_code == 400
    assert count() == 0


def test_the_list_shows_how_far_each_is_seen(comet: Cast) -> None:
    video = make_video(make_title("Begun"))
    make_progress(comet.profiles["owner"], video, 0.5)
    comet.owner.post("/my-list/begun")
    assert "5 min left" in comet.owner.get("/my-list").text


def test_a_title_is_taken_off_continue_watching_and_put_back(cast: Cast) -> None:
    video = make_video(make_title("Begun"))
    make_progress(cast.profiles["owner"], video, 0.5)
    removal = f"/continue/{video.reference}/remove"
    assert removal in cast.owner.get("/").text
    said = json.loads(cast.owner.post(removal, fragment=True).headers["HX-Trigger"])
    assert "progress-changed" in said
    assert "shelf-continue" not in cast.owner.get("/").text
    assert "Resume" in cast.owner.get("/titles/begun").text, "the place is kept"
    cast.owner.post(said["notice"]["undo_url"])
    assert "shelf-continue" in cast.owner.get("/").text


def test_nobody_takes_it_off_anothers_shelf(cast: Cast) -> None:
    video = make_video(make_title("Begun"))
    make_progress(cast.profiles["owner"], video, 0.5)
    for who in (cast.teenager, cast.child, cast.stranger):
        assert who.post(f"/continue/{video.reference}/remove").status_code == 404
    assert db.session.scalar(db.select(Progress.hidden_at)) is None
    for reference in ("nothing", "%00", "x" * 200):
        assert cast.owner.post(f"/continue/{reference}/remove").status_code == 404


def listed(cast: Cast, who: str = "owner") -> list[str]:
    return re.findall(r'data-move="/my-list/([^/]+)/move"', cast.person(who).get("/my-list").text)


@pytest.fixture
def three(cast: Cast) -> Cast:
    """Argo, Borealis and Comet are on Ruth's list, Comet first."""
    for name in ("Argo", "Borealis", "Comet"):
        make_title(name)
        cast.owner.post(f"/my-list/{name.lower()}")
    return cast


@pytest.mark.parametrize(
    ("slug", "to", "order"),
    [
        ("argo", "1", ["argo", "comet", "borealis"]),
        ("comet", "2", ["borealis", "comet", "argo"]),
        ("comet", "3", ["borealis", "argo", "comet"]),
        ("borealis", "2", ["comet", "borealis", "argo"]),
        ("borealis", "0", ["borealis", "comet", "argo"]),
        ("comet", "99999", ["borealis", "argo", "comet"]),
    ],
)
def test_the_list_stands_in_the_order_of_ones_own(three: Cast, slug: str, to: str, order: list[str]) -> None:
    assert listed(three) == ["comet", "borealis", "argo"]
    answer = three.owner.post(f"/my-list/{slug}/move", {"to": to}, fragment=True)
    assert answer.status_code == 204 and "my-list-changed" in answer.headers["HX-Trigger"]
    assert listed(three) == order


def test_what_comes_later_stands_first_and_the_rest_as_it_was_put(three: Cast) -> None:
    three.owner.post("/my-list/argo/move", {"to": "1"})
    make_title("Dawn")
    three.owner.post("/my-list/dawn")
    assert listed(three) == ["dawn", "argo", "comet", "borealis"]


def test_what_one_may_not_see_now_keeps_its_neighbours(three: Cast) -> None:
    from app.catalogue.models import Title

    hidden = db.session.scalars(db.select(Title).filter_by(slug="borealis")).one()
    hidden.published_at, was = None, hidden.published_at
    db.session.commit()
    three.owner.post("/my-list/argo/move", {"to": "1"})
    assert listed(three) == ["argo", "comet"]
    hidden.published_at = was
    db.session.commit()
    assert listed(three) == ["argo", "comet", "borealis"]


@pytest.mark.parametrize("to", ["", "x", "-1", "1.5", "٣", "9" * 40, "\0"])
def test_a_place_that_is_none_is_refused(three: Cast, to: str) -> None:
    assert three.owner.post("/my-list/argo/move", {"to": to}).status_code == 422
    assert listed(three) == ["comet", "borealis", "argo"]


def test_nobody_moves_what_is_on_somebody_elses_list_only(three: Cast) -> None:
    for who in ("stranger", "member", "teenager", "child"):
        assert three.person(who).post("/my-list/argo/move", {"to": "1"}).status_code == 404
    assert listed(three) == ["comet", "borealis", "argo"]
