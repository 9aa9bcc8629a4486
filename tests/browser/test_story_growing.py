"""A film is watched while its end is still being encoded; the encode rests, and goes on, as the editor says."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.jobs import Job
from app.media.models import Video
from app.media.sources import take_in
from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage
from tests.media.clips import ffmpeg, h264, pattern, tone

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"
SLUG, SECONDS, PIECE_S = "nine-thousand-swallows", 28, 4
WORKER = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]


@contextmanager
def the_house(stage: Stage) -> Iterator[None]:
    """Rows as other processes have left them."""
    with stage.programme.app().app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def film(stage: Stage, tmp_path: Path) -> str:
    """The reference of a film that waits for its encode, of a kind that is never copied."""
    path = tmp_path / "swallows.ts"
    ffmpeg(*pattern("640x360", "25", SECONDS), *tone(330, SECONDS), *h264(), "-c:a", "aac", str(path))
    with the_house(stage):
        title = db.session.scalars(db.select(Title).filter_by(slug=SLUG)).one()
        return take_in(path, "swallows.ts", title).reference


@contextmanager
def worker(stage: Stage) -> Iterator[None]:
    """One that works until it is told to stop."""
    environment = {**os.environ, **stage.programme.environment}
    process = subprocess.Popen(WORKER, env=environment, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(stage: Stage, what: Callable[[], Any], seconds: float = 60) -> Any:
    """What is true of the rows at last."""
    deadline = time.monotonic() + seconds
    while True:
        with the_house(stage):
            if found := what():
                return found
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def state_of(reference: str) -> str:
    return str(db.session.scalar(db.select(Video.state).where(Video.reference == reference)))


def job_of(reference: str) -> Job:
    return db.session.scalars(db.select(Job).where(Job.dedupe_key == f"encode:{reference}")).one()


def edge(page: Page) -> float:
    return float(page.evaluate(f"{VIDEO}.duration"))


def test_it_is_watched_early_rests_and_goes_on_without_a_gap(enter: Enter, stage: Stage, film: str) -> None:
    editor = enter("edda").new_page()
    with worker(stage):
        wait_for(stage, lambda: state_of(film) == "growing")
        with the_house(stage):
            number, video_id = job_of(film).id, db.session.scalar(db.select(Video.id).filter_by(reference=film))
        editor.goto(f"/admin/videos/details/?id={video_id}")
        expect(editor.get_by_text("Playable", exact=False).first).to_be_visible()
        editor.get_by_role("button", name="Pause").click()
        expect(editor.get_by_text(f"Encode {number} rests.")).to_be_visible()
        wait_for(stage, lambda: job_of(film).state == "paused")
        editor.goto(f"/admin/videos/details/?id={video_id}")
        expect(editor.get_by_text("What is done is kept.")).to_be_visible()
        viewer = enter("iris").new_page()
        viewer.goto(f"/titles/{SLUG}")
        viewer.locator("#play").get_by_role("link", name="Play").click()
        until(viewer, f"{VIDEO}.currentTime > 0.3 && !{VIDEO}.paused")
        seam = edge(viewer)
        assert PIECE_S <= seam < SECONDS - PIECE_S, "the encode was to rest in the middle"
        expect(viewer.locator("[data-whole]")).to_have_text(f"0:{SECONDS}")
        viewer.keyboard.press("9")  # past what is there
        until(viewer, f"!{VIDEO}.seeking")
        assert viewer.evaluate(f"{VIDEO}.currentTime") <= seam
        editor.get_by_role("button", name="Go on").click()
        expect(editor.get_by_text(f"Encode {number} goes on.")).to_be_visible()
        wait_for(stage, lambda: state_of(film) == "ready", 240)
    until(viewer, f"{VIDEO}.duration > {SECONDS - 0.5}", 30)
    until(viewer, f"{VIDEO}.currentTime > {seam + 1}", 30)
    viewer.evaluate(f"{VIDEO}.currentTime = {seam - 2}; {VIDEO}.play()")  # a slow encode lets it reach the end
    until(viewer, f"{VIDEO}.currentTime > {seam + 1} && !{VIDEO}.seeking", 30)
    holes = f"[...Array({VIDEO}.buffered.length).keys()].slice(1).map(n => {VIDEO}.buffered.start(n))"
    assert [at for at in viewer.evaluate(holes) if abs(at - seam) < 1] == [], "a gap where the encode had rested"


@pytest.fixture
def unfinished(stage: Stage) -> Iterator[str]:
    """The reference of a film that still grows; whole again for the stories that follow."""
    with the_house(stage):
        video = db.session.scalars(db.select(Video).join(Video.title).where(Title.slug == "coral-city")).first()
        assert video is not None
        reference, video.state = video.reference, "growing"
        db.session.commit()
    yield reference
    with the_house(stage):
        db.session.scalars(db.select(Video).where(Video.reference == reference)).one().state = "ready"
        db.session.commit()


def test_without_scripts_it_says_that_it_is_not_whole_yet(enter: Enter, unfinished: str) -> None:
    page = enter("iris", scripts=False).new_page()
    page.goto(f"/watch/{unfinished}")
    expect(page.get_by_text("The film is still being prepared.")).to_be_visible()
    assert page.locator("video").get_attribute("src") is None
