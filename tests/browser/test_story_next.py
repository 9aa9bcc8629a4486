"""The next episode: by itself, not for somebody who sleeps, and asked for after three that nobody touched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.catalogue.models import Episode, Season, Title
from app.foundation.db import db
from app.media.models import Video
from app.media.place import media_folder
from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage
from tests.browser.test_live import behind

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"


@pytest.fixture
def two_episodes(stage: Stage) -> Iterator[tuple[str, str]]:
    """The first two of The Aurora Keeper, the second with the film of the first."""
    with behind(stage):
        found = db.select(Episode).join(Season).join(Title).where(Title.slug == "the-aurora-keeper", Season.number == 1)
        first, second = db.session.scalars(found.order_by(Episode.number).limit(2)).all()
        known = db.session.scalars(db.select(Video).where(Video.episode_id == first.id)).first()
        assert known
        facts = {name: getattr(known, name) for name in ("duration_s", "width", "height", "facts", "state", "ready_at")}
        other = Video(episode_id=second.id, **facts)
        db.session.add(other)
        db.session.flush()
        references, number = (known.reference, other.reference), other.id
        shutil.copytree(*(media_folder().package_path(reference) for reference in references))
    yield references
    with behind(stage):
        db.session.delete(db.session.get_one(Video, number))
        media_folder().remove(references[1])


def near_the_end(page: Page, reference: str) -> None:
    page.goto(f"/watch/{reference}?from=start")
    until(page, f"{VIDEO}.currentTime > 0.2")
    page.evaluate(f"() => {{ {VIDEO}.currentTime = {VIDEO}.duration - 1.2 }}")


def test_the_next_begins_by_itself_and_is_refused_for_this_once(enter: Enter, two_episodes: tuple[str, str]) -> None:
    page = enter("ruth").new_page()
    near_the_end(page, two_episodes[0])
    expect(page.locator("[data-next]")).to_be_visible()
    page.wait_for_url(f"**/watch/{two_episodes[1]}", timeout=20_000)
    near_the_end(page, two_episodes[0])
    page.get_by_role("button", name="Watch credits").click()
    until(page, f"{VIDEO}.ended")
    page.wait_for_timeout(800)
    assert two_episodes[0] in page.url


def test_p_goes_to_the_episode_before(enter: Enter, two_episodes: tuple[str, str]) -> None:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{two_episodes[1]}?from=start")
    until(page, f"{VIDEO}.currentTime > 0.2")
    page.keyboard.press("p")
    page.wait_for_url(f"**/watch/{two_episodes[0]}")


def test_it_stays_where_somebody_meant_to_sleep(enter: Enter, two_episodes: tuple[str, str]) -> None:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{two_episodes[0]}?from=start")
    until(page, f"{VIDEO}.currentTime > 0.2")
    page.mouse.move(300, 300)
    page.locator("[data-menu-of=sleep] > button").click()
    page.get_by_role("menuitemradio", name="At the end").click()
    expect(page.locator("[data-menu-of=sleep] > button")).to_contain_text("Sleep at the end")
    page.evaluate(f"() => {{ {VIDEO}.currentTime = {VIDEO}.duration - 1.2 }}")
    until(page, f"{VIDEO}.ended")
    page.wait_for_timeout(800)
    assert two_episodes[0] in page.url


def test_after_three_that_nobody_touched_it_asks(enter: Enter, two_episodes: tuple[str, str]) -> None:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{two_episodes[0]}?from=start")
    page.evaluate("() => sessionStorage.setItem('matinee.untouched', 3)")
    near_the_end(page, two_episodes[0])
    expect(page.get_by_text("Still watching?")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("link", name="Play now")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/watch/{two_episodes[1]}")
    assert page.evaluate("() => sessionStorage.getItem('matinee.untouched')") is None
    until(page, f"{VIDEO}.currentTime > 0.2")
    page.close()  # before its film is taken away


def test_the_sleep_timer_pauses_softly_and_leaves_the_loudness(enter: Enter, stage: Stage) -> None:
    page = enter("ruth").new_page()
    page.goto(f"/watch/{stage.programme.video_of('rain-on-a-tin-roof')}?from=start")
    until(page, f"{VIDEO}.currentTime > 0.2 && !{VIDEO}.paused")
    loud = page.evaluate(f"{VIDEO}.volume")
    page.evaluate("() => document.querySelector('matinee-player').sleep.rest()")
    assert page.evaluate(f"[{VIDEO}.paused, {VIDEO}.volume]") == [True, loud]
    expect(page.locator("[data-menu-of=sleep] > button")).to_contain_text("No sleep timer")
