"""An editor sends films in Chromium: encoded, played and heard; refused; cut off and gone on with; several at once."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_admin import open_as
from tests.media.clips import made

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"
LISTEN = """() => {
  const video = document.querySelector("video"), context = new AudioContext(), analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  video.loop = true;
  context.createMediaElementSource(video).connect(analyser).connect(context.destination);
  window.loudest = () => {
    const powers = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(powers);
    return powers.indexOf(Math.max(...powers)) * context.sampleRate / analyser.fftSize;
  };
}"""


def work(stage: Stage) -> None:
    """Do the queue, as the worker would."""
    argv = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work", "--until-empty"]
    environment = {**os.environ, **stage.programme.environment}
    subprocess.run(argv, check=True, timeout=120, env=environment, cwd=Path(__file__).parents[2])


def test_a_film_of_another_muxer_is_sent_encoded_and_played(enter: Enter, stage: Stage, tmp_path: Path) -> None:
    film = made("foreign.mkv", tmp_path)
    page = open_as(enter, "edda", "/admin/upload/")
    page.get_by_label("Title").fill("A Foreign Reel")
    page.get_by_label("Film").set_input_files(film)
    page.get_by_role("button", name="Add the film").click()
    expect(page.locator("#video")).to_contain_text("Waiting for a worker")
    work(stage)
    expect(page.locator("#video")).to_contain_text("Ready", timeout=25_000)  # it looks for itself
    expect(page.get_by_role("table")).to_contain_text("240p")
    page.goto("/admin/titles/?search=Foreign+Reel")
    page.get_by_role("checkbox", name="Choose A Foreign Reel").check()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("1 title is shown.")).to_be_visible()
    page.goto("/titles/a-foreign-reel")
    page.get_by_role("link", name=re.compile("^(Play|Watch)")).first.click()
    until(page, f"{VIDEO} && {VIDEO}.currentTime > 0.3", 20)
    assert page.evaluate(f"{VIDEO}.getVideoPlaybackQuality().totalVideoFrames") > 5
    hear_another_sound(page)


def hear_another_sound(page: Page) -> None:
    """The film's own sound is a tone of 440 Hz, the commentary one of 880; the choice is kept for the next time."""
    page.evaluate(LISTEN)
    until(page, "430 < loudest() && loudest() < 450")
    page.mouse.move(300, 300)
    page.locator("[data-menu-of=audio] > button").click()
    page.get_by_role("menuitemradio", name="Kommentar").click()
    until(page, "870 < loudest() && loudest() < 890")
    page.reload()
    until(page, f"{VIDEO} && {VIDEO}.currentTime > 0.1", 20)
    page.evaluate(LISTEN)
    until(page, "870 < loudest() && loudest() < 890")


def test_a_text_file_called_mp4_is_refused_and_the_name_stays(enter: Enter, witness: Witness, tmp_path: Path) -> None:
    witness.expected = (422,)
    (tmp_path / "film.mp4").write_text("words, no film " * 10_000)
    page = open_as(enter, "edda", "/admin/upload/")
    page.get_by_label("Title").fill("Kept Words")
    page.get_by_label("Film").set_input_files(tmp_path / "film.mp4")
    page.get_by_role("button", name="Add the film").click()
    expect(page.get_by_role("list", name="On their way")).to_contain_text("This is not a film.")
    expect(page.get_by_role("status").last).to_contain_text("This is not a film.")
    expect(page.get_by_label("Title")).to_have_value("Kept Words")
    page.get_by_role("button", name="Add the film").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the film’s file.")  # the house says it, not the script


def test_a_film_goes_on_after_a_lost_connection_and_a_reload(enter: Enter, tmp_path: Path) -> None:
    film, offsets = made("foreign.mkv", tmp_path).rename(tmp_path / "larkspur_hour.mkv"), list[int]()
    page = open_as(enter, "edda", "/admin/upload/")

    def pass_three(route: Route) -> None:
        offsets.append(int(route.request.headers["upload-offset"]))
        route.continue_() if len(offsets) <= 3 else route.abort("aborted")

    page.route(
        "**/uploads/*", lambda route: pass_three(route) if route.request.method == "PATCH" else route.continue_()
    )
    page.evaluate("document.querySelector('[data-upload]').dataset.chunk = 20000")
    page.get_by_label("Film").set_input_files(film)
    expect(page.get_by_label("Title")).to_have_value("larkspur hour")
    page.get_by_role("button", name="Add the film").click()
    row = page.get_by_role("list", name="On their way").get_by_role("listitem")
    expect(row).to_contain_text("%")
    until(page, "window.tus && document.querySelector('.upload-row progress').value > 0")
    page.wait_for_timeout(500)
    row.get_by_role("button", name="Pause larkspur_hour.mkv").click()
    expect(row).to_contain_text("Paused")
    page.unroute("**/uploads/*")
    page.reload()
    kept = page.get_by_role("region", name="Not finished yet")
    expect(kept).to_contain_text("for the new film “larkspur hour”")
    sent: list[int] = []
    page.on("request", lambda r: sent.extend(map(int, filter(None, [r.headers.get("upload-offset")]))))
    page.get_by_label("Film").set_input_files(film)
    page.get_by_role("button", name="Add the film").click()
    expect(page.locator("#video")).to_contain_text("Waiting for a worker")
    assert sent[0] == 60_000, "it began anew"
    page.goto("/admin/upload/")
    expect(page.get_by_role("region", name="Not finished yet")).to_have_count(0)


def test_films_are_dropped_several_at_once(enter: Enter, tmp_path: Path) -> None:
    film = base64.b64encode(made("foreign.mkv", tmp_path).read_bytes()).decode()
    page = open_as(enter, "edda", "/admin/upload/")
    page.evaluate(
        """film => {
            const bytes = Uint8Array.from(atob(film), c => c.charCodeAt(0)), data = new DataTransfer();
            const facts = {dataTransfer: data, bubbles: true, cancelable: true};
            for (const name of ["quillwort.one.mkv", "quillwort_two.mkv", "quillwort3.mkv"])
                data.items.add(new File([bytes], name));
            const form = document.querySelector("[data-upload]");
            for (const kind of ["dragover", "drop"]) form.dispatchEvent(new DragEvent(kind, facts));
        }""",
        film,
    )
    expect(page.get_by_label("Title")).to_be_disabled()
    page.get_by_role("button", name="Add the film").click()
    rows = page.get_by_role("list", name="On their way")
    expect(rows.get_by_text("Arrived, and waits to be encoded")).to_have_count(3)
    rows.get_by_role("link", name="Open").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("quillwort two")
