"""Comfort: how captions look and when they come, fingers on the picture, and what is offered after the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from app.catalogue.models import Title
from app.foundation.db import db
from app.profiles.models import Profile
from app.reviews.models import Review
from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage
from tests.browser.test_axe import look
from tests.browser.test_live import behind

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"
NOW = f"{VIDEO}.currentTime"
SLUG = "rain-on-a-tin-roof"
FINGER = """([type, pointerId, x, y]) => document.querySelector('[data-picture]').dispatchEvent(new PointerEvent(
  type, {pointerId, pointerType: 'touch', clientX: x, clientY: y, bubbles: true}))"""


def plays(page: Page, stage: Stage, slug: str = SLUG) -> Page:
    page.goto(f"/watch/{stage.programme.video_of(slug)}?from=start")
    until(page, f"{NOW} > 0.3 && !{VIDEO}.paused")
    return page


def opens_look(page: Page) -> None:
    page.mouse.move(300, 300)
    page.locator("[data-menu-of=captions] > button").click()
    page.get_by_text("Look and timing…").click()


@pytest.fixture
def iris(enter: Enter, stage: Stage) -> Iterator[Callable[..., Page]]:
    """Opens a page as Iris, whose captions look as at first again afterwards."""
    yield lambda **how: enter("iris", **how).new_page()
    with behind(stage):
        db.session.execute(db.update(Profile).where(Profile.name == "Iris").values(caption_look={}))


def test_captions_look_as_chosen_on_every_device(iris: Callable[..., Page], stage: Stage) -> None:
    page = plays(iris(), stage)
    page.keyboard.press("c")
    opens_look(page)
    assert look(page, "captions, look") == []
    page.set_viewport_size({"width": 1280, "height": 800})
    words = page.locator("[data-caption-lines] .player__words").first
    before = words.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    for label, choice in (("Size", "Largest"), ("Colour", "Yellow"), ("Behind the words", "Black")):
        with page.expect_response("**/captions/look") as answer:
            page.get_by_label(label).select_option(choice)
        assert answer.value.status == 204
    page.keyboard.press("Escape")
    expect(page.locator("[data-menu-of=captions] > button")).to_be_focused()
    assert words.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") == pytest.approx(2 * before)
    phone = plays(iris(width=390), stage)
    expect(phone.locator("matinee-player")).to_have_attribute("data-caption-size", "200")
    expect(phone.locator("matinee-player")).to_have_attribute("data-caption-ground", "solid")


def test_captions_that_come_too_early_are_put_off_for_this_film(iris: Callable[..., Page], stage: Stage) -> None:
    page = plays(iris(), stage)
    page.keyboard.press("c")
    track = f"[...{VIDEO}.textTracks].find((one) => one.mode === 'hidden')"
    until(page, f"{track}?.cues?.length")
    first = page.evaluate(f"{track}.cues[0].startTime")
    opens_look(page)
    for _ in range(3):
        page.get_by_role("button", name="Later").click()
    expect(page.locator("[data-late]")).to_have_text("1.5 s later")
    assert page.evaluate(f"{track}.cues[0].startTime") == pytest.approx(first + 1.5)
    plays(page, stage)
    until(page, f"{track}?.cues?.length && {track}.cues[0].startTime > {first} + 1.4")
    opens_look(page)
    page.get_by_role("button", name="As they are").click()
    assert page.evaluate(f"{track}.cues[0].startTime") == pytest.approx(first)


def test_a_swipe_seeks_and_two_fingers_fill_the_screen(enter: Enter, stage: Stage) -> None:
    page = plays(enter("ruth", width=390).new_page(), stage)
    page.keyboard.press("k")
    place = page.evaluate(NOW)
    for type, x in (("pointerdown", 100), ("pointermove", 130), ("pointermove", 130)):
        page.evaluate(FINGER, [type, 1, x, 100])
    expect(page.locator("[data-swiped]")).to_contain_text("+7 s")
    page.evaluate(FINGER, ["pointerup", 1, 130, 100])
    assert page.evaluate(NOW) == pytest.approx(place + 90 * 30 / 390, abs=0.3)
    for type, finger, x in (("pointerdown", 1, 150), ("pointerdown", 2, 200), ("pointermove", 2, 300)):
        page.evaluate(FINGER, [type, finger, x, 100])
    assert page.locator("matinee-player[data-filled]").count() == 1
    page.evaluate(FINGER, ["pointermove", 2, 170, 100])
    assert page.locator("matinee-player[data-filled]").count() == 0


def test_after_the_film_it_asks_how_it_was_and_offers_more(enter: Enter, stage: Stage) -> None:
    page = plays(enter("mo").new_page(), stage, "coral-city")
    page.evaluate(f"() => {{ {VIDEO}.currentTime = {VIDEO}.duration - 0.6 }}")
    panel = page.get_by_role("region", name="After the film")
    expect(panel.get_by_role("heading", name="More like this")).to_be_visible(timeout=20_000)
    assert look(page, "after the film") == []
    with page.expect_response("**/reviews"):
        panel.get_by_role("button", name="4 of 5").click()
    expect(panel.get_by_text("How was it?")).to_have_count(0)
    with behind(stage):
        mine = db.select(Review).join(Profile, Profile.id == Review.profile_id).join(Title, Title.id == Review.title_id)
        review = db.session.scalars(mine.where(Profile.name == "Mo", Title.slug == "coral-city")).one()
        assert review.rating == 4
        db.session.delete(review)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()


def test_no_panel_wakes_whoever_meant_to_sleep(enter: Enter, stage: Stage) -> None:
    page = plays(enter("ruth").new_page(), stage)
    page.evaluate("() => document.querySelector('matinee-player').sleep.choose('end')")
    page.evaluate(f"() => {{ {VIDEO}.currentTime = {VIDEO}.duration - 0.6 }}")
    until(page, f"{VIDEO}.ended")
    page.wait_for_timeout(300)
    expect(page.locator("[data-after]")).to_be_hidden()
