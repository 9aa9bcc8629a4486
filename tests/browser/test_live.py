"""What happens elsewhere reaches an open page by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from app.catalogue.models import Title
from app.foundation.db import db, writing
from tests.browser.stage import Enter, Stage

pytestmark = pytest.mark.browser
NAME = "Just Put On"


@contextmanager
def published(stage: Stage) -> Iterator[None]:
    """A title that an editor puts on while others look, taken off again for the stories that follow."""
    app = stage.programme.app()
    with app.app_context():
        row = Title(name=NAME, slug="just-put-on", maturity_years=0, year=2026)
        row.publish()
        with writing():
            db.session.add(row)
        yield
        with writing():
            db.session.delete(row)
        db.session.remove()
        db.engine.dispose()


def test_a_title_that_is_published_arrives_on_the_open_home_page(enter: Enter, stage: Stage) -> None:
    page = enter("iris").new_page()
    with page.expect_response("**/events") as stream:
        page.goto("/")
    assert stream.value.status == 200
    assert NAME not in page.content()
    page.evaluate("() => { window.isTheSamePage = true }")
    with published(stage):
        expect(page.locator("#shelves").get_by_text(NAME).first).to_be_visible(timeout=20_000)
    assert page.evaluate("() => window.isTheSamePage") is True
