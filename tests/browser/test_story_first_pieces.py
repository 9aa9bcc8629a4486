"""A film plays before hls.js is there, which then takes over what plays; and what happens where either is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_player import NOW, PLAYER, VIDEO

pytestmark = pytest.mark.browser
HLS = "**/hls.min.mjs*"
PIECE_S = 4
HAS_HLS = f"!!{PLAYER}.stream.hls?.levels.length"
PLAYS = f"!{VIDEO}.paused && {NOW}"
Film = Callable[..., Page]


@pytest.fixture
def film(stage: Stage, witness: Witness) -> Film:
    """The owner's watch page: `film(page, at_s=3)`."""
    witness.has_line = False  # the line is what these stories are about
    reference = stage.programme.video_of("rain-on-a-tin-roof")

    def go(page: Page, at_s: float = 0) -> Page:
        page.goto(f"/watch/{reference}?" + (f"t={at_s}" if at_s else "from=start"))
        return page

    return go


@pytest.fixture
def page(enter: Enter) -> Page:
    return enter("ruth").new_page()


@pytest.fixture
def held(page: Page) -> Iterator[list[Route]]:
    """The requests for hls.js, which wait for somebody to answer them."""
    found: list[Route] = []
    page.route(HLS, lambda route: found.append(route))
    yield found
    for route in found:
        route.abort()


def test_a_film_plays_before_hls_is_there_and_goes_on_with_it(page: Page, film: Film, held: list[Route]) -> None:
    film(page)
    until(page, f"{PLAYS} > 1")
    assert len(held) == 1 and not page.evaluate(HAS_HLS)
    held.pop().continue_()
    until(page, f"{PLAYS} > {PIECE_S} + 1")
    assert page.evaluate(HAS_HLS)
    page.mouse.move(300, 300)
    expect(page.get_by_role("button", name="Quality")).to_be_visible()


def test_no_button_moves_when_the_qualities_are_known(page: Page, film: Film, held: list[Route]) -> None:
    film(page)
    until(page, f"{PLAYS} > 0.6")
    page.mouse.move(300, 300)
    quality, speed = page.locator("[data-menu-of=quality] > button"), page.locator("[data-menu-of=speed] > button")
    expect(speed).to_be_visible()
    expect(quality).to_be_hidden()
    before = speed.bounding_box()
    held.pop().continue_()
    expect(quality).to_be_visible()
    assert speed.bounding_box() == before


def test_it_begins_where_it_was_left_also_near_the_end_of_a_piece(page: Page, film: Film, held: list[Route]) -> None:
    film(page, at_s=PIECE_S - 0.3)
    until(page, f"{NOW} > {PIECE_S} + 0.7")
    assert page.evaluate(f"{VIDEO}.played.start(0)") == pytest.approx(PIECE_S - 0.3, abs=0.1)
    assert page.evaluate(f"{VIDEO}.played.length") == 1
    held.pop().continue_()
    until(page, f"{NOW} > {2 * PIECE_S} + 0.5")


def test_whoever_pauses_before_hls_is_there_stays_paused(page: Page, film: Film, held: list[Route]) -> None:
    film(page)
    until(page, f"{PLAYS} > 0.6")
    page.keyboard.press("k")
    held.pop().continue_()
    until(page, HAS_HLS)
    until(page, f"{VIDEO}.buffered.end(0) > {PIECE_S} + 1")
    assert page.evaluate(f"{VIDEO}.paused")


def test_whoever_jumps_before_hls_is_there_gets_there_with_it(page: Page, film: Film, held: list[Route]) -> None:
    film(page)
    until(page, f"{PLAYS} > 0.6")
    page.keyboard.press("5")
    assert page.evaluate(f"{VIDEO}.seeking")
    place = page.evaluate(NOW)
    held.pop().continue_()
    until(page, f"{PLAYS} > {place} + 0.3")
    assert page.evaluate(NOW) < place + 3


def test_without_hls_the_first_piece_plays_and_then_it_is_said(page: Page, film: Film) -> None:
    page.route(HLS, lambda route: route.abort())
    film(page)
    until(page, f"{NOW} > 1")
    fault = page.get_by_role("alertdialog", name="The house cannot be reached")
    expect(fault).to_be_visible(timeout=15_000)
    expect(fault).to_contain_text("network-player")
    assert page.evaluate(NOW) == pytest.approx(PIECE_S, abs=0.2)
    page.unroute(HLS)
    fault.get_by_role("button", name="Try again").click()
    until(page, f"{PLAYS} > {PIECE_S} + 1")
    expect(fault).to_be_hidden()


def test_without_hls_it_goes_on_by_itself_when_there_is_a_line_again(page: Page, film: Film) -> None:
    page.route(HLS, lambda route: route.abort())
    film(page)
    until(page, f"{NOW} > {PIECE_S} - 0.3")
    page.unroute(HLS)
    until(page, f"{PLAYS} > {PIECE_S} + 1")


@pytest.mark.parametrize("how", ["refused", "silent", "broken"])
def test_where_the_first_pieces_do_not_come_hls_begins(page: Page, film: Film, witness: Witness, how: str) -> None:
    witness.expected = (404,)
    answers: dict[str, Callable[[Route], None]] = {
        "refused": lambda route: route.fulfill(status=404),
        "silent": lambda route: None,
        "broken": lambda route: route.fulfill(body=b"no film at all" * 99, content_type="video/mp4"),
    }
    met: list[str] = []

    def once(route: Route) -> None:
        if route.request.resource_type != "xhr" and route.request.url not in met:
            met.append(route.request.url)
            return answers[how](route)
        return route.fallback()

    page.route("**/00000.m4s", once)
    film(page)
    until(page, f"{PLAYS} > 1")
    assert met and page.evaluate(HAS_HLS)
