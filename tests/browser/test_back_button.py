"""The browser's Back shows nobody what was another profile's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
NOT_FOR_MIA = "Rain on a Tin Roof"
FORGETFUL = ["--disable-back-forward-cache"]


@pytest.fixture
def remembering(chromium: Browser, stage: Stage) -> Iterator[Page]:
    """Chromium as people have it, which keeps whole pages in memory for Back; the driver's own flags forbid that."""
    browser = chromium.browser_type.launch(
        executable_path=find_chromium(), args=ARGUMENTS, ignore_default_args=FORGETFUL
    )
    yield browser.new_page(base_url=stage.address)
    browser.close()


def test_after_a_switch_to_the_child_back_does_not_show_the_adults_page(remembering: Page, stage: Stage) -> None:
    page, ruth = remembering, stage.programme.sign_ins["viewer"]
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(ruth["email"])
    page.get_by_label("Password").fill(ruth["password"])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Ruth").click()
    page.wait_for_url("**/")
    page.goto("/titles/rain-on-a-tin-roof")
    expect(page.get_by_role("heading", level=1)).to_have_text(NOT_FOR_MIA)
    page.goto("/profiles")
    page.get_by_role("button", name="Mia").click()
    page.wait_for_url("**/")
    page.evaluate("() => history.go(-2)")
    expect(page.get_by_role("heading", name="404")).to_be_visible()
    assert NOT_FOR_MIA not in page.content()
