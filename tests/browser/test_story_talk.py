"""Talk about a film between two who are not equally far: what one says reaches the other when they have come there."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from app.catalogue.models import Title
from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile
from app.watching.models import Progress
from tests.browser.stage import Enter, Stage, Witness

pytestmark = pytest.mark.browser


def is_at(stage: Stage, who: str, slug: str, seconds: float) -> None:
    """Put somebody at this second of the film; at 0 they have not begun."""
    with stage.programme.app().app_context():
        profile = db.session.scalars(select(Profile).where(db.func.lower(Profile.name) == who)).one()
        main = select(Video).join(Video.title).where(Title.slug == slug, Video.role == "main")
        video = db.session.scalars(main).one()
        db.session.execute(db.delete(Progress).where(Progress.profile_id == profile.id, Progress.video_id == video.id))
        if seconds:
            db.session.add(Progress(profile_id=profile.id, video_id=video.id, furthest_s=seconds, position_s=seconds))
        db.session.commit()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def discussion(page: Page) -> Locator:
    return page.locator("#discussion")


def say(page: Page, words: str) -> None:
    discussion(page).get_by_text("Say something").click()
    discussion(page).locator("#post-text").fill(words)
    discussion(page).get_by_role("button", name="Post it").click()
    expect(page.get_by_text("Your post is up.")).to_be_visible()


def test_with_scripts(enter: Enter, stage: Stage, witness: Witness) -> None:
    is_at(stage, "ruth", "rain-on-a-tin-roof", 12.0)
    is_at(stage, "iris", "rain-on-a-tin-roof", 0)
    ruth, iris = (opened(enter(who), "/titles/rain-on-a-tin-roof") for who in ("ruth", "iris"))
    say(ruth, "The panes sing at noon.")
    post = discussion(ruth).locator(".talk__post", has_text="The panes sing at noon.")
    expect(post.locator(".talk__place")).to_have_text("0:12")
    expect(discussion(iris)).to_contain_text("1 post after where you are")  # it came while she was looking
    expect(discussion(iris)).to_contain_text("The next opens at 0:12.")
    assert "panes sing" not in iris.content()
    opens_and_closes_the_curtain(iris)
    answers_while_the_other_writes(ruth, iris)
    changes_it(ruth, iris)
    removes_and_undoes(iris, ruth)
    assert len(witness.fetched) > 20, "the witness has slept"


def opens_and_closes_the_curtain(page: Page) -> None:
    panel = discussion(page)
    panel.get_by_role("button", name="I have seen it").click()
    expect(panel).to_contain_text("The panes sing at noon.")
    expect(panel.locator(".curtain")).to_have_count(0)
    page.locator(".toast", has_text="counts as seen").get_by_role("button", name="Undo").click()
    expect(panel).not_to_contain_text("The panes sing at noon.")
    panel.get_by_role("button", name="I have seen it").click()
    expect(panel).to_contain_text("The panes sing at noon.")


def answers_while_the_other_writes(ruth: Page, iris: Page) -> None:
    """The reply arrives by itself, and takes nothing from what Ruth is writing, above and under a post."""
    discussion(ruth).get_by_text("Say something").click()
    discussion(ruth).locator("#post-text").fill("I was just about to say")
    discussion(ruth).locator(".talk__answer summary").first.click()
    answer = discussion(ruth).locator(".talk__answer textarea").first
    answer.fill("And another thing")
    discussion(iris).locator(".talk__answer summary").first.click()
    discussion(iris).locator(".talk__answer textarea").first.fill("Only when it is cold.")
    discussion(iris).locator(".talk__answer").first.get_by_role("button", name="Reply").click()
    expect(discussion(iris).locator(".talk__replies")).to_contain_text("Only when it is cold.")
    expect(discussion(ruth).locator(".talk__replies")).to_contain_text("Only when it is cold.")
    expect(discussion(ruth).locator("#post-text")).to_have_value("I was just about to say")
    expect(answer).to_have_value("And another thing")
    expect(answer).to_be_visible()
    answer.fill("")


def changes_it(ruth: Page, iris: Page) -> None:
    discussion(ruth).get_by_role("link", name="Edit").first.click()
    ruth.get_by_label("Your post").fill("The panes sing at dusk.")
    ruth.get_by_role("button", name="Save the change").click()
    expect(discussion(ruth).locator(".talk__post").first).to_contain_text("changed")
    expect(discussion(iris)).to_contain_text("The panes sing at dusk.")
    with ruth.expect_response(lambda answer: "/events" in answer.url):
        ruth.reload()  # a page that has only just come hears nothing yet


def removes_and_undoes(iris: Page, ruth: Page) -> None:
    discussion(iris).get_by_role("button", name="Remove").click()
    expect(discussion(iris)).to_contain_text("You removed this.")
    expect(discussion(ruth)).not_to_contain_text("Only when it is cold.")
    iris.locator(".toast", has_text="Your post is gone").get_by_role("button", name="Undo").click()
    expect(discussion(iris)).to_contain_text("Only when it is cold.")
    expect(discussion(ruth)).to_contain_text("Only when it is cold.")


def test_without_scripts(enter: Enter, stage: Stage) -> None:
    is_at(stage, "ruth", "coral-city", 12.0)
    is_at(stage, "iris", "coral-city", 0)
    ruth = opened(enter("ruth", scripts=False), "/titles/coral-city")
    say(ruth, "The reef looks back.")
    expect(ruth.locator(".talk__place")).to_have_text("0:12")
    iris = opened(enter("iris", scripts=False), "/titles/coral-city")
    assert "The reef looks back." not in iris.content()
    discussion(iris).get_by_role("button", name="I have seen it").click()
    expect(discussion(iris)).to_contain_text("The reef looks back.")
    iris.get_by_role("button", name="Take it back").click()
    expect(discussion(iris)).to_contain_text("1 post after where you are")
    assert "The reef looks back." not in iris.content()
    discussion(iris).get_by_role("button", name="I have seen it").click()
    discussion(iris).locator(".talk__answer summary").click()
    discussion(iris).locator(".talk__answer textarea").fill("Through one eye.")
    discussion(iris).locator(".talk__answer").get_by_role("button", name="Reply").click()
    expect(iris.get_by_text("Your reply is up.")).to_be_visible()
    discussion(iris).get_by_role("link", name="Edit").click()
    iris.get_by_label("Your post").fill("Through every eye.")
    iris.get_by_role("button", name="Save the change").click()
    expect(discussion(iris)).to_contain_text("Through every eye.")
    discussion(iris).get_by_role("button", name="Remove").click()
    expect(discussion(iris)).to_contain_text("You removed this.")
    discussion(iris).get_by_role("button", name="Put it back").click()
    expect(discussion(iris)).to_contain_text("Through every eye.")
