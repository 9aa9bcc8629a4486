"""A suspension holds, whatever becomes of the profile that it was meant for."""

from __future__ import annotations

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from app.moderation.models import Decision, Suspension
from app.moderation.speaking import suspension_of
from app.profiles.models import Profile
from tests.cast import Cast
from tests.profiles.test_managing import LOOK

REASON = "Three warnings."


@pytest.fixture
def gone(cast: Cast, film: Title) -> Suspension:
    """Ruth's household has removed Nana, who was suspended, and made her anew under another name."""
    db.session.add(Suspension.of(cast.profiles["member"], REASON))
    db.session.commit()
    assert cast.owner.post(f"/profiles/{cast.profiles['member'].id}/remove").status_code == 303
    assert (
        cast.owner.post("/profiles/new", {**LOOK, "name": "Nobody special", "maturity_limit": "18"}).status_code == 303
    )
    return db.session.scalars(db.select(Suspension).execution_options(populate_existing=True)).one()


def made_anew() -> Profile:
    return db.session.scalars(db.select(Profile).filter_by(name="Nobody special")).one()


def test_to_be_removed_and_made_anew_is_no_way_around(cast: Cast, gone: Suspension) -> None:
    cast.profiles["anew"], cast.accounts["anew"] = made_anew(), cast.accounts["member"]
    answer = cast.person("anew").post("/titles/moth-hour/reviews", {"rating": "1", "text": "Here again"})
    assert answer.status_code == 422 and REASON in answer.text
    assert REASON in cast.person("anew").get("/moderation/mine").text


def test_it_holds_for_nobody_who_was_there_before_nor_next_door(cast: Cast, gone: Suspension) -> None:
    assert suspension_of(made_anew()) is not None
    for who in ("owner", "teenager", "stranger", "moderator"):
        assert suspension_of(cast.profiles[who]) is None, who


def test_what_is_left_of_somebody_is_listed_and_lifted(cast: Cast, gone: Suspension) -> None:
    assert gone.profile_id is None
    assert "Somebody who is gone" in cast.moderator.get("/admin/suspensions/").text
    assert REASON in cast.admin.get(f"/admin/accounts/details/?id={cast.accounts['owner'].id}").text
    form = {"action": "lift", "rowid": str(gone.id), "confirmed": "1", "reason": "Enough."}
    assert cast.moderator.post("/admin/suspensions/action/", form).status_code in (302, 303)
    decision = db.session.scalars(db.select(Decision)).one()
    assert (decision.act, decision.profile_id, decision.reason) == ("lift", None, "Enough.")
    assert suspension_of(made_anew()) is None
    assert "A member may talk again" in cast.stranger.get("/moderation/log").text
