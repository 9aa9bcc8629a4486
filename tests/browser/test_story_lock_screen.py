"""What the system shows and steers while a film plays: its name, the lock screen's keys, a screen that stays on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"
LISTENS = """
window.keys = {};
const setActionHandler = MediaSession.prototype.setActionHandler;
MediaSession.prototype.setActionHandler = function (name, act) {
  window.keys[name] = act;
  return setActionHandler.call(this, name, act);
};
window.locks = [];
const request = WakeLock.prototype.request;
WakeLock.prototype.request = async function (kind) {
  const lock = await request.call(this, kind);
  window.locks.push(lock);
  return lock;
};
"""


def test_the_screen_stays_on_while_it_plays_and_the_systems_keys_steer_it(enter: Enter, stage: Stage) -> None:
    page = enter("ruth").new_page()
    page.add_init_script(LISTENS)
    page.goto(f"/watch/{stage.programme.video_of('coral-city')}?from=start")
    until(page, f"{VIDEO}.currentTime > 0.3 && !{VIDEO}.paused")
    until(page, "window.locks.at(-1)?.released === false")
    until(page, "navigator.mediaSession.metadata?.title === 'Coral City'")
    page.evaluate("window.keys.pause()")
    until(page, f"{VIDEO}.paused && window.locks.every((lock) => lock.released)")
    before = page.evaluate(f"{VIDEO}.currentTime")
    page.evaluate("window.keys.seekforward()")
    until(page, f"{VIDEO}.currentTime > {before} + 5")
    page.evaluate("window.keys.seekbackward()")
    until(page, f"Math.abs({VIDEO}.currentTime - {before}) < 0.5")
    page.evaluate("window.keys.seekto({seekTime: 4})")
    until(page, f"Math.abs({VIDEO}.currentTime - 4) < 0.5")
    page.evaluate("window.keys.play()")
    until(page, f"!{VIDEO}.paused && window.locks.at(-1).released === false")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_attached()
