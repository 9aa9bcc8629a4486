"""The made-up members: who they are, that nobody can be one, and that what they watch arrives with the films."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from flask import Flask

from app.accounts import passwords
from app.accounts.models import Household, HouseholdMember
from app.catalogue.models import Title
from app.demo import members
from app.demo.members import hear_of_a_film, watched
from app.demo.opening import open_demo
from app.demo.programme import ACCOUNTS, FILM_KEYS, MEMBERS, POSTS, TITLES, VOICES
from app.demo.removal import remove_demo
from app.discussions.models import Post
from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import Job, queue
from app.groups.models import Group
from app.media.models import Video
from app.moderation.models import Case, Report
from app.profiles.models import Profile
from app.requests.models import Request
from app.reviews.models import HelpfulVote, Review
from app.sharing.models import Share
from app.watching.models import ListEntry, Progress

PLAYABLE = {title.slug: title for title in TITLES if title.film_keys}


@pytest.fixture
def opened(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo, opened without the seconds that its passwords take; nobody signs in here."""
    monkeypatch.setattr(passwords, "hash_password", lambda password: "not a hash")
    open_demo()
    db.session.expire_all()


def count(table: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0


def film_of(slug: str, episode: int = 0, **facts: object) -> Video:
    """A ready video of one of the demo's titles, as an encode leaves it."""
    title = db.session.scalars(db.select(Title).filter_by(slug=slug)).one()
    subject = {"episode": title.seasons[0].episodes[episode - 1]} if episode else {"title": title}
    video = Video(**{"state": "ready", "duration_s": 20.0, "source_name": f"{slug}.mp4", **subject, **facts})
    db.session.add(video)
    db.session.flush()
    return video


def test_there_are_about_thirty_in_homes_that_say_what_they_are() -> None:
    assert 28 <= len(MEMBERS) <= 34 and len({member.name for member in MEMBERS}) == len(MEMBERS)
    assert all(member.household.startswith("Simulated: ") for member in MEMBERS)
    assert not {m.name for m in MEMBERS} & {p.name for account in ACCOUNTS for p in account.profiles}
    assert len({member.taste for member in MEMBERS}) >= 5


def test_each_has_watched_four_to_eight_titles_that_play_and_that_they_may_see() -> None:
    for member in MEMBERS:
        seen = [watch.title for watch in member.plays]
        assert 4 <= len(seen) == len(set(seen)) <= 8 and set(seen) <= set(PLAYABLE), member.name
        assert all((PLAYABLE[slug].maturity or 0) <= member.maturity for slug in seen), member.name
        days = [watch.days_ago for watch in member.plays]
        assert days == sorted(days, reverse=True) and days[-1] > 0 and member.plays[-1].share == 1


def test_reviews_are_many_and_everyones_own() -> None:
    assert len(VOICES) >= 60
    assert len({voice.text for voice in VOICES}) == len(VOICES)
    assert {voice.title for voice in VOICES} >= set(PLAYABLE)
    children = {member.name for member in MEMBERS if member.maturity < 13}
    assert not children & {voice.profile for voice in VOICES}
    assert max(Counter((voice.profile, voice.title) for voice in VOICES).values()) == 1


def test_whoever_speaks_of_a_moment_has_seen_it_and_the_moment_is_in_the_film() -> None:
    seats = {member.name: member for member in MEMBERS}
    for post in POSTS:
        for name in (post.profile, *(name for name, _ in post.answers)):
            seen = seats[name].watch_of(post.title)
            assert seen is not None and seen.share == 1 and seats[name].maturity == 18, (name, post.text)
        episodes = PLAYABLE[post.title].seasons[0].episodes if post.episode else ()
        length = episodes[post.episode - 1].runtime_s if post.episode else PLAYABLE[post.title].runtime_s or 0
        assert 0 <= post.at_s <= length


def test_taste_foretells_the_last_watch_half_as_well_again_as_popularity() -> None:
    ours, popular = foretold()
    print(f"NDCG@10 of the last watch: items {ours:.3f}, popularity {popular:.3f}")
    assert ours >= 1.6 * popular


def foretold(regularisation: float = 2.0) -> tuple[float, float]:
    """NDCG@10 of everybody's last watch by EASE (Steck 2019), and by how many have watched it."""
    ids = sorted({watch.title for member in MEMBERS for watch in member.plays})
    seen = [[ids.index(watch.title) for watch in member.plays if watch.share >= 0.15] for member in MEMBERS]
    matrix = np.zeros((len(seen), len(ids)))
    for row, places in enumerate(seen):
        matrix[row, places[:-1]] = 1
    inverse = np.linalg.inv(matrix.T @ matrix + regularisation * np.eye(len(ids)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    totals = [0.0, 0.0]
    for row, places in enumerate(seen):
        for which, scores in enumerate((matrix[row] @ weights, matrix.sum(axis=0))):
            unseen = scores[matrix[row] == 0]
            rank = 1 + (unseen > scores[places[-1]]).sum() + (unseen == scores[places[-1]]).sum() // 2
            totals[which] += 1 / np.log2(1 + rank) if rank <= 10 else 0
    return totals[0] / len(seen), totals[1] / len(seen)


def test_nobody_can_sign_in_as_any_of_them(opened: None) -> None:
    rows = db.session.scalars(db.select(Profile).where(Profile.is_simulated)).all()
    assert len(rows) == len(MEMBERS)
    homes = {row.household_id for row in rows}
    assert not db.session.scalars(db.select(HouseholdMember).where(HouseholdMember.household_id.in_(homes))).all()
    real = {p.name for account in ACCOUNTS for p in account.profiles}
    others = db.session.scalars(db.select(Profile.name).where(Profile.is_simulated.is_(False)))
    assert set(others) == real


def test_everything_that_people_do_together_is_there_in_its_order(opened: None) -> None:
    assert count(Review) >= 80 and count(HelpfulVote) > 60 and count(Post) >= 40 and count(ListEntry) > 30
    assert count(Share) == 3 and count(Report) == count(Case) == 1 and count(Request) == 2
    club = db.session.scalars(db.select(Group)).one()
    assert club.name == "Film club 2026" and sorted(account.name for account in club.members) == ["Mo", "Ruth"]
    kept = db.session.scalars(db.select(Title).where(Title.groups.any())).all()
    assert [title.slug for title in kept] == ["a-slow-zoom"]
    posts = db.session.scalars(db.select(Post)).all()
    assert all(row.created_at <= clock.now() for row in (*posts, *db.session.scalars(db.select(Review))))
    for post in posts:  # answers come after what they answer
        assert post.parent is None or (post.created_at > post.parent.created_at and post.id > post.parent.id)


def test_some_posts_wait_behind_where_ruth_is(opened: None) -> None:
    title = db.session.scalars(db.select(Title).filter_by(slug="the-aurora-keeper")).one()
    second, *later = title.seasons[0].episodes[1:]
    tops = db.select(Post).where(Post.parent_id.is_(None), Post.title_id == title.id)
    before = tops.where(Post.episode_id == second.id, Post.at_s <= 10)
    behind = tops.where(db.or_(Post.episode_id.in_([e.id for e in later]), Post.at_s > 10, Post.episode_id.is_(None)))
    assert db.session.scalars(before).all() and len(db.session.scalars(behind).all()) >= 8


def test_a_ready_film_brings_its_watching_once(opened: None) -> None:
    video = film_of("paper-moons")
    written = watched(video)
    rows = db.session.scalars(db.select(Progress).filter_by(video_id=video.id)).all()
    assert written == len(rows) == sum(member.watch_of("paper-moons") is not None for member in MEMBERS)
    assert {row.finished_at is None for row in rows} == {True, False}
    assert all(row.position_s <= 20 and row.updated_at <= clock.now() - timedelta(hours=1) for row in rows)
    assert watched(video) == 0


def test_of_a_series_half_seen_the_first_half_is(opened: None) -> None:
    seen = [watched(film_of("the-aurora-keeper", number, source_name="made up.mp4")) for number in (1, 2, 3, 4)]
    assert seen[0] == seen[1] + 1 == seen[2] + 2 and seen[2] == seen[3]  # Keiko saw one, Freya two
    last = db.session.scalars(db.select(Progress).join(Progress.video).where(Video.source_name == "made up.mp4"))
    assert all(row.updated_at <= clock.now() for row in last)


def test_nobody_watches_what_is_not_the_demos_or_not_the_film_itself(opened: None) -> None:
    assert watched(film_of("paper-moons", role="trailer")) == 0
    assert watched(film_of("goose-post", 1)) == 0
    mine = Title(name="Mine", slug="mine", kind="film")
    db.session.add(mine)
    assert watched(Video(title=mine, state="ready", duration_s=20.0)) == 0


def test_a_film_that_becomes_ready_puts_its_watching_in(opened: None) -> None:
    hear_of_a_film(film_of("paper-moons"))
    hear_of_a_film(film_of("moth-hour", source_name="somebody else's.mp4"))
    assert [job.kind for job in db.session.scalars(db.select(Job).filter_by(kind="demo.watched"))] == ["demo.watched"]


def test_the_recommender_learns_at_half_time(opened: None, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = queue.Kind(members.TRAINING, queue.Lane.SLOW, lambda run: None)
    monkeypatch.setitem(queue.KINDS, members.TRAINING, kind)
    films = [film_of("paper-moons", source_name=f"{key}.mp4") for key in FILM_KEYS[: len(FILM_KEYS) // 2]]
    films[0].state = "encoding"
    members.watch(films[1].id)
    assert not waiting_trainings()
    films[0].state = "ready"
    for film in films:
        members.watch(film.id)
    assert len(waiting_trainings()) == 1


def waiting_trainings() -> list[Job]:
    return list(db.session.scalars(db.select(Job).filter_by(kind=members.TRAINING)))


def test_a_film_that_is_gone_again_is_nothing_to_watch(app: Flask) -> None:
    members.watch(987_654)
    assert count(Progress) == 0


def test_taking_the_demo_away_takes_all_of_them_and_leaves_a_group_that_somebody_uses(opened: None) -> None:
    watched(film_of("paper-moons"))
    remove_demo()
    db.session.expire_all()
    for table in (
        Household,
        Profile,
        Progress,
        Review,
        HelpfulVote,
        Post,
        ListEntry,
        Share,
        Request,
        Case,
        Report,
        Group,
    ):
        assert count(table) == 0, table
    assert remove_demo() == 0


def test_a_group_with_somebody_elses_title_stays_so_that_the_title_stays_hidden(opened: None) -> None:
    club = db.session.scalars(db.select(Group)).one()
    mine = Title(name="Mine", slug="mine", kind="film")
    mine.groups.append(club)
    db.session.add(mine)
    db.session.commit()
    remove_demo()
    db.session.expire_all()
    assert count(Title) == count(Group) == 1
