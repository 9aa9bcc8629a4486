"""Two at once: whoever comes second is told so, and nothing of theirs is half kept."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.models import AccountSession
from app.accounts.models.session import SEEN_EVERY
from app.foundation.db import db
from app.watching import my_list
from tests.cast import Cast
from tests.programme import make_title


@pytest.mark.parametrize("error", [IntegrityError("insert", {}, Exception("a key twice")), StaleDataError("no row")])
def test_a_twin_that_comes_second_gets_409(cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def overtake(*_args: Any) -> None:
        raise error

    make_title("Comet")
    monkeypatch.setattr(my_list, "add", overtake)
    answer = cast.owner.post("/my-list/comet")
    assert answer.status_code == 409 and "Changed meanwhile" in answer.text


def test_a_browser_signed_out_while_it_is_marked_as_seen_is_no_error(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts import signing_in

    row = db.session.get_one(AccountSession, cast.owner.session_id)
    row.seen_at -= 2 * SEEN_EVERY
    db.session.commit()
    mark = signing_in._mark_seen

    def just_then(session: AccountSession) -> None:
        db.session.execute(db.delete(AccountSession).where(AccountSession.id == session.id))
        mark(session)

    monkeypatch.setattr(signing_in, "_mark_seen", just_then)
    assert cast.owner.get("/robots.txt").status_code == 200
    assert cast.owner.get("/my-list").status_code < 500


def test_errors_of_the_database_do_not_say_what_was_sent(house: Flask) -> None:
    with house.app_context():
        assert db.engine.hide_parameters
