"""New episodes of what is listed or watched, and listed films that can be played: told once, to whom it is for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Household
from app.catalogue.models import Episode, Title, title_group
from app.catalogue.visibility import for_whom, visible_to
from app.foundation import clock
from app.foundation.db import db
from app.groups.models import Group
from app.media.models import Video
from app.media.signals import video_became_ready
from app.notifications.models import NotificationSwitch
from app.profiles.models import Profile
from app.watching.models import ListEntry
from tests.cast import Cast
from tests.notifications.ringing import bell_facts, count_on, told
from tests.programme import make_progress, make_series, make_title, make_video
from tests.statements import count_statements


def listing(title: Title, *profiles: Profile) -> None:
    for profile in profiles:
        db.session.add(ListEntry(profile_id=profile.id, title_id=title.id))
    db.session.commit()


def arrive(title: Title | None = None, episode: Episode | None = None, **facts: Any) -> Video:
    """A video that is encoded and becomes ready, as the encoder does it."""
    video = Video(title=title, episode=episode, state="encoding", **facts)
    db.session.add(video)
    db.session.commit()
    become_ready(video)
    return video


def become_ready(video: Video) -> None:
    video.become_ready(600.0, 426, 240, {})
    video_became_ready.send(video)
    db.session.commit()


@pytest.fixture
def aurora(app: Flask) -> Title:
    return make_series("Aurora", maturity=7)


def test_an_episode_rings_at_whoever_listed_its_series(cast: Cast, aurora: Title) -> None:
    listing(aurora, cast.profiles["owner"], cast.profiles["child"])
    arrive(episode=aurora.seasons[1].episodes[2])
    for who in (cast.owner, cast.child):
        text = who.get("/notifications").text
        assert "Aurora: season 2, episode 3 is here." in text and count_on(who) == "1"
    assert told(cast.profiles["stranger"]) == []
    row = told(cast.profiles["owner"])[0]
    assert cast.owner.get(f"/notifications/{row.id}").headers["Location"] == "/titles/aurora?season=2"
    assert cast.owner.get("/titles/aurora?season=2").status_code == 200


def test_an_episode_rings_at_whoever_watches_the_series(cast: Cast, aurora: Title) -> None:
    first = make_video(episode=aurora.seasons[0].episodes[0])
    make_progress(cast.profiles["owner"], first, 0.5)
    away = make_progress(cast.profiles["stranger"], first, 1)
    away.hidden_at = clock.now()
    db.session.commit()
    arrive(episode=aurora.seasons[0].episodes[1])
    assert len(told(cast.profiles["owner"])) == 1
    assert told(cast.profiles["stranger"]) == [], "it was taken off continue watching"


def test_listed_and_watched_it_rings_once_and_made_anew_it_is_no_news(cast: Cast, aurora: Title) -> None:
    episode, ruth = aurora.seasons[0].episodes[1], cast.profiles["owner"]
    listing(aurora, ruth)
    make_progress(ruth, make_video(episode=aurora.seasons[0].episodes[0]), 0.5)
    video = arrive(episode=episode)
    assert len(told(ruth)) == bell_facts(ruth) == 1
    db.session.delete(told(ruth)[0])
    db.session.commit()
    become_ready(video)
    arrive(episode=episode)
    assert told(ruth) == [], "encoded again, or replaced by another file"


def test_a_trailer_is_no_arrival(cast: Cast) -> None:
    film = make_title("Moth Hour")
    listing(film, cast.profiles["owner"])
    arrive(film, role="trailer")
    assert told(cast.profiles["owner"]) == []
    arrive(film)
    assert "Moth Hour can be watched now." in cast.owner.get("/notifications").text


def test_a_film_that_is_published_later_rings_then(cast: Cast) -> None:
    film = make_title("Moth Hour", published_at=None)
    ruth = cast.profiles["owner"]
    listing(film, ruth)
    arrive(film)
    assert count_on(cast.owner) == ""
    heard = bell_facts(ruth)
    film.publish()
    db.session.commit()
    assert count_on(cast.owner) == "1" and bell_facts(ruth) == heard + 1
    film.withdraw()
    db.session.commit()
    film.publish()
    db.session.commit()
    assert len(told(ruth)) == 1 and "can be watched now" in cast.owner.get("/notifications").text


def test_a_film_that_plays_before_it_is_listed_rings_when_it_is_published(cast: Cast) -> None:
    film = make_title("Moth Hour", published_at=None)
    arrive(film)
    listing(film, cast.profiles["owner"])
    film.publish()
    db.session.commit()
    assert count_on(cast.owner) == "1"


def test_before_its_window_opens_nothing_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    film = make_title("Moth Hour", available_from=clock.now() + timedelta(days=1))
    listing(film, cast.profiles["owner"])
    arrive(film)
    assert count_on(cast.owner) == ""
    later = clock.now() + timedelta(days=1, hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert count_on(cast.owner) == "1"


def test_whom_a_title_is_not_for_is_not_rung(cast: Cast) -> None:
    film = make_title("Late Show", 18)
    listing(film, *cast.profiles.values())
    arrive(film)
    rung = {name for name, profile in cast.profiles.items() if told(profile)}
    assert rung == {"owner", "member", "stranger", "editor", "moderator", "admin"}


def test_made_up_people_are_not_rung(cast: Cast) -> None:
    film, iris = make_title("Moth Hour"), cast.profiles["stranger"]
    iris.is_simulated = True
    listing(film, iris)
    arrive(film)
    assert told(iris) == []


def test_whoever_wants_it_neither_on_the_bell_nor_in_the_mail_gets_no_row(cast: Cast) -> None:
    film, ruth, nana = make_title("Moth Hour"), cast.profiles["owner"], cast.profiles["member"]
    db.session.add(NotificationSwitch(profile_id=ruth.id, kind="film", on_bell=False, in_digest=False))
    db.session.add(NotificationSwitch(profile_id=nana.id, kind="film", on_bell=False, in_digest=True))
    listing(film, ruth, nana)
    arrive(film)
    assert told(ruth) == [] and len(told(nana)) == 1 and count_on(cast.member) == ""


def test_however_many_listen_it_takes_the_same_statements(cast: Cast) -> None:
    def cost(name: str, listeners: list[Profile]) -> int:
        film = make_title(name)
        listing(film, *listeners)
        video = Video(title=film, state="encoding")
        db.session.add(video)
        db.session.commit()
        with count_statements() as sent:
            video_became_ready.send(video)
        return len(sent)

    crowd = Household(name="Everybody")
    many = [Profile(name=f"P{n}", household=crowd) for n in range(60)]
    db.session.add_all(many)
    db.session.commit()
    few, much = cost("For one", many[:1]), cost("For all", many)
    assert few == much <= 4
    db.session.commit()
    assert all(len(told(profile)) for profile in many)


def test_the_rule_reads_the_same_from_both_sides(cast: Cast, aurora: Title) -> None:
    group = Group(name="Film club")
    group.members.append(cast.accounts["member"])
    titles = [aurora, *(make_title(f"Up to {age}", age) for age in (0, 13, 18, None))]
    db.session.add(group)
    db.session.commit()
    kept = make_title("Kept for the club", 13)
    db.session.execute(title_group.insert().values(title_id=kept.id, group_id=group.id))
    db.session.commit()
    for title in [*titles, kept]:
        select = db.select(Profile.id).join(Title, Title.id == title.id).where(for_whom())
        by_title = set(db.session.scalars(select))
        for profile in cast.profiles.values():
            sees = db.session.scalar(db.select(Title.id).where(Title.id == title.id, visible_to(profile)))
            assert (profile.id in by_title) == (sees is not None), (title.name, profile.name)
