"""A grown-up agrees on watching time; when it is used up the film says so and stops, and more is given."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.foundation.db import db
from app.profiles.models import Profile
from app.watching.models import Playback
from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_axe import look
from tests.browser.test_story_evening import add_profile, register

pytestmark = pytest.mark.browser


def use_up(stage: Stage, name: str, seconds: float) -> None:
    """As if so much had been watched today."""
    with stage.programme.app().app_context():
        profile = db.session.scalars(db.select(Profile.id).where(Profile.name == name)).one()
        db.session.execute(db.update(Playback).where(Playback.profile_id == profile).values(watched_s=seconds))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def test_the_film_stops_when_the_time_is_used_and_goes_on_with_more(
    enter: Enter, stage: Stage, witness: Witness
) -> None:
    witness.expected = (409, 404)
    page = register(enter(), "Tilda")
    add_profile(page, "Kit")
    page.goto("/profiles/manage")
    page.get_by_role("link", name="Watching time of Kit").click()
    assert look(page, "watching time") == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("A day").select_option("15")
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("That is agreed with Kit.")).to_be_visible()
    page.goto(f"/watch/{stage.programme.video_of('coral-city')}")
    until(page, "document.querySelector('video').currentTime > 1")
    expect(page.get_by_text("15 min left today")).to_be_visible()
    use_up(stage, "Kit", 15 * 60)
    page.keyboard.press("k")
    expect(page.get_by_role("alertdialog")).to_contain_text("That was it for today")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="That was it for today")).to_be_visible()
    assert look(page, "time is up") == []
    page.set_viewport_size({"width": 1280, "height": 800})
    more = page.context.new_page()
    more.goto("/profiles/manage")
    more.get_by_role("link", name="Watching time of Kit").click()
    more.get_by_role("button", name="30 minutes more today").click()
    expect(more.get_by_text("Kit may watch 30 minutes more today.")).to_be_visible()
    page.get_by_role("link", name="Try again").click()
    until(page, "document.querySelector('video')?.currentTime > 0.2")
