"""The whole player by keyboard alone, by the five keys of a remote control, and as a screen reader finds it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"
NOW = f"{VIDEO}.currentTime"
SAID = """() => { const one = document.activeElement;
  return one.getAttribute('aria-label') || one.innerText?.trim() || one.tagName }"""


def paused(enter: Enter, stage: Stage) -> Page:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{stage.programme.video_of('rain-on-a-tin-roof')}?from=start")
    until(page, f"{NOW} > 0.3 && !{VIDEO}.paused")
    page.keyboard.press("k")
    return page


def test_tab_reaches_every_control_in_the_order_in_which_they_stand(enter: Enter, stage: Stage) -> None:
    page = paused(enter, stage)
    reached = []
    for _ in range(24):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(SAID).split("\n")[0])
    wanted = ["Back to Rain on a Tin Roof", "Transcript", "Talk about this", "Report a problem with this video", "Keys"]
    wanted += ["Place in the film", "Play", "Back 10 seconds", "On 10 seconds", "Sound off", "Loudness"]
    wanted += ["Captions", "1×", "Quality", "Sleep timer", "Picture in picture", "Full screen"]
    places = [next((n for n, said in enumerate(reached) if said.startswith(name)), -1) for name in wanted]
    assert -1 not in places, f"{wanted[places.index(-1)]} was not reached: {reached}"
    assert places == sorted(places)


def test_each_control_does_its_work_by_keyboard(enter: Enter, stage: Stage) -> None:
    page = paused(enter, stage)
    page.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("Enter")
    until(page, f"!{VIDEO}.paused")
    page.keyboard.press("Enter")
    until(page, f"{VIDEO}.paused")
    place = page.evaluate(NOW)
    for name, moved in (("On 10 seconds", 10), ("Back 10 seconds", -10)):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        place += moved
        assert page.evaluate(NOW) == pytest.approx(place, abs=0.2)
    page.get_by_role("button", name="Sound off").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{VIDEO}.muted")
    page.get_by_role("slider", name="Loudness").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"[{VIDEO}.muted, {VIDEO}.volume]") == [False, 0.05]
    menu = page.locator("[data-menu-of=speed] > button")
    menu.focus()
    for key in ("Enter", "End", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate(f"{VIDEO}.playbackRate") == 2
    expect(menu).to_be_focused()


def test_the_quality_is_chosen_by_keyboard_and_the_picture_never_stops(enter: Enter, stage: Stage) -> None:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{stage.programme.video_of('coral-city')}?from=start")
    until(page, f"{NOW} > 0.3 && !{VIDEO}.paused")
    page.evaluate(f"() => {{ window.stalls = 0; {VIDEO}.addEventListener('waiting', () => (window.stalls += 1)); }}")
    menu = page.locator("[data-menu-of=quality] > button")
    expect(menu).to_be_visible()  # it plays before its qualities are known
    for name, height in (("240p", 240), ("360p", 360)):
        menu.focus()
        page.keyboard.press("Enter")
        choice = page.get_by_role("menuitemradio", name=name, exact=True)
        for _ in range(3):
            page.keyboard.press("ArrowDown")
            if choice.evaluate("choice => choice === document.activeElement"):
                break
        page.keyboard.press("Enter")
        until(page, f"{VIDEO}.videoHeight === {height}")
        expect(menu).to_be_focused()
    assert page.evaluate("window.stalls") == 0


def test_five_keys_reach_all(enter: Enter, stage: Stage) -> None:
    page = paused(enter, stage)
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()
    met = {page.evaluate(SAID)}
    for key in ["ArrowRight"] * 3 + ["ArrowUp", "ArrowUp"] + ["ArrowRight"] * 3 + ["ArrowLeft"] * 5:
        page.keyboard.press(key)
        met.add(page.evaluate(SAID))
    assert {"On 10 seconds", "Place in the film", "Keys", "Transcript"} <= met, met
    place = page.evaluate(NOW)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("slider", name="Place in the film")).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(NOW) == pytest.approx(place + 10, abs=0.3)
    page.keyboard.press("ArrowDown")
    met.clear()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        met.add(page.evaluate(SAID).split("\n")[0])
    assert any(said.startswith("Sleep timer") for said in met) and "Full screen" in met, met
    page.keyboard.press("Escape")
    place = page.evaluate(NOW)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(NOW) == pytest.approx(max(0, place - 10), abs=0.3), "outside, arrows seek again"


def test_a_screen_reader_finds_names_roles_and_states(enter: Enter, stage: Stage) -> None:
    page = paused(enter, stage)
    expect(page.locator("matinee-player")).to_match_aria_snapshot("""
      - link "Back to Rain on a Tin Roof"
      - heading "Rain on a Tin Roof" [level=1]
      - link "Transcript"
      - link "Talk about this"
      - link "Report a problem with this video"
      - button "Keys"
      - region "Controls":
        - slider "Place in the film"
        - button "Play"
        - button "Back 10 seconds"
        - button "On 10 seconds"
        - button "Sound off"
        - slider "Loudness"
        - button "Captions"
        - button "1× Speed"
        - button "Quality"
        - button "Sleep timer"
        - button "Picture in picture"
        - button "Full screen"
      - status
    """)
    seek = page.get_by_role("slider", name="Place in the film")
    assert "of 20 seconds" in (seek.get_attribute("aria-valuetext") or "")
    page.locator("[data-menu-of=sleep] > button").click()
    expect(page.locator("[data-menu-of=sleep]")).to_match_aria_snapshot("""
      - button "Sleep timer" [expanded]
      - menu "Sleep timer":
        - menuitemradio "Off" [checked]
        - menuitemradio "In 15 minutes"
    """)
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator("[data-announce]")).to_have_text("Sound off")
