"""Chromium, and a house of its own to walk through: a real server on a database that the migrations built."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from scripts.chromium import CURE, find_chromium
from tests.browser.programme import free_port, programme_of_the_run, serving
from tests.browser.stage import Enter, Stage, Witness

# For every window Chromium keeps two pages ready beneath its address bar, at half a second of processor each.
# Of two switches of this name the last holds, so it says what Playwright's own says as well.
LEFT_OUT = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,WebUIOmniboxSimplification,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
ARGUMENTS = [
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    f"--disable-features={LEFT_OUT}",
]
Visit = Callable[..., Page]


@dataclass
class House:
    """A running house: its address, one film of 20 s, and the session cookies of its people."""

    address: str
    video: str
    cookies: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run. Its absence is a failure that says how to get it."""
    path = find_chromium()
    if path is None:
        pytest.fail(f"No Chromium was found. {CURE}", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A copy of the programme, shown by gunicorn. Stories make accounts of their own or only look."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    programme = programme_of_the_run(shared / "programme").copy_to(base / "stage")
    with serving(programme, free_port()) as address:
        yield Stage(programme, address, shared)


@pytest.fixture(scope="session")
def running_house(stage: Stage) -> House:
    """The stage as the player's tests know it; its film is for ages 16 and up."""
    cookies = {"owner": stage.programme.cookies["ruth"], "child": stage.programme.cookies["mia"]}
    return House(stage.address, stage.programme.video_of("rain-on-a-tin-roof"), cookies)


@pytest.fixture
def witness() -> Iterator[Witness]:
    """Who hears all browsers of a test; a complaint fails it at its end."""
    heard = Witness()
    yield heard
    assert heard.complaints == []


@pytest.fixture
def enter(chromium: Browser, stage: Stage, witness: Witness) -> Iterator[Enter]:
    """A browser of somebody's own: `enter("ruth", width=360)`; nobody is signed in without a name."""
    contexts: list[BrowserContext] = []

    def go(who: str = "", *, width: int = 1280, height: int = 800, scripts: bool = True, **more: Any) -> BrowserContext:
        size: Any = {"width": width, "height": height}
        how = {"base_url": stage.address, "viewport": size, "java_script_enabled": scripts, "reduced_motion": "reduce"}
        context = chromium.new_context(**{**how, **more})
        contexts.append(context)
        if who:
            context.add_cookies([{"name": "matinee", "value": stage.programme.cookies[who], "url": stage.address}])
        witness.watch(context)
        return context

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def visit(chromium: Browser, running_house: House) -> Iterator[Visit]:
    """Open a page as somebody: `visit("/", who="owner", scripts=True, width=1280)`.

    What the console and the policy complain of meanwhile fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def go(path: str, who: str = "owner", scripts: bool = True, width: int = 1280, height: int = 720) -> Page:
        context = chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": height})
        contexts.append(context)
        context.add_cookies([{"name": "matinee", "value": running_house.cookies[who], "url": running_house.address}])
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(running_house.address + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


def until(page: Page, expression: str, seconds: float = 15) -> Any:
    """Ask until the expression is true; `wait_for_function` needs eval, which the policy forbids to pages.

    What cannot be asked yet, because the page is only just coming, is not true yet.
    """
    deadline, found = time.monotonic() + seconds, None
    while not found:
        assert time.monotonic() < deadline, f"never true: {expression}"
        with suppress(Error):
            found = page.evaluate(expression)
        page.wait_for_timeout(0 if found else 50)
    return found
