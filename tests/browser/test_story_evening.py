"""One evening: register, find a film, watch it, leave, go on elsewhere, say what one thought of it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Witness

pytestmark = pytest.mark.browser
PASSWORD = "velvet curtain organ 4"
VIDEO = "document.querySelector('video')"
NOW = f"{VIDEO}.currentTime"
DECODED = f"{VIDEO}.getVideoPlaybackQuality().totalVideoFrames"


def register(context: BrowserContext, name: str) -> Page:
    """From the sign-in page's link to the gate."""
    page = context.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Who’s watching?")).to_be_visible()
    return page


def sign_in(context: BrowserContext, name: str) -> Page:
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


def add_profile(page: Page, name: str) -> None:
    """From the gate, over its form, back to the gate, and in."""
    page.get_by_role("link", name="Manage profiles").click()
    page.get_by_role("link", name="Add someone").first.click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text(f"{name} has a seat.")).to_be_visible()
    page.goto("/profiles")
    page.get_by_role("button", name=name).click()
    expect(page).to_have_url(re.compile(r"/$"))


def queried(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def titles_of(page: Page) -> Locator:
    return page.locator("#results .card__name, #results .search__best h2")


def test_with_scripts(enter: Enter, witness: Witness) -> None:
    """No refusal, no failed request, no complaint of the policy or the console in all of it: `witness` sees to that."""
    page = register(enter(), "Wanda")
    add_profile(page, "Otto")
    find_by_typing(page)
    left_at = watch_and_leave(page)
    goes_on_elsewhere(enter(), "Wanda", "Otto", left_at)
    page.goto("/titles/coral-city")
    review_and_take_it_back(page)
    keep_and_undo(page)
    assert len(witness.fetched) > 50, "the witness has slept"


def find_by_typing(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("coral")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=coral"))
    box = page.get_by_role("searchbox")
    box.fill("")
    box.press_sequentially("swallow", delay=40)
    expect(page.locator("#results")).to_contain_text("Nine Thousand Swallows")
    until(page, "new URLSearchParams(location.search).get('q') === 'swallow'")
    expect(page.locator("#results")).not_to_contain_text("Coral City")
    page.locator("#results").get_by_role("link", name="Nine Thousand Swallows").first.click()
    expect(page.get_by_role("heading", name="Nine Thousand Swallows", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("swallow")
    expect(page.locator("#results")).to_contain_text("Nine Thousand Swallows")
    assert queried(page) == "swallow"
    page.get_by_role("searchbox").fill("coral c")
    page.locator("#results").get_by_role("link", name="Coral City").first.click()
    expect(page.get_by_role("heading", name="Coral City", level=1)).to_be_visible()


def watch_and_leave(page: Page) -> float:
    """Plays on from the first third, then goes back to the title; the place that was left, in seconds."""
    page.locator("#play").get_by_role("link", name="Play").click()
    until(page, f"{NOW} > 0.5 && !{VIDEO}.paused")
    page.keyboard.press("3")
    until(page, f"{NOW} > 9.5 && !{VIDEO}.seeking")
    frames, moment = page.evaluate(DECODED), page.evaluate(NOW)
    until(page, f"{NOW} > {moment} + 1.5")
    assert page.evaluate(DECODED) >= frames + 10, "time passed without a picture"
    left_at = float(page.evaluate(NOW))
    page.goto("/titles/coral-city")
    expect(page.locator("#play").get_by_role("link", name=re.compile("^Resume"))).to_be_visible()
    return left_at


def goes_on_elsewhere(context: BrowserContext, name: str, profile: str, left_at: float) -> None:
    page = sign_in(context, name)
    page.get_by_role("button", name=profile).click()
    page.locator("#shelf-continue").get_by_role("link", name="Coral City").first.click()
    begun_at = until(page, f"{VIDEO}.readyState > 2 && !{VIDEO}.seeking && {NOW} > 0 && {NOW}")
    assert abs(begun_at - (left_at - 3)) < 1, f"left at {left_at}, went on at {begun_at}, not three seconds before"
    until(page, f"{NOW} > {begun_at} + 0.5")


def review_and_take_it_back(page: Page) -> None:
    reviews = page.locator("#reviews")
    count = reviews.locator(".ratings__count")
    before = count.inner_text()
    reviews.get_by_text("Write yours").click()
    reviews.get_by_label("4 of 5").check(force=True)
    reviews.get_by_label("Your words").fill("It grew on me. <b>Twice</b>.")
    reviews.get_by_role("button", name="Post it").click()
    mine = reviews.locator(".review", has_text="(you)")
    expect(mine).to_contain_text("It grew on me. <b>Twice</b>.")
    expect(count).not_to_have_text(before)
    expect(page.get_by_text("Your review is up.")).to_be_visible()
    reviews.get_by_role("button", name="Remove my review").click()
    expect(mine).to_have_count(0)
    expect(count).to_have_text(before)
    page.get_by_role("button", name="Undo").click()
    expect(mine).to_have_count(1)
    expect(page.get_by_text("Your review is back.")).to_be_visible()


def keep_and_undo(page: Page) -> None:
    button = page.locator("#my_list").get_by_role("button", name="My list")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.locator(".toast", has_text="off your list").get_by_role("button", name="Undo").click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto("/my-list")
    expect(page.get_by_role("link", name="Coral City")).to_be_visible()


def test_without_scripts(enter: Enter) -> None:
    page = register(enter(scripts=False), "Olga")
    add_profile(page, "Piet")
    page.goto("/search")
    page.get_by_role("searchbox").fill("coral")
    page.get_by_role("button", name="Search").click()
    page.locator("#results").get_by_role("link", name="Coral City").first.click()
    page.locator("#play").get_by_role("link", name="Play").click()
    play_by_hand(page)
    page.get_by_label("Stopped at").fill("0:12")
    page.get_by_role("button", name="Keep my place").click()
    expect(page.get_by_text("Your place is kept.")).to_be_visible()
    page.locator("#play").get_by_role("link", name=re.compile("^Resume")).click()
    assert re.search(r"direct\.mp4#t=9\.0", page.locator("video").get_attribute("src") or "")
    page.goto("/titles/coral-city")
    review_by_posting(page)
    page.locator("#my_list").get_by_role("button", name="My list").click()
    expect(page.get_by_text("is on your list")).to_be_visible()
    page.goto("/my-list")
    expect(page.get_by_role("link", name="Coral City")).to_be_visible()
    page.get_by_role("button", name="Take Coral City off my list").click()
    expect(page.get_by_text("Nothing on your list yet")).to_be_visible()


def play_by_hand(page: Page) -> None:
    video = page.locator("video[controls]")
    assert re.search(r"/direct\.mp4$", video.get_attribute("src") or "")
    video.press(" ")
    until(page, f"{NOW} > 0.5 && {DECODED} > 3")


def review_by_posting(page: Page) -> None:
    page.get_by_text("Write yours").click()
    page.get_by_label("5 of 5").check(force=True)
    page.get_by_label("Your words").fill("Read without scripts.")
    with page.expect_response(lambda answer: answer.request.method == "POST") as posted:
        page.get_by_role("button", name="Post it").click()
    assert posted.value.status == 303
    expect(page.locator(".review", has_text="Read without scripts.")).to_be_visible()
    page.get_by_role("button", name="Remove my review").click()
    expect(page.get_by_text("Your review is gone.")).to_be_visible()
