"""Signing in from elsewhere: joined to an account, used at the door, refused, parted; with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import SocialApplication
from app.foundation.db import db
from tests.accounts.elsewhere.provider import Provider, enter_it, provider
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_axe import look
from tests.browser.test_story_door import go_out
from tests.browser.test_story_evening import register

pytestmark = pytest.mark.browser


@pytest.fixture
def school(stage: Stage) -> Iterator[Provider]:
    """A provider that the house knows for as long as the story lasts."""
    with provider() as one, stage.programme.app().app_context():
        application = enter_it(one.issuer)
        yield one
        db.session.delete(application)
        db.session.commit()
        assert not db.session.scalars(db.select(SocialApplication)).all()
        db.session.remove()
        db.engine.dispose()


def prove(page: Page, subject: str) -> None:
    """On the provider's own page."""
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_joins_the_school_and_comes_in_by_it(
    enter: Enter, school: Provider, witness: Witness, scripts: bool
) -> None:
    witness.expected, witness.has_line = (403, 404), False  # the provider's page asks for styles from far away
    name, subject = f"Ozma{scripts}", f"ozma-{scripts}".lower()
    page = register(enter(scripts=scripts), name)
    page.goto("/account")
    page.get_by_role("button", name="Join School").click()
    prove(page, subject)
    expect(page.get_by_text("From now on School signs you in, too.")).to_be_visible()
    expect(page.get_by_role("button", name="Part from School")).to_be_visible()
    if scripts:
        assert look(page, "joined") == []
        page.set_viewport_size({"width": 1280, "height": 800})
    go_out(page)
    if scripts:
        assert look(page, "sign-in with a provider") == []
        page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("link", name="Continue with School").click()
    prove(page, subject)
    expect(page.get_by_role("heading", name="Who’s watching?")).to_be_visible()
    expect(page.get_by_role("button", name=name)).to_be_visible()
    page.goto("/account")
    page.get_by_role("button", name="Part from School").click()
    expect(page.get_by_text("School lets nobody into this account any more.")).to_be_visible()


def test_whoever_the_house_does_not_know_is_told_why(enter: Enter, school: Provider, witness: Witness) -> None:
    witness.expected, witness.has_line = (403, 404), False
    school.knows("stranger-there", name="No Address")
    page = enter("").new_page()
    page.goto("/sign-in")
    page.get_by_role("link", name="Continue with School").click()
    prove(page, "stranger-there")
    expect(page.get_by_role("heading", name="That door stayed shut")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("tells no address that is proven")
    assert look(page, "not let in") == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("link", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Come on in")).to_be_visible()
