"""Somebody finds a review wrong; a moderator decides; everybody reads the log, and its author the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.catalogue.models import Title
from app.foundation.db import db, reading, writing
from app.moderation.models import Case, Suspension
from app.notifications.models import Notification
from app.profiles.models import Profile
from app.reviews.models import Review
from tests.browser.stage import Enter, Stage, Witness

pytestmark = pytest.mark.browser
REASON = "It gives away what others have yet to see."


@pytest.fixture
def words(stage: Stage) -> Iterator[str]:
    """What Ruth says of Coral City; afterwards all is as it was, for the stories that follow."""
    app = stage.programme.app()
    whose = Review.text != "", Profile.name == "Ruth", Title.slug == "coral-city"
    with app.app_context():
        with reading():
            number, text = db.session.execute(
                db.select(Review.id, Review.text).join(Review.profile).join(Review.title).where(*whose)
            ).one()
        yield str(text)
        with writing():
            for table in (Case, Suspension, Notification):
                db.session.execute(db.delete(table))
            db.session.get_one(Review, number).release()
        db.session.remove()
        db.engine.dispose()


def report_it(page: Page, words: str) -> None:
    page.goto("/titles/coral-city")
    page.locator(".review", has_text=words).get_by_role("link", name="Report").click()
    page.get_by_label("It gives something away").check()
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("Moderators will look at it.")).to_be_visible()
    expect(page).to_have_url(re.compile("/titles/coral-city#reviews$"))


def everybody_reads(page: Page, words: str) -> None:
    page.goto("/titles/coral-city")
    expect(page.get_by_text(words)).to_have_count(0)
    page.get_by_role("link", name="What moderators decided").click()
    expect(page.locator("#log")).to_contain_text("A review was hidden on Coral City")
    expect(page.locator("#log")).to_contain_text(REASON)
    expect(page.locator("#log")).not_to_contain_text("Ruth")


def the_author_reads(page: Page, words: str) -> None:
    page.goto("/titles/coral-city")
    expect(page.locator("#reviews")).to_contain_text(REASON)
    page.get_by_role("link", name="What moderators decided").first.click()
    expect(page.locator("#mine")).to_contain_text("Moderators hid your review.")
    page.get_by_text("What you wrote").click()
    expect(page.get_by_text(words)).to_be_visible()


def test_with_scripts(enter: Enter, words: str) -> None:
    queue = enter("ada").new_page()
    with queue.expect_response("**/events?*"):
        queue.goto("/admin/moderation/")
    expect(queue.get_by_text("Nothing waits.")).to_be_visible()
    report_it(enter("iris").new_page(), words)
    expect(queue.get_by_text(words)).to_be_visible(timeout=20_000)
    queue.get_by_role("button", name="Hide it").click()
    expect(queue.get_by_text("Done: hidden.")).to_be_visible()
    everybody_reads(enter("iris").new_page(), words)
    the_author_reads(enter("ruth").new_page(), words)


def test_without_scripts(enter: Enter, witness: Witness, words: str) -> None:
    witness.expected = (422,)
    page = enter("iris", scripts=False).new_page()
    page.goto("/titles/coral-city")
    page.locator(".review", has_text=words).get_by_role("link", name="Report").click()
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("link", name=re.compile("Choose what is wrong."))).to_be_visible()
    report_it(page, words)
    staff = enter("ada", scripts=False).new_page()
    staff.goto("/admin/moderation/")
    staff.get_by_role("link", name="Decide otherwise").click()
    staff.get_by_label("Reason").fill("")
    staff.get_by_role("button", name="Warn its author").click()
    expect(staff.get_by_role("link", name=re.compile("Say why."))).to_be_visible()
    staff.get_by_label("Reason").fill(REASON)
    staff.get_by_role("button", name="Hide it").click()
    expect(staff.locator("#decisions")).to_contain_text("Hidden")
    everybody_reads(page, words)
    the_author_reads(enter("ruth", scripts=False).new_page(), words)


@pytest.mark.parametrize("scripts", [True, False])
def test_asking_the_house_and_its_answer(enter: Enter, scripts: bool) -> None:
    wish = f"The Third Man, {scripts}"
    page = enter("iris", scripts=scripts).new_page()
    page.goto("/search?q=" + wish.replace(" ", "+"))
    page.get_by_role("link", name="Ask the house for it").click()
    expect(page.get_by_label("Which film or series?")).to_have_value(wish)
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("No answer yet.")).to_be_visible()
    staff = enter("edda", scripts=scripts).new_page()
    staff.goto("/admin/requests/")
    staff.get_by_role("link", name=f"A wish: {wish}").click()
    staff.get_by_label("Your answer").fill("It is on from Friday.")
    staff.get_by_role("button", name="Reply: it is done").click()
    page.goto("/requests")
    expect(page.locator("#requests")).to_contain_text("The house: It is on from Friday.")
    page.get_by_role("link", name=f"A wish: {wish}").click()
    page.get_by_text("Withdraw it", exact=True).click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.get_by_text("Withdrawn.")).to_be_visible()
    expect(page.locator("#requests")).not_to_contain_text(wish)
