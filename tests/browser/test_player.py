"""The player in Chromium: it plays, seeks, remembers, obeys keys, and the policy has nothing to complain of."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, Visit, until
from tests.browser.stage import Enter

pytestmark = pytest.mark.browser
PLAYER = "document.querySelector('matinee-player')"
VIDEO = "document.querySelector('video')"
NOW = f"{VIDEO}.currentTime"


def watch(visit: Visit, house: House, **how: object) -> Page:
    page = visit(f"/watch/{house.video}", **how)
    until(page, f"{NOW} > 0.3 && !{VIDEO}.paused")
    return page


def test_it_plays_frames_and_time_moves(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    before = page.evaluate(NOW)
    until(page, f"{NOW} > {before} + 1")
    assert page.evaluate(f"{VIDEO}.getVideoPlaybackQuality().totalVideoFrames") > 20
    assert page.evaluate(f"{VIDEO}.src").startswith("blob:")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_it_goes_on_where_it_was_left(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.keyboard.press("5")
    until(page, f"{NOW} > 10.5 && !{VIDEO}.seeking")
    with page.expect_response("**/progress"):
        page.keyboard.press("k")
    left_at = page.evaluate(NOW)
    page.goto(f"{running_house.address}/watch/{running_house.video}")
    until(page, f"{NOW} > 0")
    resumed = float(page.locator("matinee-player").get_attribute("data-resume") or 0)
    assert left_at - 4 <= resumed <= left_at
    assert page.evaluate(NOW) >= resumed - 0.1


def test_keys_do_what_the_list_of_keys_says(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.keyboard.press("0")
    page.keyboard.press("k")
    until(page, f"{VIDEO}.paused && !{VIDEO}.seeking")
    place = page.evaluate(NOW)
    page.keyboard.press("l")
    assert page.evaluate(NOW) == pytest.approx(place + 10, abs=0.5)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(NOW) == pytest.approx(place, abs=0.5)
    page.keyboard.press("m")
    assert page.evaluate(f"{VIDEO}.muted")
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{VIDEO}.volume") == pytest.approx(0.95)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press(" ")
    until(page, f"!{VIDEO}.paused")


def test_letters_can_be_switched_off(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.keyboard.press("?")
    page.get_by_label("Letters and digits work as keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    assert not page.evaluate(f"{VIDEO}.muted")
    page.keyboard.press(" ")
    until(page, f"{VIDEO}.paused")


def test_captions_come_and_go_and_are_remembered(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.keyboard.press("c")
    expect(page.locator("[data-caption-lines] .player__caption")).to_have_text(
        ["If you are only weather,", "then say nothing."]
    )
    page.reload()
    expect(page.locator("[data-caption-lines] .player__caption")).to_have_count(2, timeout=10_000)
    page.locator("[data-menu-of=captions] > button").click()
    page.get_by_role("menuitemradio", name="Off").click()
    expect(page.locator("[data-caption-lines] .player__caption")).to_have_count(0)


def test_the_bar_shows_a_picture_of_the_moment_under_the_pointer(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    box = page.locator("[data-seek]").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("[data-preview-time]")).to_have_text("0:10")
    expect(page.locator("[data-thumb] image")).to_have_attribute("href", re.compile(r"/storyboard-0\.jpg$"))
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    until(page, f"{NOW} > 15.5")


def test_the_speed_can_be_chosen_by_keys(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.locator("[data-menu-of=speed] > button").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{VIDEO}.playbackRate") == 1.25
    expect(page.locator("[data-menu-of=speed] > button")).to_be_focused()


def test_what_the_head_names_is_asked_for_once_and_begins_the_film(visit: Visit, running_house: House) -> None:
    page = visit("/")
    asked: list[str] = []
    page.on("request", lambda request: "/m/" in request.url and asked.append(request.url))
    page.goto(f"{running_house.address}/watch/{running_house.video}?from=start")
    until(page, f"{NOW} > 0.3 && !{VIDEO}.paused")
    named = page.eval_on_selector_all("link[rel=preload][as=fetch]", "links => links.map((link) => link.href)")
    until(page, f"{PLAYER}.stream.hls?.currentLevel >= 0")
    assert [address.rpartition("/")[2] for address in named] == ["init.mp4", "00000.m4s"] * 2
    assert [asked.count(address) for address in named] == [1] * 4
    rung = page.locator("matinee-player").get_attribute("data-rung")
    assert rung and f"/{rung}/" in page.evaluate(f"{PLAYER}.stream.hls.levels[{PLAYER}.stream.hls.startLevel].uri")


def test_pages_slide_into_each_other_but_none_keeps_a_film_waiting(visit: Visit, running_house: House) -> None:
    page = visit("/browse")
    page.context.add_init_script("addEventListener('pagereveal', (event) => { window.slid = !!event.viewTransition; })")
    page.goto(f"{running_house.address}/browse")
    page.get_by_role("link", name="Rain on a Tin Roof").first.click()
    until(page, "location.pathname === '/titles/rain-on-a-tin-roof' && window.slid === true")
    page.goto(f"{running_house.address}/watch/{running_house.video}")
    until(page, "window.slid === false")


def test_what_the_line_bore_is_kept_for_the_next_film_alone(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    until(page, f"{PLAYER}.stream.hls.bandwidthEstimate > 0")
    page.goto(f"{running_house.address}/watch/{running_house.video}/transcript")
    told = [cookie for cookie in page.context.cookies() if cookie["name"] == "line"]
    assert [(cookie["path"], cookie["sameSite"]) for cookie in told] == [("/watch", "Lax")]
    assert re.fullmatch(r"[1-9][0-9]{3,9}", told[0]["value"])


def test_controls_go_after_three_seconds_but_not_while_focused(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.mouse.move(200, 200)
    until(page, f"'idle' in {PLAYER}.dataset", 6)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.wait_for_timeout(3500)
    assert not page.evaluate(f"'idle' in {PLAYER}.dataset")


def test_without_scripts_the_browsers_own_player_plays_the_direct_file(visit: Visit, running_house: House) -> None:
    page = visit(f"/watch/{running_house.video}", scripts=False)
    video = page.locator("video[controls]")
    expect(video).to_be_visible()
    assert "direct.mp4" in (video.get_attribute("src") or "")
    expect(page.locator("[data-live]").first).to_be_hidden()
    expect(page.get_by_label("Stopped at")).to_be_visible()
    video.focus()
    page.keyboard.press("Space")
    until(page, f"{NOW} > 0.5 && !{VIDEO}.paused")


def test_a_menu_stays_open_while_what_it_offers_changes(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.locator("[data-menu-of=speed] > button").click()
    page.keyboard.press("ArrowDown")
    held = page.evaluate("() => document.activeElement.textContent")
    page.evaluate(f"() => {PLAYER}.dispatchEvent(new CustomEvent('stream-opened'))")
    assert page.evaluate("() => document.activeElement.textContent") == held
    expect(page.get_by_role("menuitemradio").first).to_be_visible()


def test_an_over_age_film_does_not_open_for_the_child(chromium: object, visit: Visit, running_house: House) -> None:
    page = visit("/robots.txt", who="child")
    assert page.request.get(f"{running_house.address}/watch/{running_house.video}").status == 404


def test_speed_and_single_frames_by_key(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.keyboard.press(">")
    assert page.evaluate(f"{VIDEO}.playbackRate") == 1.25
    page.keyboard.press("<")
    page.keyboard.press("<")
    assert page.evaluate(f"{VIDEO}.playbackRate") == 0.75
    page.keyboard.press("k")
    until(page, f"{VIDEO}.paused && !{VIDEO}.seeking")
    place = page.evaluate(NOW)
    for _ in range(3):
        page.keyboard.press(".")
    page.keyboard.press(",")
    assert page.evaluate(NOW) == pytest.approx(place + 2 / 25, abs=0.005)


def test_two_quick_taps_at_a_side_go_on_and_back(enter: Enter, running_house: House) -> None:
    page = enter("ruth", width=800, height=400, has_touch=True).new_page()
    page.goto(f"/watch/{running_house.video}?from=start")
    until(page, f"{NOW} > 0.3")
    for _ in range(2):
        page.touchscreen.tap(700, 150)
    until(page, f"{NOW} > 10")
    for _ in range(2):
        page.touchscreen.tap(80, 150)
    until(page, f"{NOW} < 10")
    page.touchscreen.tap(400, 150)
    assert not page.evaluate(f"{VIDEO}.paused")


def test_the_transcript_opens_leads_to_moments_and_follows(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    page.evaluate(f"() => {{ {VIDEO}.currentTime = 12 }}")
    page.mouse.move(300, 300)
    page.get_by_role("link", name="Transcript").click()
    line = page.locator("[data-transcript-panel] [data-start]")
    expect(line).to_have_count(1)
    expect(line).to_have_attribute("aria-current", "true")
    line.click()
    until(page, f"{NOW} < 5")
    assert "/watch/" in page.url
    page.get_by_label("Find words in the transcript").fill("harbour")
    expect(page.get_by_text("Nobody says that here.")).to_be_visible()
    page.get_by_label("Find words in the transcript").fill("WEATHER")
    expect(line).to_have_count(1)


def test_out_of_the_theatre_what_is_said_stands_beside_the_film(visit: Visit, running_house: House) -> None:
    page = watch(visit, running_house)
    theatre = page.get_by_role("button", name="Theatre")
    expect(theatre).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("t")
    expect(theatre).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-transcript-panel] [data-start]").first).to_be_visible()
    beside = page.locator("[data-transcript-panel]").bounding_box()
    film = page.locator("matinee-player").bounding_box()
    assert beside and film and film["x"] + film["width"] <= beside["x"] and beside["y"] == film["y"] == 0
    page.reload()  # the next film opens as this one was left
    expect(theatre).to_have_attribute("aria-pressed", "false")
    page.locator("[data-transcript-panel] > summary").click()
    expect(theatre).to_have_attribute("aria-pressed", "true")
    film = page.locator("matinee-player").bounding_box()
    assert film and film["width"] == 1280
    page.set_viewport_size({"width": 900, "height": 700})
    expect(theatre).to_be_hidden()


def test_the_transcript_is_a_page_without_scripts(visit: Visit, running_house: House) -> None:
    page = visit(f"/watch/{running_house.video}/transcript", scripts=False)
    page.get_by_label("Find words in the transcript").fill("weather")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="If you are only weather").click()
    assert "t=0.2" in page.url
    expect(page.locator("video[controls]")).to_have_attribute("src", re.compile(r"direct.mp4#t=0.2"))


def test_what_is_taken_out_of_the_history_goes_at_once_and_comes_back(enter: Enter, running_house: House) -> None:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{running_house.video}?from=start")
    until(page, f"{NOW} > 0.5")
    with page.expect_response("**/progress"):
        page.keyboard.press("k")
    page.goto("/history")
    seen = page.locator(f"#seen-{running_house.video}")
    expect(seen).to_be_visible()
    seen.get_by_role("button").click()
    expect(seen).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(seen).to_be_visible()
