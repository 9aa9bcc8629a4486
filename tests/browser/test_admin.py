"""The editors' house in Chromium: questions, rows, groups, under a policy that nobody breaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Witness

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
VIDEO = "document.querySelector('video')"
ROOMS = (
    *("/admin/", "/admin/titles/", "/admin/titles/edit/?id=1", "/admin/upload/", "/admin/videos/"),
    *("/admin/accounts/new/", "/admin/actions/?everyone=1", "/admin/settings/", "/admin/accounts/details/?id=1"),
    *(
        "/admin/videos/details/?id=1",
        "/admin/groups/",
        "/admin/groups/new/",
        "/admin/posts/",
        "/admin/shares/",
        "/admin/guest-links/",
        "/admin/social-applications/",
        "/admin/social-applications/new/",
        "/admin/social-accounts/",
    ),
)


def open_as(enter: Enter, who: str, address: str, **how: object) -> Page:
    page: Page = enter(who, **how).new_page()
    page.goto(address)
    return page


def a_genre(page: Page, name: str) -> None:
    page.goto("/admin/genres/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_deleting_asks_in_a_dialog_that_names_it_and_can_be_refused(enter: Enter) -> None:
    page = open_as(enter, "edda", "/admin/genres/")
    a_genre(page, "Lanterns")
    page.get_by_role("button", name="Delete Lanterns").click()
    dialog = page.get_by_role("dialog", name="Delete “Lanterns”?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="Keep it")).to_be_focused()
    expect(dialog).to_contain_text("The titles stay")
    dialog.get_by_role("link", name="Keep it").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="Lanterns", exact=True)).to_be_visible()
    page.get_by_role("button", name="Delete Lanterns").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Lanterns is gone.")).to_be_visible()
    expect(page.get_by_role("link", name="Lanterns", exact=True)).to_have_count(0)


def test_several_rows_are_chosen_and_deleted(enter: Enter) -> None:
    page = open_as(enter, "edda", "/admin/genres/")
    for name in ("Fog", "Sleet"):
        a_genre(page, name)
    bar = page.locator("[data-selection]")
    expect(bar).to_be_hidden()
    for name in ("Fog", "Sleet"):
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    expect(bar).to_contain_text("2 chosen")
    bar.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete 2 genres?").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("checkbox", name="Choose Fog")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Choose Sleet")).to_have_count(0)


def offered(page: Page, name: str) -> str:
    """The suggestion of this name: the first letters alone may have brought others before."""
    suggestion = f"[...document.querySelectorAll('datalist option')].find((one) => one.value.includes('{name}'))?.value"
    return str(until(page, suggestion))


def test_a_person_is_added_in_a_row_by_the_first_letters(enter: Enter) -> None:
    page = open_as(enter, "edda", "/admin/titles/new/")
    page.get_by_label("Title", exact=True).fill("Row by Row")
    page.get_by_role("button", name="Add person").click()
    name = page.get_by_label("Person", exact=True)
    expect(name).to_be_focused()
    name.press_sequentially("quis")
    name.fill(offered(page, "Quist"))
    page.get_by_label("Part").select_option("director")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_label("Person", exact=True)).to_have_value(re.compile(r"Quist #\d+"))
    expect(page.get_by_label("Part")).to_have_value("director")


def test_without_scripts_it_asks_on_a_page_and_has_a_spare_row(enter: Enter) -> None:
    page = open_as(enter, "edda", "/admin/genres/new/", scripts=False)
    page.get_by_label("Name").fill("Hush")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Delete Hush").click()
    expect(page.get_by_role("heading", name="Delete “Hush”?")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Hush is gone.")).to_be_visible()
    page.goto("/admin/titles/new/")
    expect(page.get_by_label("Person", exact=True)).to_be_visible()


def keep_a_film_for(page: Page, group: str, film: str) -> None:
    """Publish a film for this group alone."""
    page.goto("/admin/titles/new/")
    page.get_by_label("Title", exact=True).fill(film)
    page.get_by_label("Published").check()
    page.get_by_label(group).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name=re.compile(film))).to_contain_text(f"Kept for {group}")


def test_a_group_is_made_and_a_film_kept_for_it(enter: Enter, witness: Witness) -> None:
    witness.expected = (404, 409)
    page = open_as(enter, "ada", "/admin/groups/new/")
    page.get_by_label("Name").fill("Reel club 2027")
    page.get_by_role("button", name="Add a member").click()
    member = page.get_by_label("Member", exact=True)
    member.press_sequentially("iri")
    member.fill(offered(page, "Iris"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Reel club 2027"))).to_contain_text("1 account")
    keep_a_film_for(page, "Reel club 2027", "Only for the Club")
    assert open_as(enter, "iris", "/titles/only-for-the-club").title().startswith("Only for the Club")
    expect(open_as(enter, "ruth", "/titles/only-for-the-club").get_by_role("heading", level=1)).not_to_contain_text(
        "Club"
    )
    page.goto("/admin/groups/")
    page.get_by_role("button", name="Delete Reel club 2027").click()
    dialog = page.get_by_role("dialog", name="“Reel club 2027” stays for now")
    expect(dialog).to_contain_text("Only for the Club")
    expect(dialog.get_by_role("link", name="Keep it")).to_be_focused()
    dialog.get_by_role("link", name="Only for the Club").click()
    page.get_by_label("Reel club 2027").uncheck()
    page.get_by_label("Draft").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/groups/")
    page.get_by_role("button", name="Delete Reel club 2027").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Reel club 2027 is gone.")).to_be_visible()


def test_without_scripts_a_group_is_made_and_stays_while_it_is_needed(enter: Enter, witness: Witness) -> None:
    witness.expected = (409,)
    page = open_as(enter, "ada", "/admin/groups/new/", scripts=False)
    page.get_by_label("Name").fill("Quiet club")
    page.get_by_label("Member", exact=True).fill("Iris")
    page.get_by_role("button", name="Save", exact=True).click()
    keep_a_film_for(page, "Quiet club", "Hushed Film")
    page.goto("/admin/groups/")
    page.get_by_role("button", name="Delete Quiet club").click()
    expect(page.get_by_role("heading", name="“Quiet club” stays for now")).to_be_visible()
    page.get_by_role("link", name="Keep it").click()
    expect(page.get_by_role("row", name=re.compile("Quiet club"))).to_contain_text("1 title")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_first_page_has_its_figures_as_tables_too(enter: Enter, scripts: bool) -> None:
    page = open_as(enter, "ada", "/admin/", scripts=scripts)
    expect(page.get_by_role("img", name=re.compile(r"plays? and .* hours in the last 14 days"))).to_be_visible()
    table = page.locator("#plays-table")
    expect(table).to_be_hidden()
    page.get_by_text("The same as a table").first.click()
    expect(table).to_be_visible()
    expect(table.locator("tbody tr")).to_have_count(14)
    page.get_by_role("link", name="30 days").click()
    expect(page).to_have_url(re.compile(r"\?days=30"))
    expect(page.get_by_role("link", name="30 days")).to_have_attribute("aria-current", "true")


def test_an_account_is_looked_at_and_reads_of_it(enter: Enter) -> None:
    page = open_as(enter, "ada", "/admin/accounts/?search=Ruth")
    page.get_by_role("link", name="Ruth", exact=True).click()
    expect(page.get_by_role("heading", name="What was watched")).to_be_visible()
    own = open_as(enter, "ruth", "/account")
    expect(own.get_by_text("An admin looked at your account’s page").first).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_any_room(enter: Enter, theme: str) -> None:
    page = open_as(enter, "ada", "/admin/", color_scheme=theme)
    faults = {}
    for room in ROOMS:
        page.goto(room)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id))")
        if found:
            faults[room] = found
    assert faults == {}


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_no_room_is_wider_than_the_screen(enter: Enter, width: int) -> None:
    page = open_as(enter, "ada", "/admin/", width=width)
    wide = []
    for room in ROOMS:
        page.goto(room)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(room)
    assert wide == []
