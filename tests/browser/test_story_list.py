"""My list in an order of one's own, and marks of what was watched."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.stage import Enter
from tests.browser.test_axe import look

pytestmark = pytest.mark.browser


def names(page: Page) -> list[str]:
    return page.locator("#my_list .card__name").all_inner_texts()


def test_cards_are_put_in_order_by_arrow_and_by_hand(enter: Enter) -> None:
    page = enter("ruth").new_page()
    page.goto("/my-list")
    one, two, three, *_ = names(page)
    page.get_by_role("button", name=f"{one}: later").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#my_list .card__name").first).to_have_text(two)
    expect(page.get_by_role("button", name=f"{one}: later")).to_be_focused()
    with page.expect_response("**/move"):
        page.locator("#my_list .card").nth(2).drag_to(page.locator("#my_list .card").nth(0))
    expect(page.locator("#my_list .card__name").first).to_have_text(three)
    page.reload()
    assert names(page)[:3] == [three, two, one]
    assert look(page, "my list, ordered") == []


def test_an_act_is_heard_even_when_its_form_was_drawn_anew_meanwhile(enter: Enter) -> None:
    page = enter("iris").new_page()
    page.goto("/my-list")
    held: list[Route] = []
    page.route("**/remove", lambda route: held.append(route))
    name = names(page)[0]
    form = page.locator("#my_list .card__remove").first
    form.locator("button").click(force=True)
    while not held:
        page.wait_for_timeout(50)
    form.evaluate("one => one.remove()")
    held[0].continue_()
    expect(page.locator("#my_list").get_by_text(name, exact=True)).to_have_count(0)


def test_without_scripts_the_arrows_do_it(enter: Enter) -> None:
    page = enter("teo", scripts=False).new_page()
    page.goto("/my-list")
    one, two, *_ = names(page)
    page.get_by_role("button", name=f"{two}: earlier").click()
    assert names(page)[:2] == [two, one]


def test_a_season_is_marked_and_the_mark_taken_back(enter: Enter) -> None:
    page = enter("mo").new_page()
    page.goto("/titles/harbour-office")
    page.get_by_role("button", name="Mark season as watched").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Season watched")).to_be_focused()
    expect(page.get_by_role("button", name="Episode 1 is watched")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Mark season as watched")).to_be_visible()
    page.get_by_role("button", name="Mark episode 1 as watched").click()
    expect(page.locator("#all-watched")).to_have_attribute("aria-pressed", "true")
    assert look(page, "a series, marked") == []
    page.get_by_role("button", name="Episode 1 is watched").click()
    expect(page.locator("#all-watched")).to_have_attribute("aria-pressed", "false")
