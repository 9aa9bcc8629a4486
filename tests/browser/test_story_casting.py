"""The film on another screen: handed over at its place, steered from here, and back again.

No screen is there to be found: the browser's part, finding one and saying what becomes of it, is played by a script.
What that screen would fetch is really fetched, as it would: without a cookie.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.foundation.db import db
from app.media.models import Video
from app.watching.models import Playback, Progress
from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_axe import look
from tests.browser.test_live import behind
from tests.browser.test_story_next import two_episodes

pytestmark = pytest.mark.browser
assert two_episodes  # a fixture
VIDEO = "document.querySelector('video')"
NOW = f"{VIDEO}.currentTime"
SLUG = "coral-city"
SCREEN = """
window.screenIs = 'there';
const watched = [];
const states = new WeakMap();
const isWhole = (media) => Boolean(media.readyState) && new URL(media.currentSrc).protocol.startsWith('http');
const become = (remote, state, name) => { states.set(remote, state); remote.dispatchEvent(new Event(name)); };
const of = new WeakMap();
const remote = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'remote').get;
Object.defineProperty(HTMLMediaElement.prototype, 'remote', { get() {
  const found = remote.call(this);
  of.set(found, this);
  return found;
} });
Object.defineProperty(RemotePlayback.prototype, 'state', { get() { return states.get(this) ?? 'disconnected'; } });
RemotePlayback.prototype.watchAvailability = async function (told) {
  if (window.screenIs === 'unwatched') throw new DOMException('Nobody looks by itself here.', 'NotSupportedError');
  const media = of.get(this);
  const tell = () => told(window.screenIs === 'there' && isWhole(media));
  media.addEventListener('loadedmetadata', tell);
  watched.push(tell);
  tell();
  return 1;
};
window.screenLeaves = () => { window.screenIs = 'gone'; watched.forEach((tell) => tell()); };
RemotePlayback.prototype.prompt = async function () {
  if (!navigator.userActivation.isActive) throw new DOMException('Not pressed.', 'InvalidAccessError');
  window.prompted = (window.prompted ?? 0) + 1;
  if (window.screenIs === 'dismissed') throw new DOMException('Nobody was chosen.', 'NotAllowedError');
  if (window.screenIs === 'gone') throw new DOMException('None is there.', 'NotFoundError');
  const media = of.get(this);
  if (!isWhole(media)) throw new DOMException('It cannot play this.', 'NotSupportedError');
  window.screen_ = this;
  setTimeout(async () => {
    become(this, 'connecting', 'connecting');
    const answer = await fetch(media.currentSrc, { credentials: 'omit', headers: { Range: 'bytes=0-99' } });
    window.fetched = { status: answer.status, type: answer.headers.get('Content-Type') };
    if (window.screenIs === 'deaf') return become(this, 'disconnected', 'disconnect');
    setTimeout(() => become(this, 'connected', 'connect'), window.lingerMs ?? 0);
  });
};
window.screenEnds = () => become(window.screen_, 'disconnected', 'disconnect');
"""


def button(page: Page) -> Locator:
    return page.get_by_role("button", name="Play on another screen")


def plays(page: Page, reference: str, how: str = "?t=4") -> Page:
    page.add_init_script(SCREEN)
    page.goto(f"/watch/{reference}{how}")
    until(page, f"{NOW} > 4.3 && !{VIDEO}.paused", 20)
    expect(button(page)).to_be_attached(timeout=15_000)
    page.keyboard.press("Shift")  # the controls come back
    return page


def source(page: Page) -> str:
    return str(page.evaluate(f"{VIDEO}.currentSrc"))


def test_it_goes_on_there_at_its_place_and_comes_back_resting(enter: Enter, stage: Stage) -> None:
    reference = stage.programme.video_of(SLUG)
    page = plays(enter("ruth").new_page(), reference)
    assert source(page).startswith("blob:")
    assert page.evaluate(f"{VIDEO}.disableRemotePlayback") is False
    before = page.evaluate(NOW)
    button(page).click()
    expect(page.get_by_text("Playing on the other screen").first).to_be_visible()
    expect(button(page)).to_have_attribute("aria-pressed", "true")
    assert re.search(r"/cast/\d+\.[0-9a-f]{32}/[\w-]{11}/film\.mp4$", source(page))
    assert page.evaluate("window.fetched") == {"status": 206, "type": "video/mp4"}
    until(page, f"{NOW} > {before} + 0.5 && {NOW} < {before} + 5 && !{VIDEO}.paused")
    page.get_by_role("button", name="On 10 seconds").click()
    until(page, f"{NOW} > {before} + 10")
    page.evaluate(f"{VIDEO}.pause()")
    at = page.evaluate(NOW)
    assert abs(kept(stage, reference) - at) < 1, "its place is kept as ever"
    page.evaluate("window.screenEnds()")
    until(page, f"{VIDEO}.currentSrc.startsWith('blob:') && {VIDEO}.readyState >= 2")
    assert abs(page.evaluate(NOW) - at) < 0.5
    assert page.evaluate(f"{VIDEO}.paused")
    expect(page.get_by_text("Playing on the other screen")).to_have_count(0)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, f"{NOW} > {at} + 0.5 && !{VIDEO}.paused")


def kept(stage: Stage, reference: str) -> float:
    with behind(stage):
        select = db.select(Progress.position_s).join(Video).where(Video.reference == reference)
        return float(db.session.scalars(select.order_by(Progress.updated_at.desc()).limit(1)).one())


def test_it_is_begun_and_ended_by_keyboard_and_the_page_stays_usable(enter: Enter, stage: Stage) -> None:
    page = plays(enter("ruth").new_page(), stage.programme.video_of(SLUG))
    button(page).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Playing on the other screen").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Playing on the other screen")).to_be_attached()
    assert look(page, "on another screen") == []
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("button", name="Quality")).to_be_hidden()
    page.keyboard.press("Enter")
    until(page, "window.prompted === 2"), "where it is, the browser offers to end it"
    expect(page.get_by_text("Playing on the other screen").first).to_be_visible()


def test_the_next_episode_waits_for_a_press_here(enter: Enter, two_episodes: tuple[str, str]) -> None:
    page = enter("ruth").new_page()
    page.add_init_script(SCREEN)
    page.goto(f"/watch/{two_episodes[0]}?from=start")
    expect(button(page)).to_be_attached(timeout=15_000)
    page.keyboard.press("Shift")
    button(page).click()
    expect(page.get_by_text("Playing on the other screen").first).to_be_visible()
    page.evaluate(f"() => {{ {VIDEO}.currentTime = {VIDEO}.duration - 1.2 }}")
    expect(page.locator("[data-next-when]")).to_have_text("Next, on this screen")
    until(page, f"{VIDEO}.ended")
    page.wait_for_timeout(800)
    assert two_episodes[0] in page.url
    page.get_by_role("link", name="Play now").click()
    page.wait_for_url(f"**/watch/{two_episodes[1]}")


def test_whoever_chooses_no_screen_watches_on_here(enter: Enter, stage: Stage) -> None:
    page = plays(enter("ruth").new_page(), stage.programme.video_of(SLUG))
    page.evaluate("window.screenIs = 'dismissed'")
    at = page.evaluate(NOW)
    button(page).click()
    until(page, f"window.prompted && {VIDEO}.currentSrc.startsWith('blob:') && !{VIDEO}.paused && {NOW} > {at} + 0.3")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.get_by_text("Playing on the other screen")).to_have_count(0)


@pytest.mark.parametrize(("what", "code"), [("gone", "screen-NotFoundError"), ("deaf", "screen-lost")])
def test_a_screen_that_is_gone_or_hears_nothing_is_told_and_the_film_goes_on_here(
    enter: Enter, stage: Stage, what: str, code: str
) -> None:
    page = plays(enter("ruth").new_page(), stage.programme.video_of(SLUG))
    page.evaluate("what => window.screenIs = what", what)
    button(page).click()
    expect(page.get_by_role("alertdialog")).to_contain_text("It will not play on the other screen")
    expect(page.locator("[data-fault-code]")).to_have_text(code)
    page.get_by_role("button", name="Play here").click()
    until(page, f"{VIDEO}.currentSrc.startsWith('blob:') && !{VIDEO}.paused && {NOW} > 4.3")
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_an_address_that_is_over_is_signed_anew_before_it_is_handed_over(
    enter: Enter, stage: Stage, witness: Witness
) -> None:
    witness.expected = (404,)
    page = plays(enter("ruth").new_page(), stage.programme.video_of(SLUG))
    page.evaluate("document.querySelector('matinee-player').dataset.cast = '/cast/1.0/of-nobody/film.mp4'")
    button(page).click()
    expect(page.get_by_text("Playing on the other screen").first).to_be_visible()
    until(page, f"{NOW} > 4.3 && !{VIDEO}.paused")
    assert page.evaluate("window.fetched.status") == 206


def test_stopped_from_another_device_it_ends_there(enter: Enter, stage: Stage, witness: Witness) -> None:
    witness.expected = (404, 409)
    page = plays(enter("ruth").new_page(), stage.programme.video_of(SLUG))
    button(page).click()
    expect(page.get_by_text("Playing on the other screen").first).to_be_visible()
    with behind(stage):
        db.session.scalars(db.select(Playback).order_by(Playback.id.desc()).limit(1)).one().end("stopped")
    page.get_by_role("button", name="Back 10 seconds").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("stopped from another device")
    until(page, f"{VIDEO}.paused")
    page.wait_for_timeout(5500)  # for so long a yes is kept
    address = page.locator("matinee-player").get_attribute("data-cast")
    asked = "address => fetch(address, {credentials: 'omit'}).then((answer) => answer.status)"
    assert page.evaluate(asked, address) == 404


def test_a_button_is_there_while_a_screen_is_and_where_nobody_looks_by_itself(enter: Enter, stage: Stage) -> None:
    reference = stage.programme.video_of(SLUG)
    page = plays(enter("ruth").new_page(), reference)
    page.evaluate("window.screenLeaves()")
    expect(button(page)).to_have_count(0)
    other = enter("ruth").new_page()
    other.add_init_script("window.addEventListener('DOMContentLoaded', () => window.screenIs = 'unwatched')")
    plays(other, reference)
    expect(button(other)).to_be_visible()
    known = other.locator("matinee-player").get_attribute("data-cast") or ""
    with other.expect_request("**/cast/**") as asked:
        other.evaluate("() => document.querySelector('matinee-player').opening.again().then(() => {})")
    assert known and not asked.value.url.endswith(known), "a playback that is begun anew is looked for anew"


def test_chromium_itself_finds_no_screen_and_its_list_closes_to_the_film(enter: Enter, stage: Stage) -> None:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{stage.programme.video_of(SLUG)}?t=4")
    with page.expect_response("**/cast/**") as asked:
        until(page, f"{NOW} > 4.3")
    assert asked.value.status in (200, 206)
    page.wait_for_timeout(1000)
    expect(button(page)).to_have_count(0)
    page.evaluate("() => (document.querySelector('[data-act=cast]').hidden = false)")
    page.keyboard.press("Shift")
    at = page.evaluate(NOW)
    page.evaluate(f"() => {VIDEO}.addEventListener('loadedmetadata', () => (window.handed ??= {VIDEO}.currentSrc))")
    button(page).click()  # its own list of screens closes at once: nobody looks at it here
    until(page, "window.handed?.includes('/cast/')")
    until(page, f"{VIDEO}.currentSrc.startsWith('blob:') && !{VIDEO}.paused && {NOW} > {at} + 0.3")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
