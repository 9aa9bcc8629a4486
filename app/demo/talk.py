"""What the demo's people said, kept, recommended, reported and asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.catalogue.models import Title
from app.demo.cast import Everybody
from app.demo.members import when_seen
from app.demo.programme import CLUB, LIST, MEMBERS, POSTS, REPORTS, REQUESTS, REVIEWS, SHARES, VOICES
from app.demo.programme.shapes import DemoMember, DemoPost
from app.demo.shelving import Shelved
from app.discussions import posting
from app.discussions.models import Post
from app.discussions.places import Place
from app.foundation import clock
from app.foundation.db import db
from app.foundation.text import random_reference
from app.groups.models import Group
from app.moderation.moderatable import SUBJECTS
from app.moderation.reporting import case_about, report
from app.requests import asking
from app.reviews import posting as reviewing
from app.reviews.models import HelpfulVote, Review
from app.sharing import sending
from app.watching.models import ListEntry

KEY_LENGTH = 22
LEAST_TIME, ANSWERED_AFTER = timedelta(minutes=20), timedelta(hours=3)
SEATS = {member.name: (place, member) for place, member in enumerate(MEMBERS)}


def talk(cast: Everybody, shelved: Shelved) -> dict[str, list[int]]:
    """Say and keep everything, each on its day, in the current transaction; the ids of what goes with no profile."""
    reviews = review_all(cast, shelved)
    vote_all(cast, reviews)
    keep_lists(cast, shelved)
    post_all(cast, shelved)
    share_all(cast, shelved)
    ask_all(cast, shelved)
    return {"cases": report_all(cast, reviews), "groups": [found_club(cast, shelved).id]}


def review_all(cast: Everybody, shelved: Shelved) -> dict[tuple[str, str], Review]:
    """Post the reviews, the oldest first, by who wrote of what."""
    reviews = {}
    for said in sorted((*REVIEWS, *VOICES), key=lambda said: -said.days_ago):
        review = reviewing.post(cast.profiles[said.profile], shelved.titles[said.title], said.rating, said.text)
        review.created_at = clock.now() - timedelta(days=said.days_ago)
        reviews[said.profile, said.title] = review
    return reviews


def vote_all(cast: Everybody, reviews: dict[tuple[str, str], Review]) -> None:
    """Of those who saw the same, some found each review helpful; more of them those that say more."""
    for place, ((author, slug), review) in enumerate(reviews.items()):
        for seat, member in SEATS.values():
            seen = member.watch_of(slug)
            agrees = (seat * 7 + place * 3) % 10 < len(review.text) // 16
            if agrees and seen and member.name != author and member.maturity == 18:
                at = clock.now() - timedelta(days=min(seen.days_ago, _days_since(review)) / 2)
                db.session.add(HelpfulVote(review_id=review.id, profile_id=cast.profiles[member.name].id, at=at))


def keep_lists(cast: Everybody, shelved: Shelved) -> None:
    """Fill the lists, each entry on its day."""
    kept = [(entry.profile, entry.title, float(entry.days_ago)) for entry in LIST]
    kept += [(m.name, slug, 1.5 + seat % 5 + n) for seat, m in SEATS.values() for n, slug in enumerate(m.keeps)]
    for name, slug, days_ago in kept:
        entry = ListEntry(profile_id=cast.profiles[name].id, title_id=shelved.titles[slug].id)
        entry.added_at = clock.now() - timedelta(days=days_ago)
        db.session.add(entry)


def post_all(cast: Everybody, shelved: Shelved) -> None:
    """Say what was said in the talk in the order of its days, answers after what they answer."""
    said = sorted(((_said_at(post.profile, post), post) for post in POSTS), key=lambda pair: pair[0])
    rows = [(_post(cast, shelved, post, post.profile, post.text, at), post) for at, post in said]
    for row, post in rows:
        for place, (name, text) in enumerate(post.answers, start=1):
            at = max(row.created_at + ANSWERED_AFTER * place, _said_at(name, post))
            _post(cast, shelved, post, name, text, min(at, clock.now() - LEAST_TIME / place), row)


def share_all(cast: Everybody, shelved: Shelved) -> None:
    """Recommend what was recommended, so that the bell of whoever it is for rings."""
    for sent in SHARES:
        sender, receiver = cast.profiles[sent.sender], cast.profiles[sent.receiver]
        for row in sending.send(sender, [receiver], shelved.titles[sent.title], sent.note):
            row.shared_at = clock.now() - timedelta(days=sent.days_ago)


def report_all(cast: Everybody, reviews: dict[tuple[str, str], Review]) -> list[int]:
    """Report the reviews that somebody reported; the ids of the cases, since a case outlives its author."""
    subject, cases = SUBJECTS["review"], []
    for said in REPORTS:
        review = reviews[said.author, said.title]
        report(cast.profiles[said.reporter], subject, review, said.reason, said.note)
        cases.append(case_about(subject, review).id)
    return cases


def ask_all(cast: Everybody, shelved: Shelved) -> None:
    """Put the problems and the wishes into the house's inbox."""
    for asked in REQUESTS:
        profile = cast.profiles[asked.profile]
        if asked.wish:
            asking.wish(profile, asked.wish, asked.text)
        else:
            asking.report_problem(profile, shelved.titles[asked.title], None, asked.topic, asked.text, asked.at_s)


def found_club(cast: Everybody, shelved: Shelved) -> Group:
    """The film club, with the accounts that are in it and what is kept for it."""
    club = Group(name=CLUB.name, description=CLUB.description)
    club.members = [cast.accounts[duty] for duty in CLUB.duties]
    for slug in CLUB.titles:
        shelved.titles[slug].groups.append(club)
    db.session.add(club)
    db.session.flush()
    return club


def _post(
    cast: Everybody, shelved: Shelved, post: DemoPost, name: str, text: str, at: datetime, parent: Post | None = None
) -> Post:
    title, key = shelved.titles[post.title], random_reference(KEY_LENGTH)
    row = posting.post(cast.profiles[name], title, _place(title, post), text, key, parent)
    row.created_at = at
    db.session.flush()
    return row


def _place(title: Title, post: DemoPost) -> Place:
    if post.episode is None:
        return Place(at_s=post.at_s)
    first = title.seasons[0]
    episode = next(row for row in first.episodes if row.number == post.episode)
    return Place(episode.id, first.number, episode.number, post.at_s)


def _said_at(name: str, post: DemoPost) -> datetime:
    """Twenty minutes after they saw it."""
    member: DemoMember = SEATS[name][1]
    return when_seen(clock.now(), member, post.title, (post.episode or 1) - 1) + LEAST_TIME


def _days_since(review: Review) -> float:
    return (clock.now() - review.created_at) / timedelta(days=1)
