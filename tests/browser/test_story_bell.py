"""The bell: it rings on an open page, and says the same in each tab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from app.catalogue.models import Title
from app.foundation.db import db, writing
from app.notifications.models import Notification
from app.notifications.ringing import ring, unring
from app.profiles.models import Profile
from tests.browser.stage import Enter, Stage

pytestmark = pytest.mark.browser
SENTENCE = "Coral City can be watched now."


@contextmanager
def rung(stage: Stage, name: str = "Iris") -> Iterator[None]:
    """Something happens elsewhere that this profile should know; taken back for the stories that follow."""
    with stage.programme.app().app_context():
        profile = db.session.scalars(db.select(Profile.id).where(Profile.name == name)).one()
        title = db.session.scalars(db.select(Title.id).where(Title.slug == "coral-city")).one()
        with writing():
            ring(profile, "film", "story", title_id=title)
        yield
        with writing():
            unring("story")
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def quiet(stage: Stage) -> None:
    """Nothing has rung for Iris yet, whichever story was told before."""
    with stage.programme.app().app_context():
        mine = db.select(Profile.id).where(Profile.name == "Iris").scalar_subquery()
        with writing():
            db.session.execute(db.delete(Notification).where(Notification.profile_id == mine))
        db.session.remove()
        db.engine.dispose()


def open_tab(enter: Enter, path: str) -> Page:
    page = enter("iris").new_page()
    with page.expect_response("**/events?*") as stream:
        page.goto(path)
    assert stream.value.status == 200
    return page


def test_it_rings_on_open_pages_and_two_tabs_say_the_same(enter: Enter, stage: Stage) -> None:
    home, bells = open_tab(enter, "/"), open_tab(enter, "/notifications")
    expect(bells.get_by_text("All quiet")).to_be_visible()
    with rung(stage):
        for page in (home, bells):
            expect(page.get_by_role("link", name="Notifications, 1 unread")).to_be_visible(timeout=20_000)
        expect(bells.get_by_role("link", name=SENTENCE)).to_be_visible()
        bells.get_by_role("button", name="Mark as read: Coral").press("Enter")
        for page in (home, bells):
            expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible(timeout=20_000)
        expect(bells.get_by_role("button", name="Mark as unread: Coral")).to_be_focused()
        bells.get_by_role("button", name="Take away").click()
        expect(bells.get_by_text("All quiet")).to_be_visible()
        bells.get_by_role("button", name="Undo").last.click()
        expect(bells.get_by_role("link", name=SENTENCE)).to_be_visible()


def test_without_scripts_it_is_read_by_opening_it(enter: Enter, stage: Stage) -> None:
    page = enter("iris", scripts=False, width=360).new_page()
    with rung(stage):
        page.goto("/")
        page.get_by_role("link", name="Notifications, 1 unread").click()
        page.get_by_role("link", name=SENTENCE).click()
        expect(page).to_have_url(f"{stage.address}/titles/coral-city")
        expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
