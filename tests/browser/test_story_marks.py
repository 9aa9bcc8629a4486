"""An editor marks the intro, a viewer skips it, and the editor takes the mark back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"


def mark(desk: Page, reference: str, text: str) -> None:
    """By the form of the video, found by its reference."""
    desk.goto(f"/admin/videos/?search={reference}")
    desk.get_by_role("link", name="Rain on a Tin Roof").first.click()
    desk.get_by_role("link", name="Edit").click()
    desk.get_by_label("Intro").fill(text)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk).not_to_have_url(re.compile("/edit/"))


def test_the_intro_is_marked_skipped_and_left_in_peace(enter: Enter, stage: Stage) -> None:
    reference = stage.programme.video_of("rain-on-a-tin-roof")
    desk = enter("edda").new_page()
    mark(desk, reference, "0:02-0:09")
    page = enter("ruth").new_page()
    page.goto(f"/watch/{reference}")
    until(page, f"{VIDEO}.currentTime > 0.2")
    page.evaluate(f"() => {{ {VIDEO}.currentTime = 3 }}")
    skip = page.get_by_role("button", name="Skip intro")
    expect(skip).to_be_visible()
    skip.click()
    until(page, f"{VIDEO}.currentTime >= 9 && !{VIDEO}.seeking")
    expect(skip).to_be_hidden()
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.evaluate(f"() => {{ {VIDEO}.currentTime = 4 }}")
    expect(skip).to_be_visible()
    page.keyboard.press("s")
    until(page, f"{VIDEO}.currentTime >= 9")
    mark(desk, reference, "")
    page.reload()
    until(page, f"{VIDEO}.currentTime > 0.2")
    expect(skip).to_have_count(0)
