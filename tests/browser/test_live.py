"""What happens elsewhere reaches an open page by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from app.accounts.models import AccountSession
from app.catalogue.models import Title
from app.foundation.db import db, writing
from app.media.models import Video
from app.profiles.models import Profile
from app.reviews.models import Review
from app.watching.beats import Seat
from app.watching.playbacks import open_playback
from app.watching.progress import record
from tests.browser.stage import Enter, Stage

pytestmark = pytest.mark.browser
NAME = "Just Put On"


@contextmanager
def published(stage: Stage) -> Iterator[None]:
    """A title that an editor puts on while others look, taken off again for the stories that follow."""
    app = stage.programme.app()
    with app.app_context():
        row = Title(name=NAME, slug="just-put-on", maturity_years=0, year=2026)
        row.publish()
        with writing():
            db.session.add(row)
        yield
        with writing():
            db.session.delete(row)
        db.session.remove()
        db.engine.dispose()


def test_a_title_that_is_published_arrives_on_the_open_home_page(enter: Enter, stage: Stage) -> None:
    page = enter("iris").new_page()
    with page.expect_response("**/events?*") as stream:
        page.goto("/")
    assert stream.value.status == 200
    assert NAME not in page.content()
    page.evaluate("() => { window.isTheSamePage = true }")
    with published(stage):
        expect(page.locator("#shelves").get_by_text(NAME).first).to_be_visible(timeout=20_000)
    assert page.evaluate("() => window.isTheSamePage") is True


def test_what_happens_before_the_stream_has_begun_arrives_too(enter: Enter, stage: Stage) -> None:
    page, held = enter("iris").new_page(), list[Route]()
    page.route("**/events?*", lambda route: held.append(route))
    page.goto("/")
    page.wait_for_timeout(1_500)
    with published(stage):
        assert held and NAME not in page.content()
        for route in held:
            route.continue_()
        expect(page.locator("#shelves").get_by_text(NAME).first).to_be_visible(timeout=20_000)


@contextmanager
def behind(stage: Stage) -> Iterator[None]:
    """What happens elsewhere: rows changed by another process."""
    app = stage.programme.app()
    with app.app_context():
        with writing():
            yield
        db.session.remove()
        db.engine.dispose()


def listening(context: BrowserContext, path: str) -> Page:
    """A page that hears the stream."""
    page = context.new_page()
    with page.expect_response("**/events*"):
        page.goto(path)
    page.wait_for_timeout(500)
    return page


def named(name: str) -> Profile:
    return db.session.scalars(db.select(Profile).filter_by(name=name)).one()


def watched(stage: Stage, name: str, share: float) -> None:
    with behind(stage):
        profile, title = named(name), db.session.scalars(db.select(Title).filter_by(slug="coral-city")).one()
        video = db.session.scalars(db.select(Video).where(Video.title_id == title.id)).first()
        session = db.session.scalars(db.select(AccountSession).where(AccountSession.profile_id == profile.id)).first()
        assert video and session
        record(Seat.of(open_playback(session.id, profile, video), video), 1, share * (video.duration_s or 0))


def test_my_list_and_places_reach_the_other_browser_of_a_profile(enter: Enter, stage: Stage) -> None:
    sofa, phone = (
        listening(enter("iris"), "/titles/coral-city"),
        listening(enter("iris", width=360), "/titles/coral-city"),
    )
    pressed = sofa.locator("#my-list-button").get_attribute("aria-pressed") == "true"
    fetched: list[str] = []
    phone.on("request", lambda request: "/my-list/coral-city" in request.url and fetched.append(request.method))
    phone.locator("#my-list-button").click()
    for page in (phone, sofa):
        expect(page.locator("#my-list-button")).to_have_attribute("aria-pressed", "false" if pressed else "true")
    phone.wait_for_timeout(1_000)
    assert fetched == ["POST", "GET"]  # the tab that did it asks once, though it is told twice
    watched(stage, "Iris", 0.5)
    expect(sofa.locator("#play")).to_contain_text("Resume", timeout=20_000)
    home = listening(enter("iris"), "/")
    expect(home.locator("#shelves")).to_contain_text("left")
    watched(stage, "Iris", 1.0)
    expect(sofa.locator("#play")).not_to_contain_text("Resume", timeout=20_000)


def revised(stage: Stage, text: str) -> str:
    """Iris changes her mind about the film; what she wrote before."""
    with behind(stage):
        title = db.session.scalars(db.select(Title).filter_by(slug="coral-city")).one()
        review = db.session.scalars(db.select(Review).filter_by(title=title, profile=named("Iris"))).one()
        before = review.text
        review.revise(review.rating, text)
        review.tell_changed()
    return before


def test_a_review_arrives_and_what_is_being_typed_stays(enter: Enter, stage: Stage) -> None:
    page = listening(enter("ruth"), "/titles/coral-city")
    page.locator(".review-mine summary").click()
    page.locator(".review-mine textarea").fill("Half a sentence")
    before = revised(stage, "Arrived by itself.")
    expect(page.locator("#reviews")).to_contain_text("Arrived by itself.", timeout=20_000)
    expect(page.locator(".review-mine textarea")).to_have_value("Half a sentence")
    expect(page.locator(".review-mine textarea")).to_be_focused()
    revised(stage, before)


def test_a_browser_that_is_refused_the_stream_asks_now_and_then(enter: Enter, stage: Stage) -> None:
    context = enter("iris")
    context.route("**/events?*", lambda route: route.fulfill(status=204, content_type="text/plain"))
    page = context.new_page()
    with page.expect_response("**/events/since?*"):
        page.goto("/")
    with published(stage):
        expect(page.locator("#shelves").get_by_text(NAME).first).to_be_visible(timeout=40_000)


def test_a_tab_that_is_seen_again_goes_on_after_what_it_heard_last(enter: Enter) -> None:
    page = listening(enter("iris"), "/")
    with page.expect_response(lambda answer: "/events?after=" in answer.url):
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
