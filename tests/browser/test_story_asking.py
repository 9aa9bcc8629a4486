"""A child asks for a film; the answer comes from the grown-up's bell, and it plays. With scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.foundation.db import db
from app.profiles.models import Profile
from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_axe import look
from tests.browser.test_story_evening import add_profile, register, sign_in

pytestmark = pytest.mark.browser
PLAY = re.compile("^(Play|Resume)")


def make_a_child(stage: Stage, name: str) -> None:
    with stage.programme.app().app_context():
        db.session.execute(db.update(Profile).where(Profile.name == name).values(maturity_limit=12))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_child_asks_and_a_grown_up_answers(enter: Enter, stage: Stage, witness: Witness, scripts: bool) -> None:
    witness.expected = (409, 403)
    parent, child = f"Wilma{scripts}", f"Pip{scripts}"
    page = register(enter(scripts=scripts), parent)
    add_profile(page, child)
    page.goto("/titles/the-aurora-keeper")
    place = page.get_by_role("link", name=PLAY).first.get_attribute("href") or ""
    page.goto("/profiles/manage")
    page.get_by_role("link", name=f"Watching time of {child}").click()
    page.get_by_label("Asks before films").select_option("0")
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text(f"That is agreed with {child}.")).to_be_visible()
    make_a_child(stage, child)
    page.goto("/titles/the-aurora-keeper")
    page.get_by_role("button", name="Ask to watch it").click()
    expect(page.get_by_text("You have asked. The answer rings your bell.").first).to_be_visible()
    expect(page.get_by_role("link", name=PLAY)).to_have_count(0)
    if scripts:
        assert look(page, "asked") == []
        page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(place)
    expect(page.get_by_role("heading", name="Ask first")).to_be_visible()
    if scripts:
        assert look(page, "ask first") == []
        page.set_viewport_size({"width": 1280, "height": 800})

    grown = sign_in(enter(scripts=scripts), parent)
    grown.get_by_role("button", name=parent).click()
    grown.goto("/notifications")
    grown.get_by_role("link", name=f"{child} asks to watch The Aurora Keeper").click()
    expect(grown.get_by_role("heading", name=f"May {child} watch The Aurora Keeper?")).to_be_visible()
    if scripts:
        assert look(grown, "answering") == []
        grown.set_viewport_size({"width": 1280, "height": 800})
    grown.get_by_role("button", name="Yes, today").click()
    expect(grown.get_by_text(f"{child} may watch The Aurora Keeper today.")).to_be_visible()
    expect(grown.get_by_text("Yes, for today")).to_be_visible()
    if scripts:
        assert look(grown, "answered") == []

    page.goto("/titles/the-aurora-keeper")
    page.get_by_role("link", name=PLAY).first.click()
    if scripts:
        until(page, "document.querySelector('video').currentTime > 0.5")
    else:
        expect(page.locator("video")).to_be_visible()
