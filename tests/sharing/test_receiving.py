"""What was recommended: seen, put away, withdrawn, held, and on home; and nobody else's."""

from __future__ import annotations

import json

import pytest

from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import Event
from app.groups.models import Group
from app.moderation.deciding import decide_unasked
from app.moderation.models import HIDE, RESTORE
from app.moderation.moderatable import SUBJECTS
from app.notifications.models import Notification
from app.sharing.models import Share
from app.sharing.sending import send
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_title, make_video
from tests.statements import count_statements

NOTE = "watch it in the dark"


@pytest.fixture
def share(cast: Cast, film: Title) -> Share:
    """From Teo to Ruth."""
    (row,) = send(cast.profiles["teenager"], [cast.profiles["owner"]], film, NOTE)
    db.session.commit()
    return row


def fresh(share: Share) -> Share:
    db.session.expire_all()
    return db.session.get_one(Share, share.id)


def told() -> list[Notification]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Notification)))


def test_empty_lists_say_how_they_fill(cast: Cast) -> None:
    assert "Nothing recommended yet" in cast.owner.get("/shares").text
    assert "You have recommended nothing yet" in cast.owner.get("/shares/sent").text
    assert "No links for guests" in cast.owner.get("/shares/guests").text


def test_opening_the_page_is_seeing_it(cast: Cast, share: Share) -> None:
    assert "recommendation__new" in cast.owner.get("/shares").text
    assert fresh(share).seen_at and told()[0].read_at
    assert "recommendation__new" not in cast.owner.get("/shares").text


def test_page_and_fragment_are_one(cast: Cast, share: Share) -> None:
    cast.owner.get("/shares")
    for path in ("/shares", "/shares/sent", "/shares/guests", "/shares?after=9", "/shares?after=abc"):
        assert_fragment_in_page(cast.owner, path, "shares")
    assert_fragment_in_page(cast.teenager, "/shares/sent", "shares")


def test_it_is_put_away_and_taken_out_again(cast: Cast, share: Share) -> None:
    answer = cast.owner.post(f"/shares/{share.id}/put-away", fragment=True)
    said = json.loads(answer.headers["HX-Trigger"])
    assert answer.status_code == 204 and "shares-changed" in said
    assert NOTE not in cast.owner.get("/shares").text and NOTE not in cast.owner.get("/").text
    assert cast.owner.post(said["notice"]["undo_url"]).status_code == 303
    assert NOTE in cast.owner.get("/shares").text


def test_shared_again_it_comes_back_out(cast: Cast, share: Share, film: Title) -> None:
    cast.owner.post(f"/shares/{share.id}/put-away")
    cast.teenager.post("/titles/the-aurora-keeper/share", {"to": [cast.profiles["owner"].id], "note": "really"})
    assert "really" in cast.owner.get("/shares").text


def tells_bell(cast: Cast) -> int:
    """How often Ruth's open pages were told to look at the bell."""
    here = {"kind": "bell-changed", "audience": f"profile:{cast.profiles['owner'].id}"}
    return len(db.session.scalars(db.select(Event.id).filter_by(**here)).all())


def test_the_sender_withdraws_it_with_what_the_bell_said_and_gives_it_back(cast: Cast, share: Share) -> None:
    assert NOTE in cast.teenager.get("/shares/sent").text
    said = json.loads(cast.teenager.post(f"/shares/{share.id}/withdraw", fragment=True).headers["HX-Trigger"])
    assert NOTE not in cast.owner.get("/shares").text and NOTE not in cast.teenager.get("/shares/sent").text
    assert told() == [] and tells_bell(cast) == 2, "open pages count again"
    cast.teenager.post(said["notice"]["undo_url"])
    assert NOTE in cast.owner.get("/shares").text and len(told()) == 1


def test_nobody_else_touches_it(cast: Cast, share: Share) -> None:
    acts = ("put-away", "take-out", "withdraw", "give-back")
    for who in (cast.stranger, cast.member, cast.child, cast.admin):
        for act in acts:
            assert who.post(f"/shares/{share.id}/{act}").status_code in (403, 404)
        assert NOTE not in who.get("/shares").text
    assert cast.owner.post(f"/shares/{share.id}/withdraw").status_code == 404
    assert cast.teenager.post(f"/shares/{share.id}/put-away").status_code == 404
    assert cast.owner.post("/shares/2147483648/put-away").status_code == 404
    assert (fresh(share).withdrawn_at, fresh(share).put_away_at) == (None, None)


def test_what_is_held_vanishes_and_its_sender_learns_why(cast: Cast, share: Share) -> None:
    subject = SUBJECTS["share"]
    assert subject.find(share.id, cast.profiles["owner"]) is not None
    assert subject.find(share.id, cast.profiles["member"]) is None
    assert (subject.author(share).name, subject.words(share)) == ("Teo", NOTE)
    subject.row(share.id).hold("It tells the ending.")
    db.session.commit()
    for path in ("/shares", "/"):
        assert NOTE not in cast.owner.get(path).text
    assert "It tells the ending." in cast.teenager.get("/shares/sent").text
    cast.teenager.post("/titles/the-aurora-keeper/share", {"to": [cast.profiles["owner"].id], "note": NOTE})
    cast.teenager.post(f"/shares/{share.id}/withdraw")
    cast.teenager.post(f"/shares/{share.id}/give-back")
    assert NOTE not in cast.owner.get("/shares").text, "shared anew it stays held"
    assert told() == []
    fresh(share).release()
    db.session.commit()
    assert NOTE in cast.owner.get("/shares").text


@pytest.mark.parametrize("why", ["limit", "draft", "over", "group"])
def test_what_its_receiver_may_not_see_any_more_is_gone(cast: Cast, share: Share, film: Title, why: str) -> None:
    if why == "limit":
        cast.profiles["owner"].maturity_limit = 0
    elif why == "draft":
        film.withdraw()
    elif why == "over":
        film.available_until = clock.now()
    else:
        film.groups = [Group(name="Film club", members=[cast.accounts["stranger"]])]
    db.session.commit()
    for path in ("/shares", "/"):
        page = cast.owner.get(path).text
        assert NOTE not in page and "The Aurora Keeper" not in page
    assert cast.owner.post(f"/shares/{share.id}/put-away").status_code == 404


def test_a_child_sees_nothing_from_outside_its_household(cast: Cast) -> None:
    title = make_title("Goose Post")
    send(cast.profiles["stranger"], [cast.profiles["child"]], title, "hello little one")
    send(cast.profiles["owner"], [cast.profiles["child"]], title, "from mum")
    db.session.commit()
    for path in ("/shares", "/"):
        page = cast.child.get(path).text
        assert "hello little one" not in page and "from mum" in page


def test_home_says_who_recommends_it_and_in_which_words(cast: Cast, share: Share) -> None:
    page = cast.owner.get("/").text
    assert 'id="shelf-shared-name"><a href="/shares">From Teo</a>' in page
    assert f"Teo: “{NOTE}”" in page
    send(cast.profiles["member"], [cast.profiles["owner"]], make_title("Moth Hour"), "")
    db.session.commit()
    page = cast.owner.get("/").text
    assert "Shared with you" in page and "Nana recommends it" in page
    assert NOTE not in cast.member.get("/").text


def test_a_long_note_is_cut_on_the_card(cast: Cast, film: Title) -> None:
    send(cast.profiles["teenager"], [cast.profiles["owner"]], film, "so\n\nlong " * 40)
    db.session.commit()
    assert "…”" in cast.owner.get("/").text


def test_statements_do_not_grow_with_what_is_recommended(cast: Cast) -> None:
    def fill(name: str, count: int) -> None:
        for n in range(count):
            title = make_title(f"{name} {n}")
            make_video(title)
            for sender in ("teenager", "member", "stranger"):
                send(cast.profiles[sender], [cast.profiles["owner"]], title, f"{name} {n}")
        db.session.commit()

    def cost(path: str) -> int:
        cast.owner.get(path)
        with count_statements() as sent:
            assert cast.owner.get(path).status_code == 200
        return len(sent)

    fill("Few", 2)
    few = [cost(path) for path in ("/shares", "/")]
    fill("Many", 9)
    assert [cost(path) for path in ("/shares", "/")] == few
    with count_statements() as sent:
        cast.teenager.get("/shares/sent")
    assert len(sent) < 10
    page = cast.owner.get("/shares").text
    assert page.count('class="recommendation"') == 24 and "Older ones" in page


def test_the_bell_takes_back_what_moderators_hold_and_tells_of_it_when_it_is_shown(cast: Cast, share: Share) -> None:
    for act, rung in ((HIDE, 0), (RESTORE, 1)):
        decide_unasked("share", db.session.get_one(Share, share.id), act, cast.accounts["moderator"], "Advertising.")
        db.session.commit()
        assert [row.kind for row in told()].count("share") == rung, act


def test_to_and_fro_rings_nobody_all_day(cast: Cast, share: Share) -> None:
    answers = []
    for _ in range(12):
        cast.teenager.post(f"/shares/{share.id}/withdraw")
        answers.append(cast.teenager.post(f"/shares/{share.id}/give-back").status_code)
    assert answers[0] == 303 and answers[-1] == 429
