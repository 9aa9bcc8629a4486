"""What goes wrong during an evening: the line, the addresses, the seat, the sign-in, a piece of the film."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from playwright.sync_api import Page, Route, expect

from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.media.place import media_folder
from app.media.tokens import Viewer, media_prefix
from app.profiles.models import Profile
from app.watching.models import Progress
from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_live import behind
from tests.browser.test_story_child import viewer_of
from tests.browser.test_story_evening import add_profile, register

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"
NOW = f"{VIDEO}.currentTime"
LATER_PIECES = re.compile(r"/v\d+/0000[2-9]\.m4s")
SLUG = "rain-on-a-tin-roof"


def plays(page: Page, reference: str, beyond: float = 0.3, how: str = "?from=start") -> Page:
    page.goto(f"/watch/{reference}{how}")
    until(page, f"{NOW} > {beyond} && !{VIDEO}.paused", 20)
    return page


def test_a_lost_line_is_told_once_the_buffer_is_empty_and_playing_goes_on_by_itself(
    enter: Enter, stage: Stage, witness: Witness
) -> None:
    witness.has_line = False
    page = enter("ruth").new_page()
    page.route(LATER_PIECES, lambda route: route.abort("connectionfailed"))
    plays(page, stage.programme.video_of(SLUG), 5.5, "?t=5")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.get_by_role("alertdialog")).to_contain_text("cannot be reached", timeout=15_000)
    expect(page.locator("[data-fault-code]")).to_have_text(re.compile("^network-"))
    assert 7.5 < page.evaluate(NOW) < 8.6, "what was there was played"
    page.unroute(LATER_PIECES)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    until(page, f"{NOW} > 9 && !{VIDEO}.paused", 20)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_a_line_that_bears_no_more_steps_the_quality_down(enter: Enter, stage: Stage) -> None:
    page = enter("ruth").new_page()
    large = re.compile(r"/v360/0000[2-9]\.m4s")
    page.route(large, lambda _route: None)  # asked for, and never there
    plays(page, stage.programme.video_of("coral-city"), 0.3)
    page.evaluate("() => (document.querySelector('matinee-player').stream.hls.nextLevel = 1)")
    page.evaluate("() => (document.querySelector('matinee-player').stream.hls.nextLevel = -1)")
    until(page, f"{NOW} > 12 && {VIDEO}.videoHeight === 240", 40)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_addresses_that_are_over_are_signed_anew_in_the_middle_of_a_film(
    enter: Enter, stage: Stage, witness: Witness
) -> None:
    witness.expected = (410,)
    page = enter("ruth").new_page()
    asked: list[str] = []
    page.on("request", lambda request: request.url.endswith("/opening") and asked.append(request.url))
    page.route(LATER_PIECES, lambda route: route.continue_() if asked else route.fulfill(status=410))
    plays(page, stage.programme.video_of(SLUG), 5.5, "?t=5")
    page.evaluate(f"() => {{ window.waits = 0; {VIDEO}.addEventListener('waiting', () => (window.waits += 1)) }}")
    until(page, f"{NOW} > 9.5", 20)
    assert len(asked) == 1
    assert page.evaluate("window.waits") == 0, "somebody saw it stop"


def test_a_page_that_stood_open_for_hours_plays(enter: Enter, stage: Stage, witness: Witness) -> None:
    """Its addresses are really over, and the server says so."""
    witness.expected = (410,)
    reference, app = stage.programme.video_of(SLUG), stage.programme.app()
    viewer = viewer_of(app, stage.programme.cookies["ruth"])
    page = enter("ruth").new_page()

    def of_this_morning(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(rf"/m/[^/]+/{reference}/", old, answer.text()))

    old = signed_hours_ago(stage, reference, viewer)
    page.route(f"**/watch/{reference}?from=start", of_this_morning)
    plays(page, reference)
    assert [status for _, url, status in witness.fetched if old in url and "master" in url] == [410]
    assert page.evaluate(NOW) < 3


def signed_hours_ago(stage: Stage, reference: str, viewer: Viewer) -> str:
    then = clock.now() - timedelta(hours=9)
    with stage.programme.app().app_context(), patch("app.media.tokens.clock.now", return_value=then):
        return media_prefix(reference, viewer)


def test_the_newest_play_wins_and_the_other_is_told_and_may_take_it_back(
    enter: Enter, stage: Stage, witness: Witness
) -> None:
    witness.expected = (409,)
    reference = stage.programme.video_of("coral-city")
    sofa, phone = enter("teo").new_page(), enter("teo", width=390).new_page()
    plays(sofa, reference)
    sofa.keyboard.press("j")
    plays(phone, reference, how="")
    with phone.expect_response("**/progress"):
        phone.keyboard.press("l")
    sofa.keyboard.press("l")
    expect(sofa.get_by_role("alertdialog")).to_contain_text("plays on another device")
    assert sofa.evaluate(f"{VIDEO}.paused")
    sofa.get_by_role("button", name="Play here").click()
    until(sofa, f"!{VIDEO}.paused")
    assert abs(sofa.evaluate(NOW) - (phone.evaluate(NOW) - 3)) < 3, "it goes on where the phone was"
    with sofa.expect_response("**/progress"):
        sofa.keyboard.press("j")
    phone.keyboard.press("j")
    expect(phone.get_by_role("alertdialog")).to_contain_text("plays on another device")


def test_whoever_comes_back_to_a_page_that_was_overtaken_just_goes_on(
    enter: Enter, stage: Stage, witness: Witness
) -> None:
    witness.expected = (404, 409)  # it may look for other screens by the address of what has ended
    reference = stage.programme.video_of("coral-city")
    sofa, phone = enter("teo").new_page(), enter("teo").new_page()
    plays(sofa, reference)
    sofa.keyboard.press("k")
    plays(phone, reference)
    with phone.expect_response("**/progress"):
        phone.keyboard.press("l")
    with behind(stage):
        from app.watching.models import Playback

        for row in db.session.scalars(db.select(Playback).order_by(Playback.id.desc()).limit(1)):
            row.end()
    with sofa.expect_response("**/opening"):
        sofa.keyboard.press("l")
    sofa.keyboard.press("k")
    with sofa.expect_response(lambda answer: answer.url.endswith("/progress") and answer.status == 204):
        sofa.keyboard.press("j")
    expect(sofa.get_by_role("alertdialog")).to_have_count(0)


def test_it_is_stopped_from_the_page_of_what_plays_where(enter: Enter, stage: Stage, witness: Witness) -> None:
    witness.expected = (409,)
    tv, phone = enter("teo").new_page(), enter("ruth", width=390).new_page()
    plays(tv, stage.programme.video_of("coral-city"))
    with tv.expect_response("**/progress"):
        tv.keyboard.press("l")
    phone.goto("/streams")
    row = phone.locator(".row").filter(has_text="Coral City").filter(has_text="Teo")
    row.get_by_role("button", name="Stop").first.click()
    tv.keyboard.press("j")
    expect(tv.get_by_role("alertdialog")).to_contain_text("stopped from another device")
    tv.get_by_role("button", name="Play here").click()
    until(tv, f"!{VIDEO}.paused")


def test_a_sign_out_ends_it_politely(enter: Enter, stage: Stage) -> None:
    context = enter()
    page = register(context, "Liv")
    add_profile(page, "Signe")
    plays(page, stage.programme.video_of("coral-city"))
    with behind(stage):
        from app.accounts.models import AccountSession

        newest = db.select(AccountSession).order_by(AccountSession.created_at.desc()).limit(1)
        db.session.delete(db.session.scalars(newest).one())
    page.keyboard.press("l")
    expect(page.get_by_role("alertdialog")).to_contain_text("You are signed out")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in?next=/watch/**")


def test_a_place_that_could_not_be_told_is_told_later(enter: Enter, stage: Stage, witness: Witness) -> None:
    witness.has_line = False
    reference = stage.programme.video_of("coral-city")
    context = enter("mia")
    page = plays(context.new_page(), stage.programme.video_of("coral-city"))
    until(page, f"{VIDEO}.buffered.length && {VIDEO}.buffered.end(0) > 19")
    page.keyboard.press("k")
    context.set_offline(True)
    page.evaluate(f"() => {{ {VIDEO}.currentTime = 12 }}")
    until(page, "Object.keys(JSON.parse(localStorage.getItem('matinee.player.unsent') || '{}')).length")
    context.set_offline(False)
    until(page, "!Object.keys(JSON.parse(localStorage.getItem('matinee.player.unsent'))).length")
    with behind(stage):
        mia = db.session.scalars(db.select(Profile).filter_by(name="Mia")).one()
        video = db.session.scalars(db.select(Video).filter_by(reference=reference)).one()
        kept = db.session.get(Progress, (mia.id, video.id))
        assert kept and kept.position_s == pytest.approx(12, abs=0.1)


@pytest.fixture
def damaged(stage: Stage) -> Iterator[str]:
    """Coral City's trailer, so to say: its film with a piece in the middle that is noise."""
    with behind(stage):
        known = db.session.scalars(db.select(Video).filter_by(reference=stage.programme.video_of("coral-city"))).one()
        facts = {name: getattr(known, name) for name in ("duration_s", "width", "height", "facts", "state", "ready_at")}
        other = Video(title_id=known.title_id, role="extra", name="Damaged", **facts)
        db.session.add(other)
        db.session.flush()
        reference, number = other.reference, other.id
        place = media_folder().package_path(reference)
        shutil.copytree(media_folder().package_path(known.reference), place)
        for piece in place.glob("v*/00002.m4s"):
            piece.unlink()  # else the original, of which it is a hard link, goes with it
            piece.write_bytes(b"noise" * 4000)
    yield reference
    with behind(stage):
        db.session.delete(db.session.get_one(Video, number))
        media_folder().remove(reference)


def test_a_damaged_piece_is_left_out(enter: Enter, stage: Stage, damaged: str) -> None:
    page = plays(enter("ruth").new_page(), damaged, 4.5, "?t=4")
    until(page, f"{NOW} > 13 || !document.querySelector('[data-fault]').hidden", 40)
    assert page.evaluate(NOW) > 12, page.get_by_role("alertdialog").inner_text()


def test_a_film_whose_playlist_is_gone_says_so(enter: Enter, stage: Stage, witness: Witness, damaged: str) -> None:
    witness.expected = (404, 503)
    with behind(stage):
        (media_folder().package_path(damaged) / "master.m3u8").unlink()
    page = enter("ruth").new_page()
    page.goto(f"/watch/{damaged}")
    expect(page.get_by_role("alertdialog")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-fault-code]")).to_have_text(re.compile(r"^\w+-\d+$"))
