"""Asking the house: problems and wishes, one row each; mine alone; and what a child may say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.catalogue.models import Title
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.events import STAFF, Event, to_profile
from app.media.models import Video
from app.requests.models import Reply, Request
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page, assert_part_of
from tests.programme import make_series, make_title, make_video
from tests.statements import count_statements

PROBLEM = {"title": "moth-hour", "topic": "sound", "text": "It hums."}
WISH = {"subject": "The Third Man", "text": "1949"}


@pytest.fixture
def film(cast: Cast) -> Title:
    return make_title("Moth Hour", maturity=12)


def rows() -> list[Request]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Request).order_by(Request.id)))


def wish(cast: Cast, who: str = "owner", **form: Any) -> Request:
    answer = getattr(cast, who).post("/requests/wishes", {**WISH, **form})
    assert answer.status_code == 303
    return rows()[-1]


def test_a_problem_knows_title_video_and_second(cast: Cast, film: Title) -> None:
    video = make_video(film)
    page = cast.owner.get(f"/requests/new?kind=problem&video={video.reference}&at=83.6").text
    assert 'name="at" value="83.6"' in page and "1:23" in page
    form = {"video": video.reference, "topic": "picture", "text": "", "at": "83.6"}
    assert cast.owner.post("/requests/problems", form).status_code == 303
    (row,) = rows()
    assert (row.title_id, row.video_id, row.at_s, row.topic) == (film.id, video.id, 83.0, "picture")
    page = cast.owner.get(f"/requests/{row.id}").text
    assert "The picture: Moth Hour, at 1:23" in page and "Waiting" in page and "No answer yet" in page


def test_an_episode_is_named(cast: Cast) -> None:
    series = make_series("Night Boat")
    video = make_video(episode=series.seasons[0].episodes[1])
    cast.owner.post("/requests/problems", {"video": video.reference, "topic": "captions", "text": ""})
    assert "Part 2 of 1" in cast.owner.get("/requests").text


def test_a_wish_takes_its_name_from_the_search(cast: Cast) -> None:
    search = cast.owner.get("/search?q=The+Third+%26+Man").text
    assert "/requests/new?kind=wish&amp;subject=The%20Third%20%26%20Man" in search
    assert (
        'value="The Third &amp; Man"' in cast.owner.get("/requests/new?kind=wish&subject=The%20Third%20%26%20Man").text
    )
    row = wish(cast)
    assert (row.kind, row.subject, row.text) == ("wish", "The Third Man", "1949")


def test_it_is_audited_and_told_to_staff_and_to_the_askers_devices(cast: Cast) -> None:
    row = wish(cast)
    assert db.session.scalar(db.select(AuditEvent).filter_by(kind="request-made")).actor == "Ruth"
    facts = db.session.scalars(db.select(Event).filter_by(kind="request-changed"))
    told = {fact.audience: fact.facts for fact in facts}
    assert told == {audience: {"request": row.id} for audience in (STAFF, to_profile(row.profile_id))}


def test_the_same_thing_twice_is_one_row(cast: Cast, film: Title) -> None:
    for _ in range(2):
        page = cast.owner.post("/requests/problems", PROBLEM, follow_redirects=True)
    assert "You have asked this already" in page.text and len(rows()) == 1
    wish(cast)
    wish(cast, subject="the  third man")
    assert len(rows()) == 2


def test_asked_again_once_settled_it_waits_again(cast: Cast) -> None:
    row = wish(cast)
    cast.owner.post(f"/requests/{row.id}/closure")
    assert rows()[0].state == "done"
    assert wish(cast).state == "open" and len(rows()) == 1


def test_mine_are_listed_and_nobody_elses(cast: Cast) -> None:
    wish(cast)
    assert "The Third Man" in cast.owner.get("/requests").text
    for name in ("stranger", "member", "admin"):
        assert "The Third Man" not in getattr(cast, name).get("/requests").text
    assert "Nothing asked" in cast.stranger.get("/requests").text
    assert_fragment_in_page(cast.owner, "/requests", "requests")
    assert_fragment_in_page(cast.owner, f"/requests/{rows()[0].id}", "request")
    assert_fragment_in_page(cast.owner, "/requests/new?kind=wish", "wish")


@pytest.mark.parametrize("name", ["stranger", "member", "child", "admin"])
def test_nobody_else_reads_answers_closes_or_withdraws_it(cast: Cast, name: str) -> None:
    row, other = wish(cast), getattr(cast, name)
    assert other.get(f"/requests/{row.id}").status_code == 404
    for act in ("replies", "closure", "closure/remove", "remove"):
        assert other.post(f"/requests/{row.id}/{act}", {"text": "mine now"}).status_code == 404
    assert [(r.state, r.replies) for r in rows()] == [("open", [])]


def test_one_replies_further_and_what_was_settled_waits_again(cast: Cast) -> None:
    row = wish(cast)
    row.close()
    db.session.commit()
    for _ in range(2):
        assert cast.owner.post(f"/requests/{row.id}/replies", {"text": "Still missing."}).status_code == 303
    assert [r.text for r in rows()[0].replies] == ["Still missing."] and rows()[0].state == "open"
    part = cast.owner.post(f"/requests/{row.id}/replies", {"text": "And another."}, fragment=True)
    assert part.status_code == 200 and "And another." in part.text and "<html" not in part.text


def test_one_closes_and_the_notice_undoes_it(cast: Cast) -> None:
    row = wish(cast)
    answer = cast.owner.post(f"/requests/{row.id}/closure", fragment=True)
    undo = json.loads(answer.headers["HX-Trigger"])["notice"]["undo_url"]
    assert "Open it again" in answer.text and rows()[0].state == "done"
    assert cast.owner.post(undo, fragment=True).status_code == 200 and rows()[0].state == "open"


def test_one_withdraws_it_with_all_that_was_said(cast: Cast) -> None:
    address = f"/requests/{wish(cast).id}"
    cast.owner.post(f"{address}/replies", {"text": "Please."})
    assert cast.owner.post(f"{address}/remove").status_code == 303
    assert rows() == [] and db.session.scalar(db.select(Reply)) is None
    assert cast.owner.get(address).status_code == 404


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/requests/wishes", {"subject": "", "text": "kept text"}),
        ("/requests/wishes", {"subject": "\x00 \u2028", "text": "kept text"}),
        ("/requests/wishes", {"subject": "x" * 121, "text": "kept text"}),
        ("/requests/wishes", {"subject": "Fine", "text": "kept text" + "x" * 2000}),
        ("/requests/problems", {"title": "moth-hour", "text": "kept text"}),
        ("/requests/problems", {"title": "moth-hour", "topic": "nonsense", "text": "kept text"}),
        ("/requests/problems", {"title": "moth-hour", "topic": "sound", "text": "kept text" + "x" * 1_000_000}),
    ],
)
def test_bad_input_comes_back_with_its_text(cast: Cast, film: Title, path: str, form: dict[str, str]) -> None:
    answer, part = cast.owner.post(path, form), cast.owner.post(path, form, fragment=True)
    assert answer.status_code in (413, 422) and rows() == []
    if answer.status_code == 422:
        assert "kept text" in answer.text and "to put right" in answer.text
        assert_part_of(answer.text, part.text, "wish" if "wishes" in path else "problem")


@pytest.mark.parametrize("at", ["", "-1", "nan", "1e9", "9" * 40, "٣", "\x00", "86401", "<b>"])
def test_a_second_that_makes_no_sense_is_unknown(cast: Cast, film: Title, at: str) -> None:
    assert cast.owner.post("/requests/problems", {**PROBLEM, "at": at}).status_code == 303
    assert rows()[0].at_s is None


def test_hostile_text_stays_text(cast: Cast) -> None:
    row = wish(cast, text='<b hx-get="/x">\x00\u202eoh</b>')
    for page in (
        cast.owner.get(f"/requests/{row.id}").text,
        cast.editor.get(f"/admin/requests/details/?id={row.id}").text,
    ):
        assert '<b hx-get="/x">' not in page and "&lt;b hx-get=&#34;/x&#34;&gt;oh&lt;/b&gt;" in page


def test_a_problem_with_what_one_may_not_see_is_404(cast: Cast, film: Title) -> None:
    film.maturity_years = 18
    db.session.commit()
    video = make_video(film)
    for given in ({"title": "moth-hour"}, {"video": video.reference}, {}, {"title": "no-such"}, {"video": "x" * 500}):
        query = "&".join(f"{name}={value}" for name, value in given.items())
        assert cast.teenager.get(f"/requests/new?kind=problem&{query}").status_code == 404
        assert cast.teenager.post("/requests/problems", {"topic": "sound", **given}).status_code == 404
    assert rows() == []


def test_a_child_chooses_and_names_and_writes_nothing_longer(cast: Cast) -> None:
    make_title("Goose Post")
    page = cast.child.get("/requests/new?kind=problem&title=goose-post").text
    assert "<textarea" not in page and 'value="other"' not in page
    form = {"title": "goose-post", "topic": "playing", "text": "free words"}
    assert cast.child.post("/requests/problems", form).status_code == 303
    assert cast.child.post("/requests/problems", {**form, "topic": "other"}).status_code == 422
    assert "<textarea" not in cast.child.get("/requests/new?kind=wish").text
    assert cast.child.post("/requests/wishes", {"subject": "Geese 2", "text": "free words"}).status_code == 303
    assert [(r.subject, r.text) for r in rows()] == [("Goose Post", ""), ("Geese 2", "")]
    assert "<textarea" not in cast.child.get(f"/requests/{rows()[0].id}").text
    assert cast.child.post(f"/requests/{rows()[0].id}/replies", {"text": "words"}).status_code == 403
    assert cast.child.post(f"/requests/{rows()[0].id}/closure").status_code == 303


def test_five_a_minute_are_enough(cast: Cast) -> None:
    answers = [cast.owner.post("/requests/wishes", {"subject": f"Film {n}"}).status_code for n in range(7)]
    assert answers == [303] * 5 + [429] * 2


def test_older_ones_are_a_page_away_and_cost_no_more(cast: Cast, film: Title) -> None:
    video = make_video(episode=make_series("Night Boat").seasons[0].episodes[0])

    def more(first: int, count: int) -> None:
        for n in range(first, first + count):
            row = Request(
                kind="problem", profile_id=cast.profiles["owner"].id, title_id=film.id, video_id=video.id,
                subject=f"no. {n}.", topic="sound", key=str(n),
            )  # fmt: skip
            row.reply("A word.")
            db.session.add(row)
        db.session.commit()

    def ask(who: Any, path: str) -> int:
        who.get(path)
        with count_statements() as sent:
            assert who.get(path).status_code == 200
        return len(sent)

    paths = ((cast.owner, "/requests"), (cast.editor, "/admin/requests/"))
    more(0, 2)
    before = [ask(*each) for each in paths]
    more(2, 10)
    assert [ask(*each) for each in paths] == before
    more(12, 12)
    page = cast.owner.get("/requests").text
    assert "no. 23." in page and "no. 1." not in page
    cursor = page.partition("/requests?after=")[2].partition('"')[0]
    assert "no. 1." in cast.owner.get(f"/requests?after={cursor}").text


def test_where_it_can_be_said(cast: Cast, film: Title) -> None:
    video: Video = make_video(film)
    assert "/requests/new?kind=problem&amp;title=moth-hour" in cast.owner.get("/titles/moth-hour").text
    assert f"/requests/new?kind=problem&amp;video={video.reference}" in cast.owner.get(f"/watch/{video.reference}").text
    assert 'href="/requests"' in cast.owner.get("/account").text
