"""No dead link: all that a page names answers whoever sees it, and every form posts to a door that there is."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from tests.browser.crawl import Walk, walk
from tests.browser.stage import Stage
from tests.browser.test_story_child import Seat, walk_as

pytestmark = pytest.mark.browser


def dead_ends(app: Flask, found: Walk) -> list[str]:
    """Links that do not answer, and forms that post to nowhere."""
    dead = [f"{answer.status} {address} on {answer.named_on}" for address, answer in found.answers.items()
            if answer.status >= 400 and not address.startswith("/m/")]  # fmt: skip
    doors = app.url_map.bind("localhost")
    for address, page in found.posts.items():
        try:
            doors.match(address.split("?")[0], "POST")
        except (NotFound, MethodNotAllowed, RequestRedirect):
            dead.append(f"no POST {address} on {page}")
    return dead


@pytest.mark.parametrize("who", ["ruth", "edda", "ada"])
def test_every_link_and_form_leads_somewhere(stage: Stage, who: str) -> None:
    found = walk_as(who, stage)
    assert len(found.answers) > 100 and len(found.posts) > 2
    assert dead_ends(stage.programme.app(), found) == []


def test_a_planted_dead_end_is_reported(stage: Stage) -> None:
    app = stage.programme.app()
    pages = {"/a": '<a href="/b">', "/b": '<form method="post" action="/nowhere"><img src="/browse?page=999">'}
    for address, text in pages.items():
        app.add_url_rule(address, address[1:], lambda text=text: text)
    found = walk(Seat(app, stage.programme.cookies["ruth"]).client, ("/a",), pages.__contains__)
    assert dead_ends(app, found) == ["404 /browse?page=999 on /b", "no POST /nowhere on /b"]
