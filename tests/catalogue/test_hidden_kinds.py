"""Kinds that a household hides from a profile: nowhere to be found, for this one and for nobody else."""

from __future__ import annotations

import pytest
from flask import Flask

from app.catalogue.hiding import hide
from app.catalogue.models import Genre, Title
from app.catalogue.visibility import for_whom, visible_to, why_hidden
from app.foundation.db import db
from app.groups.models import Group
from app.profiles.models import Profile
from app.watching.playbacks import open_playback
from tests.cast import Cast
from tests.films import film, ready_video


@pytest.fixture
def spooky(cast: Cast) -> Title:
    title = film("Quietish Gloaming", age=6)
    title.genres.append(Genre(name="Ghostlore", slug="ghostlore"))
    db.session.flush()
    hide(cast.profiles["child"], [title.genres[0].id])
    db.session.commit()
    return title


def seen_by(title: Title) -> set[str]:
    by_rule = {
        profile.name
        for profile in db.session.scalars(db.select(Profile))
        if db.session.scalar(db.select(Title.id).where(Title.id == title.id, visible_to(profile)))
    }
    by_set = set(db.session.scalars(db.select(Profile.name).join(Title, Title.id == title.id).where(for_whom())))
    assert by_rule == by_set
    return by_rule


def test_the_rule_and_its_other_side_agree(cast: Cast, spooky: Title) -> None:
    assert "Mia" not in seen_by(spooky) and {"Ruth", "Teo", "Iris"} <= seen_by(spooky)
    hide(cast.profiles["child"], [])
    db.session.commit()
    assert "Mia" in seen_by(spooky)


def test_so_they_do_for_what_is_kept_for_a_group(cast: Cast, spooky: Title) -> None:
    group = Group(name="Film club", members=[cast.accounts["stranger"]])
    db.session.add(group)
    other = film("Kept for nobody here", age=6)
    db.session.flush()
    spooky.groups.append(group)
    db.session.commit()
    assert seen_by(spooky) == {"Iris"} and {"Ruth", "Mia"} <= seen_by(other)


def test_it_says_why(cast: Cast, spooky: Title) -> None:
    assert [rule.name for rule in why_hidden(spooky, cast.profiles["child"])] == ["kind"]


@pytest.mark.parametrize(
    "path", ["/", "/browse", "/search?q=quietish", "/search/suggest?q=quietish", "/browse?genre=ghostlore"]
)
def test_it_is_nowhere(app: Flask, cast: Cast, spooky: Title, path: str) -> None:
    ready_video(spooky)
    db.session.commit()
    assert "Gloaming" not in cast.child.get(path).text
    assert cast.child.get(f"/titles/{spooky.slug}").status_code == 404
    if path not in ("/", "/search/suggest?q=quietish"):
        assert "Gloaming" in cast.teenager.get(path).text
    assert "Gloaming" not in cast.child.get(path).text  # nor from what was kept for the other


def test_what_plays_stops(cast: Cast, spooky: Title) -> None:
    hide(cast.profiles["child"], [])
    video = ready_video(spooky)
    playback = open_playback(cast.child.session_id, cast.profiles["child"], video)
    db.session.commit()
    beat = {"playback": playback.reference, "sequence": 1, "position_s": 5}
    assert cast.child.post(f"/watch/{video.reference}/progress", beat).status_code == 204
    hide(cast.profiles["child"], [spooky.genres[0].id])
    db.session.commit()
    assert cast.child.post(f"/watch/{video.reference}/progress", beat).status_code == 404


def test_the_owner_hides_kinds_and_shows_them_again(cast: Cast, spooky: Title) -> None:
    path, genre = f"/profiles/{cast.profiles['child'].id}/time", spooky.genres[0].id
    assert f'value="{genre}" checked' in cast.owner.get(path).text
    assert cast.owner.post(path, {"minutes_a_day": "0", "asks_above": "99"}).status_code == 303
    assert cast.child.get(f"/titles/{spooky.slug}").status_code == 200
    assert cast.owner.post(path, {"minutes_a_day": "0", "asks_above": "99", "hidden": [genre]}).status_code == 303
    assert cast.child.get(f"/titles/{spooky.slug}").status_code == 404
    assert cast.owner.post(path, {"minutes_a_day": "0", "asks_above": "99", "hidden": ["9999"]}).status_code == 422
    assert cast.child.post(path, {"hidden": []}).status_code == 403
