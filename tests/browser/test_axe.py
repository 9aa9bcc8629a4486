"""axe on every screen, in each state, under both themes, narrow and wide: no violation, no rule switched off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage, Witness
from tests.thorough import THOROUGH

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
WIDTHS = (1280, 360)
THEMES = ("dark", "light")
Act = Callable[[Page], Any]
Screens = tuple[tuple[str, Act | None], ...]
LIGHT = "theme => document.documentElement.dataset.theme = theme"
BY_SIGHT = ["color-contrast", "link-in-text-block"]  # what a change of lights or of width can break
RUN = """async (rules) => (await axe.run(document, {resultTypes: ["violations"],
  ...(rules && {runOnly: {type: "rule", values: rules}})})).violations.flatMap(
  (found) => found.nodes.map((node) => `${found.id}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`))"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((one) =>
  document.documentElement.scrollWidth > innerWidth && one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map((one) => `wider than the window: ${one.tagName}.${one.className}`)"""


def look(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands, at both widths and under both lights; by all rules at one of the
    widths, when the run is thorough at both.
    """
    found: list[str] = []
    whole = WIDTHS[crc32(name.encode()) % 2]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{name} {width}: {fault}" for fault in page.evaluate(TOO_WIDE)]
        for theme in THEMES:
            page.evaluate(LIGHT, theme)
            rules = None if theme == THEMES[0] and (THOROUGH or width == whole) else BY_SIGHT
            found += [f"{name} {width} {theme}: {fault}" for fault in faults_of(page, rules)]
    return found


def faults_of(page: Page, rules: list[str] | None = None) -> list[str]:
    """axe's violations, one line a node; the policy lets the browser's own protocol bring it in."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    faults: list[str] = page.evaluate(RUN, rules)
    return faults


def press(selector: str) -> Act:
    return lambda page: page.locator(selector).first.click()


def send_empty(selector: str) -> Act:
    """The form comes back with 422."""

    def act(page: Page) -> None:
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator(selector).first.evaluate("form => form.requestSubmit()")
        page.locator("[data-focus-first], [aria-invalid=true]").first.wait_for()

    return act


def open_review(page: Page) -> None:
    page.locator(".review-mine summary").click()


def open_dialog(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


MENU: Act = press("[data-menu] > summary")
NOBODY: Screens = (
    ("/sign-in", None),
    ("/sign-in", send_empty("#sign_in_form")),
    ("/register", None),
    ("/register", send_empty("#register_form")),
    ("/guests/nothing-here", None),
    ("/forgotten", None),
    ("/forgotten", send_empty("#forgotten_form")),
    ("/forgotten/sent", None),
    ("/reset/nothing-here", None),
    ("/register/approval", None),
    ("/tv", None),
)
ADULT: Screens = (
    ("/", None),
    ("/", MENU),
    ("/profiles", None),
    ("/profiles/manage", None),
    ("/profiles/manage", send_empty("#members .form")),
    ("/asking", None),
    ("/profiles/new", None),
    ("/profiles/new", send_empty("#profile_form")),
    ("/profiles/{ruth}/edit", None),
    ("/profiles/{teo}/remove", None),
    ("/profiles/{teo}/pin", None),
    ("/profiles/{teo}/time", None),
    ("/browse", None),
    ("/browse?kind=film&genre=drama", None),
    ("/collections/{collection}", None),
    ("/titles/coral-city", None),
    ("/titles/coral-city", open_review),
    ("/titles/coral-city/reviews", None),
    ("/titles/coral-city/seen-by", None),
    ("/titles/the-aurora-keeper?season=2", None),
    ("/people/{person}", None),
    ("/search", None),
    ("/search?q=coral", None),
    ("/search?q=corol+cty", None),
    ("/search?q=zzzzzz", None),
    ("/my-list", None),
    ("/history", None),
    ("/streams", None),
    ("/history/remove?since=all", None),
    ("/notifications", None),
    ("/notifications/settings", None),
    ("/titles/coral-city/share", None),
    ("/titles/coral-city/share", send_empty("#share_form")),
    ("/shares", None),
    ("/shares/sent", None),
    ("/shares/guests", None),
    ("/feeds?title=coral-city", None),
    ("/account", None),
    ("/account", send_empty("#password_form form")),
    ("/account", send_empty("#addresses > .form")),
    ("/account/data", None),
    ("/account/data", send_empty("#leave .form")),
    ("/account/two-step", None),
    ("/account/two-step", send_empty("#two_step_form")),
    ("/tv/approve", send_empty("#approve_form")),
    ("/moderation/log", None),
    ("/moderation/mine", None),
    ("/requests", None),
    ("/requests/new?kind=wish", send_empty("#wish")),
    ("/requests/new?kind=problem&title=coral-city", send_empty("#problem")),
    ("/confirm", None),
    ("/titles/nothing-here", None),
)
CHILD: Screens = (
    ("/", None),
    ("/account", None),
    ("/my-list", None),
    ("/titles/coral-city", None),
    ("/requests/new?kind=wish", None),
)
EMPTY: Screens = (("/my-list", None), ("/history", None), ("/", None), ("/titles/the-long-current", open_review))
STAFF: Screens = (
    ("/admin/", None),
    ("/admin/titles/", None),
    ("/admin/titles/edit/?id=2", None),
    ("/admin/titles/new/", None),
    ("/admin/titles/2/seen-by", None),
    ("/admin/upload/", None),
    ("/admin/videos/", None),
    ("/admin/videos/edit/?id=1", None),
    ("/admin/jobs/", None),
    ("/admin/people/", None),
)
CHIEF: Screens = (
    ("/admin/accounts/", None),
    ("/admin/mail/", None),
    ("/admin/invitations/", None),
    ("/admin/invitations/new/", None),
    ("/admin/reviews/", None),
    ("/admin/moderation/", None),
    ("/admin/decisions/", None),
    ("/admin/suspensions/", None),
    ("/admin/requests/", None),
    ("/admin/roles/", None),
    ("/admin/settings/", None),
    ("/admin/actions/", None),
)
SCREENS = {"": NOBODY, "ruth": ADULT, "mia": CHILD, "mo": EMPTY, "edda": STAFF, "ada": CHIEF}


@pytest.mark.parametrize("who", SCREENS)
def test_no_screen_has_a_violation(enter: Enter, stage: Stage, witness: Witness, who: str) -> None:
    witness.expected = (403, 404, 410, 422)
    rows, page = stage.programme.rows(), enter(who).new_page()
    found: list[str] = []
    for address, act in SCREENS[who]:
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.goto(address.format(**rows))
        assert page.url.endswith(address.format(**rows)), f"{address} led to {page.url}"
        if act:
            act(page)
        found += look(page, f"{address} {getattr(act, '__name__', '')}".strip())
    assert found == []


def test_the_player_has_none_either(enter: Enter, stage: Stage) -> None:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{stage.programme.video_of('coral-city')}")
    until(page, "document.querySelector('video').currentTime > 0.3")
    found = look(page, "watch")
    open_dialog(page)
    assert [*found, *look(page, "watch, keys")] == []


def test_a_refusal_for_haste_has_none_either(enter: Enter, witness: Witness) -> None:
    witness.expected = (429,)
    page = enter("iris").new_page()
    page.goto("/search")
    page.evaluate("() => Promise.all([...Array(60).keys()].map((n) => fetch(`/search?q=haste${n}`)))")
    page.goto("/search?q=haste")
    assert look(page, "429") == []


PALE = """() => Object.assign(document.querySelector("main h1"), {textContent: "Pale"}).style.cssText =
  `width: 3000px; color: ${document.documentElement.dataset.theme === "light" ? "#ddd" : "#333"}`"""


def test_a_planted_violation_is_reported(enter: Enter) -> None:
    page = enter("ruth").new_page()
    page.goto("/browse")
    page.evaluate("() => document.querySelector('main').append(new Image(), document.createElement('button'))")
    page.evaluate(PALE)
    kinds = {fault.split(": ", 1)[1].split(":")[0] for fault in look(page, "browse")}
    assert {"image-alt", "button-name", "color-contrast", "wider than the window"} <= kinds
