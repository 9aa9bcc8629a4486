"""How the player feels: `python -m bench.player [--runs 20] [--minutes 30]`.

Headless Chromium on loopback, with real pieces of real films: click to first frame, resuming, seeking, changing the
quality, long tasks, memory at fourfold speed, what the scripts weigh, and what a heartbeat costs. Prints a table, then
one JSON line. Exit code 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.jobs.worker import work_off
from app.media.sources import take_in
from bench import heartbeat
from scripts.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS, until
from tests.browser.programme import Programme, free_port, programme_of_the_run, serving
from tests.media.clips import ffmpeg, h264, pattern, tone

BOUNDS = {
    "cold_ms": 250,
    "prefetched_ms": 120,
    "resume_error_s": 0.5,
    "seek_ms": 400,
    "stalls_at_switch": 0,
    "scripts_kb": 180,
    "player_scripts_elsewhere": 0,
    "longest_task_ms": 50,
    "memory_growth": 1.25,
    **heartbeat.BOUNDS,
}
HLS = "document.querySelector('matinee-player').stream.hls"
VIDEO = "document.querySelector('video')"
NOW = f"{VIDEO}.currentTime"
BUFFERED = f"(({{buffered: it}}) => it.length && it.end(it.length - 1) - it.start(0))({VIDEO})"
SLUG, LONG_SLUG = "the-long-current", "two-tones-in-blue"
FILM_S = 120
MARKS = """
addEventListener('click', (event) => sessionStorage.setItem('clicked', performance.timeOrigin + event.timeStamp), true);
window.longest = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
}).observe({type: 'longtask'});
new MutationObserver((_changes, watcher) => {
  const video = document.querySelector('video');
  if (!video) return;
  watcher.disconnect();
  const seen = (now) => { window.firstFrame ??= performance.timeOrigin + now; };
  video.requestVideoFrameCallback((now) => { seen(now); window.moved = performance.timeOrigin + now; });
  // A picture that was decoded before its page was there is drawn with the page, and no frame's callback tells of it.
  const drawn = () => setTimeout(() => seen(performance.now()));
  if (video.readyState >= 2) requestAnimationFrame(() => requestAnimationFrame(drawn));
}).observe(document, {childList: true, subtree: true});
"""


@dataclass
class Bench:
    """A browser, and the house that it visits."""

    browser: Browser
    programme: Programme
    address: str
    video: str
    long_video: str

    @contextmanager
    def visitor(self) -> Iterator[Page]:
        """A browser of its own, its cache empty."""
        context: BrowserContext = self.browser.new_context(
            base_url=self.address, viewport={"width": 1280, "height": 720}
        )
        context.add_init_script(MARKS)
        context.add_cookies([{"name": "matinee", "value": self.programme.cookies["ruth"], "url": self.address}])
        yield context.new_page()
        context.close()


@contextmanager
def a_house(minutes: int) -> Iterator[tuple[Programme, str, str]]:
    """The programme with a film of two minutes on two rungs, and with a long one that is copied."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        base = Path(folder)
        programme = programme_of_the_run(base / "programme").copy_to(base / "stage")
        short, long = base / "short.ts", base / "long.mkv"
        ffmpeg(*pattern("854x480", "25", FILM_S), *tone(330, FILM_S), *h264(), "-c:a", "aac", str(short))
        loops = max(0, minutes * 60 // FILM_S - 1)
        small = [*pattern("320x180", "25", FILM_S), *tone(330, FILM_S), *h264(), "-g", "100", "-c:a", "aac"]
        ffmpeg(*small, str(base / "small.mkv"))
        ffmpeg("-stream_loop", str(loops), "-i", str(base / "small.mkv"), "-c", "copy", str(long))
        with programme.app().app_context():
            references = [_taken(path, slug) for path, slug in ((short, SLUG), (long, LONG_SLUG))]
            work_off()
            db.session.remove()
            db.engine.dispose()
        yield programme, *references


def _taken(path: Path, slug: str) -> str:
    title = db.session.scalars(db.select(Title).filter_by(slug=slug)).one()
    return take_in(path, path.name, title).reference


def first_frame(bench: Bench, *, is_prefetched: bool) -> tuple[float, float]:
    """Milliseconds from the click on Play to the film's first picture on the screen, and until it moves."""
    with bench.visitor() as page:
        if is_prefetched:  # the second film of an evening: the player is known, and the pointer rested on the button
            page.goto(f"/watch/{bench.long_video}?from=start")
            until(page, f"{NOW} > 0.1")
        page.goto(f"/titles/{SLUG}")
        page.wait_for_load_state("networkidle") if not is_prefetched else page.wait_for_timeout(500)
        play = page.locator(f"a[href='/watch/{bench.video}']").first
        if is_prefetched:
            play.hover()
            page.wait_for_timeout(600)
        play.click()
        page.wait_for_url(f"**/watch/{bench.video}")
        until(page, "window.moved > 0")
        shown, moved = page.evaluate(
            "[window.firstFrame, window.moved].map((at) => at - sessionStorage.getItem('clicked'))"
        )
        return shown, moved


def resumes(bench: Bench, place: float) -> float:
    """Seconds between where it should go on (three before it was left) and where it does."""
    with bench.visitor() as page:
        page.goto(f"/watch/{bench.video}?t={place}")
        until(page, f"{NOW} > {place} + 0.2")
        with page.expect_response("**/progress"):
            page.keyboard.press("k")
        left_at = page.evaluate(NOW)
    with bench.visitor() as page:
        page.goto(f"/watch/{bench.video}")
        until(page, "window.firstFrame > 0")
        began = page.evaluate(f"{VIDEO}.played.length ? {VIDEO}.played.start(0) : {NOW}")
        with page.expect_response("**/progress"):
            page.keyboard.press("0")
        return abs(float(began) - (left_at - 3))


def seeks(page: Page, place: float) -> float:
    """Milliseconds from a jump to a place that is not loaded to the first frame there; ten seconds at most."""
    took = page.evaluate(f"""(place) => new Promise((resolve) => {{
      const video = {VIDEO}, begun = performance.now(), spent = () => performance.now() - begun;
      const seen = (_now, frame) => Math.abs(frame.mediaTime - place) < 3 ? resolve(spent())
        : video.requestVideoFrameCallback(seen);
      setTimeout(() => resolve(spent()), 10_000);
      video.requestVideoFrameCallback(seen);
      video.currentTime = place;
    }})""", place)  # fmt: skip
    return float(took)


def plays_on(bench: Bench, runs: int) -> dict[str, Any]:
    """Seeks, changes of quality, and the longest task in a minute of playing."""
    with bench.visitor() as page:
        page.goto(f"/watch/{bench.video}?from=start")
        until(page, f"{NOW} > 1")
        little = "{maxBufferLength: 8, maxMaxBufferLength: 8, backBufferLength: 1}"
        page.evaluate(f"() => Object.assign({HLS}.config, {little})")
        took = [seeks(page, 30 + (number * 37) % 80) for number in range(runs)]
    with bench.visitor() as page:
        page.goto(f"/watch/{bench.video}?from=start")
        until(page, f"{NOW} > 2")
        page.evaluate(
            f"() => {{ window.stalls = 0; {VIDEO}.addEventListener('waiting', () => (window.stalls += 1)); }}"
        )
        levels = page.evaluate(f"{HLS}.levels.length")
        for number in range(6):
            page.evaluate(f"() => {{ {HLS}.nextLevel = {number % levels} }}")
            page.wait_for_timeout(2500)
        stalls = page.evaluate("window.stalls")
        page.evaluate("() => { window.longest = 0 }")
        page.evaluate(f"() => {{ {VIDEO}.currentTime = 1 }}")
        page.wait_for_timeout(60_000)
        longest = page.evaluate("window.longest")
    return {
        "seek_ms": statistics.median(took),
        "levels": levels,
        "stalls_at_switch": stalls,
        "longest_task_ms": longest,
    }


def memory(bench: Bench, minutes: int) -> dict[str, Any]:
    """Bytes of JavaScript at the first and the last quarter of the film at fourfold speed, after a collection."""
    with bench.visitor() as page:
        session = page.context.new_cdp_session(page)
        page.goto(f"/watch/{bench.long_video}?from=start")
        until(page, f"{NOW} > 1")
        page.evaluate(f"() => {{ {VIDEO}.playbackRate = 4 }}")
        seen = []
        end = time.monotonic() + minutes * 60 / 4 - 3
        while time.monotonic() < end:
            page.wait_for_timeout(2000)
            session.send("HeapProfiler.collectGarbage")
            heap = session.send("Runtime.getHeapUsage")
            kept = page.evaluate(BUFFERED)
            seen.append((heap["usedSize"] + heap.get("backingStorageSize", 0), kept))
        at = page.evaluate(NOW)
    quarter = max(1, len(seen) // 4)
    early, late = (statistics.median(one for one, _ in part) for part in (seen[quarter : 2 * quarter], seen[-quarter:]))
    return {
        "film_s": round(at),
        "heap_early_mb": early / 1e6,
        "heap_late_mb": late / 1e6,
        "buffered_s": max(kept for _, kept in seen),
        "memory_growth": late / early,
    }


def scripts(bench: Bench) -> dict[str, Any]:
    """What the watch page's scripts weigh at brotli 11, and how many of the player's other pages load."""
    with bench.visitor() as page:
        found: dict[str, bytes] = {}
        page.on(
            "response",
            lambda answer: answer.request.resource_type == "script" and found.update({answer.url: answer.body()}),
        )
        page.goto(f"/watch/{bench.video}")
        until(page, f"{NOW} > 1")
        page.wait_for_load_state("networkidle")
        sizes = {url: len(brotli.compress(body, quality=11)) for url, body in found.items()}
        found.clear()
        for address in ("/", f"/titles/{SLUG}", "/browse", "/my-list", "/history", "/search?q=rain"):
            page.goto(address)
            page.wait_for_timeout(300)
        elsewhere = sum("/player/" in url or "hls" in url for url in found)
    own = sum(size for url, size in sizes.items() if "/player/" in url)
    return {"scripts_kb": sum(sizes.values()) / 1000, "player_kb": own / 1000, "player_scripts_elsewhere": elsewhere}


def told(name: str, values: Iterable[float]) -> dict[str, float]:
    """The median under this name; each value is told as it comes, for it takes a while."""
    seen = []
    for value in values:
        seen.append(value)
        print(f"{name} {value:.3f}", file=sys.stderr, flush=True)
    return {name: statistics.median(seen)}


def measured(runs: int, minutes: int) -> dict[str, Any]:
    """All figures."""
    figures: dict[str, Any] = heartbeat.measured()
    path = find_chromium()
    if path is None:
        raise SystemExit("No Chromium was found: `make test` brings it where it may.")
    with (
        a_house(minutes) as (programme, video, long_video),
        serving(programme, free_port()) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        bench = Bench(browser, programme, address, video, long_video)
        for name, is_prefetched in (("cold", False), ("prefetched", True)):
            seen = [first_frame(bench, is_prefetched=is_prefetched) for _ in range(runs)]
            figures |= told(f"{name}_ms", (shown for shown, _ in seen))
            figures |= told(f"{name}_moves_ms", (moved for _, moved in seen))
        figures |= told("resume_error_s", (resumes(bench, 20 + 3 * n) for n in range(max(3, runs // 4))))
        for ask in (scripts, lambda one: plays_on(one, runs), lambda one: memory(one, minutes)):
            found = ask(bench)
            print(found, file=sys.stderr, flush=True)
            figures |= found
        browser.close()
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--minutes", type=int, default=30)
    chosen = parser.parse_args()
    figures = measured(chosen.runs, chosen.minutes)
    missed = [name for name, bound in BOUNDS.items() if figures[name] > bound]
    for name, value in figures.items():
        print(f"{name:<26}{value:>12}  {f'at most {BOUNDS[name]}' if name in BOUNDS else ''}")
    print(json.dumps({"question": "player", **figures, "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
