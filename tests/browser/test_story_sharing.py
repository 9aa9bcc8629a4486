"""Somebody shares a film with the household, it arrives in another browser; a guest opens a link, until it ends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Witness
from tests.browser.test_axe import look
from tests.browser.test_story_evening import add_profile, register, sign_in

pytestmark = pytest.mark.browser
NOTE = "Watch it in the dark."


def share_coral_city(page: Page, with_whom: str) -> None:
    page.goto("/titles/coral-city")
    page.get_by_role("link", name="Share Coral City").click()
    page.get_by_role("button", name="Share it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose somebody to share it with.")
    page.get_by_label(with_whom, exact=True).check()
    page.get_by_label("A note").fill(NOTE)
    page.get_by_role("button", name="Share it").click()
    expect(page.get_by_text(f"Coral City is on its way to {with_whom}.")).to_be_visible()
    expect(page.locator("#share_sent")).to_contain_text(with_whom)


def make_link(page: Page) -> str:
    page.get_by_label("A day").check()
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_label("Your link, shown only now").input_value()


def open_as_guest(enter: Enter, address: str, scripts: bool) -> Page:
    guest = enter(scripts=scripts).new_page()
    guest.goto(address)
    expect(guest.get_by_role("heading", name="Coral City")).to_be_visible()
    picture = guest.get_by_role("img", name="Poster of Coral City")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    expect(guest.get_by_role("link")).to_have_count(1)
    expect(guest.get_by_role("link", name="sign in")).to_be_visible()
    return guest


def end_link(page: Page) -> None:
    page.goto("/shares/guests")
    expect(page.get_by_text("Opened once")).to_be_visible()
    page.get_by_role("button", name="End it").click()
    expect(page.locator("#shares").get_by_text("Over", exact=True)).to_be_visible()


def is_over(guest: Page, witness: Witness) -> None:
    witness.expected = (404,)
    guest.reload()
    expect(guest.get_by_role("heading", name="Nothing behind this link")).to_be_visible()


def test_with_scripts(enter: Enter, witness: Witness) -> None:
    witness.expected = (422,)
    page = register(enter(), "Xenia")
    add_profile(page, "Yann")
    other = sign_in(enter(), "Xenia")
    other.get_by_role("button", name="Xenia").click()
    other.goto("/shares")
    expect(other.get_by_text("Nothing recommended yet")).to_be_visible()
    other.wait_for_timeout(1500)  # until its stream is open
    share_coral_city(page, "Xenia")
    arrived = other.locator(".recommendation", has_text=NOTE)
    expect(arrived).to_be_visible(timeout=10_000)
    expect(arrived).to_contain_text("Yann")
    assert look(other, "shares") == []
    other.goto("/")
    expect(other.locator("#shelf-shared")).to_contain_text(f"Yann: “{NOTE}”")
    other.goto("/shares")
    arrived.get_by_role("button", name="Put away").click()
    expect(arrived).to_have_count(0)
    other.get_by_role("button", name="Undo").click()
    expect(arrived).to_have_count(1)
    address = make_link(page)
    guest = open_as_guest(enter, address, scripts=True)
    assert look(guest, "guest") == []
    end_link(page)
    is_over(guest, witness)
    finds_a_review_helpful(page)


def finds_a_review_helpful(page: Page) -> None:
    page.goto("/titles/coral-city")
    button = page.locator(".review").last.locator(".review__helpful button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_text("1 found this helpful")
    until(page, "document.activeElement.closest('.review__helpful') !== null")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_without_scripts(enter: Enter, witness: Witness) -> None:
    witness.expected = (422,)
    page = register(enter(scripts=False), "Zora")
    add_profile(page, "Quin")
    share_coral_city(page, "Zora")
    other = sign_in(enter(scripts=False), "Zora")
    other.get_by_role("button", name="Zora").click()
    other.get_by_role("link", name="Shared with me").or_(other.locator("#shelf-shared h2 a")).last.click()
    expect(other.locator(".recommendation", has_text=NOTE)).to_contain_text("New")
    other.get_by_role("button", name="Put away").click()
    expect(other.get_by_text("Nothing recommended yet")).to_be_visible()
    guest = open_as_guest(enter, make_link(page), scripts=False)
    end_link(page)
    is_over(guest, witness)
    page.goto("/titles/coral-city/reviews")
    page.locator(".review").last.get_by_role("button", name="Helpful").click()
    expect(page).to_have_url(re.compile(r"/titles/coral-city/reviews#review-\d+$"))
    expect(page.get_by_role("button", name="1 found this helpful")).to_be_visible()
