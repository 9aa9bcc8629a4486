"""Play is pressed on one page, and the film begins there: with its sound, at once, and with a way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS, House, Visit, until
from tests.browser.test_player import NOW, VIDEO

pytestmark = pytest.mark.browser
TITLE = "/titles/rain-on-a-tin-roof"
PLAYS = f"{NOW} > 0.2 && !{VIDEO}.paused"


def play_link(house: House) -> str:
    return f"a[href='/watch/{house.video}']"


@pytest.fixture
def strict_browser(chromium: Browser) -> Iterator[Browser]:
    """A browser as people have it: nothing sounds before a press."""
    arguments = [one for one in ARGUMENTS if "autoplay" not in one]
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=arguments)
    yield browser
    browser.close()


def test_a_film_begins_in_the_page_on_which_play_was_pressed(visit: Visit, running_house: House) -> None:
    page = visit(TITLE)
    page.evaluate("() => { window.same = true }")
    page.locator(play_link(running_house)).first.click()
    page.wait_for_url(f"**/watch/{running_house.video}")
    until(page, PLAYS)
    assert page.evaluate("window.same") is True
    expect(page).to_have_title("Rain on a Tin Roof · Matinee")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("scrollY") == 0 and page.locator("matinee-player").count() == 1
    with page.expect_response("**/progress") as told:
        page.keyboard.press("k")
    assert told.value.status == 204


def test_back_asks_for_the_page_anew_and_forward_for_the_film(visit: Visit, running_house: House) -> None:
    page = visit(TITLE)
    page.locator(play_link(running_house)).first.click()
    until(page, PLAYS)
    page.evaluate("() => { window.same = true }")
    page.go_back()
    until(page, f"location.pathname === '{TITLE}' && !window.same && !!document.querySelector('#play')")
    assert page.locator("matinee-player").count() == 0
    page.go_forward()
    page.wait_for_url(f"**/watch/{running_house.video}")
    until(page, PLAYS)


def test_what_the_pointer_rests_on_is_ready_but_opened_by_the_press_alone(visit: Visit, running_house: House) -> None:
    page = visit(TITLE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0]))
    page.locator(play_link(running_house)).first.hover()
    until_asked(page, asked, "/00000.m4s")
    page.wait_for_timeout(400)
    assert not any(address.endswith("/opening") for address in asked)
    assert page.locator("video").count() == 0 and page.url.endswith(TITLE)
    asked.clear()
    with page.expect_response("**/opening"):
        page.locator(play_link(running_house)).first.dblclick()
    until(page, PLAYS)
    assert page.evaluate("history.length") == 3  # the empty page, the title, the film: once
    assert not [one for one in asked if one.endswith((f"/watch/{running_house.video}", "/00000.m4s", "player.js"))]


def test_the_keyboard_opens_a_film_as_the_pointer_does(visit: Visit, running_house: House) -> None:
    page = visit(TITLE)
    page.locator(play_link(running_house)).first.focus()
    page.keyboard.press("Enter")
    until(page, PLAYS)
    page.keyboard.press("k")
    until(page, f"{VIDEO}.paused")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()


def test_a_film_begins_with_its_sound_in_a_browser_that_wants_a_press(
    strict_browser: Browser, running_house: House
) -> None:
    page = visitor(strict_browser, running_house)
    with page.expect_response("**/master.m3u8"):  # not asked of the page: an evaluation counts as a press
        page.goto(f"/watch/{running_house.video}")  # asked for by its address: it waits for a press
    assert page.evaluate(f"[{VIDEO}.paused, {VIDEO}.readyState > 1]") == [True, True]
    page.goto(TITLE)
    page.locator(play_link(running_house)).first.hover()
    page.wait_for_timeout(500)
    page.locator(play_link(running_house)).first.click()
    until(page, PLAYS)
    assert not page.evaluate(f"{VIDEO}.muted")
    until(page, "navigator.mediaSession.metadata?.artwork[0]?.src.endsWith('/still-1280.webp')")


def test_a_press_that_asks_for_a_new_tab_gets_one(visit: Visit, running_house: House) -> None:
    page = visit(TITLE)
    with page.context.expect_page() as opened:
        page.locator(play_link(running_house)).first.click(modifiers=["ControlOrMeta"])
    until(opened.value, PLAYS)
    assert page.url.endswith(TITLE) and page.locator("video").count() == 0


def test_without_a_line_the_browser_says_so_itself(chromium: Browser, running_house: House) -> None:
    page = visitor(chromium, running_house)
    page.goto(TITLE)
    page.context.set_offline(True)
    page.locator(play_link(running_house)).first.click()
    page.wait_for_url("chrome-error://**")
    page.context.close()


def visitor(browser: Browser, house: House) -> Page:
    """The owner's page in this browser, whose console nobody reads."""
    context = browser.new_context(base_url=house.address)
    context.add_cookies([{"name": "matinee", "value": house.cookies["owner"], "url": house.address}])
    return context.new_page()


def until_asked(page: Page, asked: list[str], end: str) -> None:
    for _ in range(100):
        if any(address.endswith(end) for address in asked):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{end} was never asked for: {asked}")
