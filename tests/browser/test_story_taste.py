"""A watch that ends in one browser changes what another is offered; each suggestion says why, and can be refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from app.accounts.models import Household
from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile
from app.recommendations.jobs import train_recommendations
from app.recommendations.models import TrainingRun
from app.watching.models import Progress
from tests.browser.conftest import until
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_axe import look
from tests.browser.test_live import behind
from tests.browser.test_story_evening import add_profile, register, sign_in
from tests.recommendations.house import QuietRun

pytestmark = pytest.mark.browser
VIDEO = "document.querySelector('video')"
WATCHED = "coral-city"  # twenty seconds
NEIGHBOURS = 16
CIRCLE = 4
FROM_IT = re.compile("You finished Coral City|, which you like|, again")


@pytest.fixture(scope="module")
def neighbours(stage: Stage) -> Iterator[None]:
    """Sixteen people in two circles, one of which watched Coral City, and a training; gone afterwards."""
    with behind(stage):
        films = list(db.session.scalars(db.select(Title).filter_by(kind="film").order_by(Title.slug)))
        has_video = set(db.session.scalars(db.select(Video.title_id).where(Video.role == "main")))
        added = [
            Video(title=film, state="ready", duration_s=600.0, ready_at=clock.now())
            for film in films
            if film.id not in has_video
        ]
        db.session.add_all(added)
        db.session.flush()
        house, numbers = Household(name="The neighbours"), _numbers(films)
        people = [Profile(name=f"Neighbour {n}", household=house, maturity_limit=18) for n in range(NEIGHBOURS)]
        db.session.add_all([house, *people])
        db.session.flush()
        # two circles that share nothing: their last films are foretold whatever the rest of the house watched
        liked = [WATCHED, *[film.slug for film in films if film.slug != WATCHED]][: 2 * CIRCLE]
        hour = count()
        for place, person in enumerate(people):
            circle = liked[:CIRCLE] if place % 2 else liked[CIRCLE:]
            for step in range(CIRCLE):
                slug = circle[(place // 2 + step) % CIRCLE]
                db.session.add(_seen(person, numbers[slug], next(hour)))
        # by what others watched here meanwhile, the one that stands could foretell better
        db.session.execute(db.delete(TrainingRun))
    _train(stage)
    yield
    with behind(stage):
        db.session.delete(house)
        db.session.execute(db.delete(Video).where(Video.id.in_([video.id for video in added])))
        db.session.execute(db.delete(TrainingRun))


def _numbers(films: list[Title]) -> dict[str, int]:
    rows = db.session.execute(db.select(Video.title_id, Video.id).where(Video.role == "main"))
    videos: dict[int, int] = {title_id: video_id for title_id, video_id in rows if title_id}
    return {film.slug: videos[film.id] for film in films}


def _seen(person: Profile, video_id: int, hour: int) -> Progress:
    at = clock.now().replace(year=2026, month=1, day=1 + hour // 24, hour=hour % 24)
    seen = {"position_s": 1.0, "furthest_s": 1.0, "updated_at": at, "finished_at": at}
    return Progress(profile_id=person.id, video_id=video_id, **seen)


def _train(stage: Stage) -> None:
    with stage.programme.app().app_context():
        train_recommendations(QuietRun())  # type: ignore[arg-type]
        newest = db.select(TrainingRun).order_by(TrainingRun.id.desc()).limit(1)  # a worker may have tried before
        run = db.session.scalars(newest).one()
        assert run.state == "current", (run.reason, run.figures)
        db.session.remove()
        db.engine.dispose()


def picks_on(page: Page) -> Locator:
    return page.locator("#shelf-picks .card")


def watch(page: Page, reference: str, since: float, to: float) -> None:
    """Play this part of it in the player; leaving tells where one is."""
    page.goto(f"/watch/{reference}")
    until(page, f"{VIDEO} && {VIDEO}.readyState > 1", 20)
    page.evaluate(f"() => {{ {VIDEO}.currentTime = {since}; {VIDEO}.play() }}")
    until(page, f"{VIDEO}.currentTime >= {to} || {VIDEO}.ended", 20)


def test_with_scripts(enter: Enter, stage: Stage, witness: Witness, neighbours: None) -> None:
    page = register(enter(), "Tove")
    add_profile(page, "Runa")
    expect(page.locator("#shelves")).to_contain_text("What people watch here", timeout=15_000)
    page.goto("/taste")
    expect(page.get_by_text("Nothing is known yet")).to_be_visible()
    assert look(page, "taste, empty") == []
    phone = sign_in(enter(width=360), "Tove")
    with phone.expect_response("**/events*"):
        phone.get_by_role("button", name="Runa").click()
    expect(phone.locator("#shelf-picks")).to_have_count(0)
    phone.evaluate("() => { window.isTheSamePage = true }")
    phone.wait_for_timeout(500)

    coral_city = stage.programme.video_of(WATCHED)
    watch(page, coral_city, since=0, to=3)
    page.goto(f"/titles/{WATCHED}")
    expect(phone.locator("#shelf-continue")).to_contain_text("Coral City", timeout=20_000)
    watch(page, coral_city, since=18.5, to=19.5)
    page.goto(f"/titles/{WATCHED}")
    expect(phone.locator("#shelf-continue")).to_have_count(0, timeout=20_000)
    reasons = picks_on(phone).locator(".card__reason")
    expect(reasons.filter(has_text=FROM_IT).first).to_be_visible()
    expect(picks_on(phone).get_by_text("Coral City", exact=True)).to_have_count(0)
    expect(phone.locator("#shelf-popular")).to_have_count(0)
    assert phone.evaluate("() => window.isTheSamePage") is True
    assert look(phone, "home with picks") == []

    refuses_a_pick(phone, page)


def refuses_a_pick(phone: Page, page: Page) -> None:
    """The card's reason stands first on the title's page; refused there, it leaves the shelf of the other browser."""
    page.goto("/")
    first = picks_on(page).first
    name, reason = (first.locator(part).first.inner_text() for part in (".card__name", ".card__reason"))
    with page.expect_response("**/events*"):
        first.locator("a").first.click()
    expect(page.locator(".why__line").first).to_have_text(reason)
    assert look(page, "why") == []
    page.get_by_role("button", name="Less like this").click()
    expect(page.locator("#reasons")).to_contain_text("You asked for less like this.")
    expect(phone.locator("#shelf-picks")).not_to_contain_text(name, timeout=20_000)
    page.goto("/taste")
    expect(page.locator("#taste")).to_contain_text("Coral City")
    assert look(page, "taste") == []
    page.get_by_role("button", name="Suggest it again").click()
    expect(page.get_by_role("button", name="Suggest it again")).to_have_count(0)
    expect(phone.locator("#shelf-picks")).to_contain_text(name, timeout=20_000)


def test_without_scripts(enter: Enter, stage: Stage, witness: Witness, neighbours: None) -> None:
    page = register(enter(scripts=False), "Sunniva")
    add_profile(page, "Embla")
    with behind(stage):
        person = db.session.scalars(db.select(Profile).filter_by(name="Embla")).one()
        films = list(db.session.scalars(db.select(Title).filter_by(slug=WATCHED)))
        db.session.add(_seen(person, _numbers(films)[WATCHED], 0))
    page.goto("/")
    first = picks_on(page).first
    name, reason = (first.locator(part).first.inner_text() for part in (".card__name", ".card__reason"))
    first.locator("a").first.click()
    expect(page.locator(".why__line").first).to_have_text(reason)
    page.get_by_role("button", name="Less like this").click()
    expect(page.get_by_text(f"{name} will not be suggested to you.")).to_be_visible()
    page.get_by_role("link", name="See my taste").click()
    expect(page.locator("#taste")).to_contain_text(name)
    page.get_by_role("button", name="Suggest it again").click()
    expect(page).to_have_url(re.compile("/taste$"))
    page.goto("/")
    expect(page.locator("#shelf-picks")).to_contain_text(name)
