"""By keyboard alone: where the focus goes, and that it is seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Witness

pytestmark = pytest.mark.browser
RINGS = """() => [document.activeElement, ...document.activeElement.querySelectorAll("*")].flatMap((one) =>
  [null, "::before", "::after"].map((part) => getComputedStyle(one, part)))
  .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)"""
HERE = "() => document.activeElement?.closest('.card, .hero, .nav, .shelf__lead')?.innerText ?? ''"
PLACE = """() => { const box = document.activeElement.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2]; }"""
PAGES = ("/", "/browse", "/titles/coral-city", "/search?q=coral", "/my-list", "/profiles/manage", "/profiles")


def test_the_first_key_leads_past_the_menu(enter: Enter) -> None:
    page = enter("ruth").new_page()
    for address in PAGES:
        page.goto(address)
        page.locator("body").evaluate("body => body.ownerDocument.activeElement.blur()")
        page.keyboard.press("Tab")
        assert "skip-link" in page.evaluate("() => document.activeElement.className"), address
        page.keyboard.press("Enter")
        until(page, "document.activeElement.id === 'main'")


def test_the_focus_is_seen_wherever_it_goes(enter: Enter) -> None:
    page = enter("ruth").new_page()
    for address in ("/", "/titles/coral-city", "/browse"):
        page.goto(address)
        unseen = [where for where in walk_by_tab(page, 25) if where]
        assert unseen == [], address


def walk_by_tab(page: Page, steps: int) -> list[str]:
    """Where the focus had no ring, was off the page, or was under something."""
    return [fault_of_focus(page) for _ in range(steps) if page.keyboard.press("Tab") is None]


def fault_of_focus(page: Page) -> str:
    what = str(page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)"))
    framed = page.evaluate("() => document.activeElement.closest('.field__box, .search__box') !== null")
    return "" if framed or what.startswith("<body") or page.evaluate(RINGS) else what


def test_arrows_move_inside_a_shelf_and_between_shelves(enter: Enter) -> None:
    page = enter("ruth").new_page()
    page.goto("/")
    page.locator(".shelf:has(.card:nth-child(3)) .card__link").first.focus()  # one card has none beside it
    start, name = page.evaluate(PLACE), page.evaluate(HERE)
    page.keyboard.press("ArrowRight")
    beside = page.evaluate(PLACE)
    assert page.evaluate(HERE) != name and beside[0] > start[0] and abs(beside[1] - start[1]) < 40
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(HERE) == name
    shelf = page.evaluate("() => document.activeElement.closest('.shelf').id")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("() => document.activeElement.closest('.shelf')?.id ?? ''") not in ("", shelf)


def test_a_slash_goes_to_the_search(enter: Enter) -> None:
    page = enter("ruth").new_page()
    for address in ("/", "/browse", "/search?q=coral", "/titles/coral-city"):
        page.goto(address)
        page.keyboard.press("/")
        expect(page.locator("[data-search-key]:visible").first).to_be_focused()


def test_after_a_refused_form_the_focus_is_on_its_summary(enter: Enter, witness: Witness) -> None:
    witness.expected = (422,)
    page = enter("ruth").new_page()
    page.goto("/account")
    page.get_by_label("Present password").fill("not this one, surely")
    page.get_by_role("button", name="Change password").click()
    summary = page.locator("#password_form [data-focus-first]")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-invalid')") == "true"
    page.goto("/titles/two-tones-in-blue")
    page.locator(".review-mine summary").press("Enter")
    page.get_by_label("Your words").fill("Words without a bulb.")
    page.get_by_role("button", name="Post it").press("Enter")
    expect(page.locator("#reviews [data-focus-first]")).to_be_focused()
    expect(page.get_by_label("Your words")).to_have_value("Words without a bulb.")


def test_a_menu_closes_on_escape_and_gives_the_focus_back(enter: Enter) -> None:
    page = enter("ruth").new_page()
    page.goto("/")
    button = page.locator("[data-menu] > summary")
    button.press("Enter")
    expect(page.get_by_role("link", name="Switch profile")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Switch profile")).to_be_hidden()
    expect(button).to_be_focused()
