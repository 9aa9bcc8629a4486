"""Every address there is: the URL map times the rows (of what is numbered, some: `make thorough` takes all), times the
files on disk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app.accounts.models import Account, AccountSession, EmailAddress, OneTimeLink, Passkey, SocialAccount
from app.catalogue.addresses import WIDTHS
from app.catalogue.models import Collection, Episode, Genre, Person, Season, Title
from app.discussions.models import Post
from app.foundation.db import db
from app.foundation.jobs import Job
from app.foundation.mail import Mail
from app.media.models import Video
from app.media.tokens import Viewer, media_prefix
from app.moderation.models import Case
from app.notifications.models import Notification
from app.profiles.models import Profile
from app.recommendations.models import TrainingRun
from app.requests.models import Request
from app.reviews.models import Review
from app.sharing.models import GuestLink, Share
from tests.thorough import some

SLUGS = {"titles": Title, "my-list": Title, "people": Person, "collections": Collection, "genres": Genre}
NUMBERS = {
    "profile_id": Profile,
    "title_id": Title,
    "account_id": Account,
    "address_id": EmailAddress,
    "passkey_id": Passkey,
    "social_id": SocialAccount,
    "invitation_id": OneTimeLink,
    "job_id": Job,
    "video_id": Video,
    "mail_id": Mail,
    "notification_id": Notification,
    "case_id": Case,
    "request_id": Request,
    "row_id": Review,
    "run_id": TrainingRun,
    "post_id": Post,
    "review_id": Review,
    "share_id": Share,
    "link_id": GuestLink,
}
FIXED: dict[str, tuple[object, ...]] = {
    "seed": (0, 3, 7),
    "number": (1, 6),  # of a frame that an encode offered
    "token": ("of-nobody",),  # who has a guest's or a feed's is let in, whoever it is
    "playback": ("of-nobody",),  # the same of another screen's
    "provider": ("of-nobody",),
    "export_type": ("csv", "json"),
    "subject": ("review", "post", "share"),
}
MOST = 12  # of the rows that are many
STREAMS = ("live.events",)  # never ends; tests/live listens to it
ELSEWHERE = ("media.deliver", "assets.")  # media come from the disk below; static files belong to nobody


def addresses_of(app: Flask, method: str = "GET") -> list[str]:
    """Every rule that takes this method, filled with every row; also as queries, for rules that read them."""
    with app.app_context(), app.test_request_context():
        found = [address for rule in _rules(app, method) for address in _filled(rule)]
        return sorted({*found, *(_queries() if method == "GET" else ())})


def media_addresses(app: Flask, viewers: list[Viewer]) -> list[str]:
    """Every file of every package, signed for each of these viewers, and every file by its path in the folder."""
    with app.app_context(), app.test_request_context():
        instance = Path(app.config["INSTANCE"])
        packages = [path for path in (instance / "packages").iterdir() if path.is_dir()]
        return sorted({
            *(f"/{path.relative_to(instance)}" for path in instance.rglob("*") if path.is_file()),
            *(media_prefix(package.name, viewer) + str(path.relative_to(package))
              for package in packages for path in package.rglob("*") if path.is_file() for viewer in viewers),
        })  # fmt: skip


def _rules(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.endpoint.startswith((*STREAMS, *ELSEWHERE)):
            yield rule


def _filled(rule: Rule) -> Iterator[str]:
    """The rule's own address with each choice of values; of the admin's forms, that of the first row."""
    for values in _choices(rule):
        built = rule.build(values)
        assert built
        yield built[1]
        if built[1].endswith(("/edit/", "/details/", "/lookup/")):
            yield f"{built[1]}?id=1"


def _choices(rule: Rule) -> Iterator[dict[str, Any]]:
    names = sorted(rule.arguments)
    if {"season", "episode"} <= rule.arguments:
        yield from _episodes()
    elif {"slug", "width"} <= rule.arguments:
        yield from _pictures(rule)
    elif names in (["post_id", "slug"], ["review_id", "slug"]):
        yield from _words_of_titles(names[0])
    else:
        yield from (dict(zip(names, values, strict=True)) for values in product(*(_values(rule, n) for n in names)))


def _episodes() -> Iterator[dict[str, Any]]:
    select = db.select(Title.slug, Season.number, Episode.number).join(Title.seasons).join(Season.episodes)
    for slug, season, episode in db.session.execute(select):
        yield from ({"slug": slug, "season": season, "episode": episode, "width": width} for width in WIDTHS["still"])


def _words_of_titles(name: str) -> Iterator[dict[str, Any]]:
    """Each post or review under its own title, and under one to which it does not belong."""
    slugs = dict(db.session.execute(db.select(Title.id, Title.slug).order_by(Title.id)).all())
    others = dict(zip(slugs, [*list(slugs.values())[1:], *list(slugs.values())[:1]], strict=True))
    table: Any = NUMBERS[name]
    for number, title_id in some(
        db.session.execute(db.select(table.id, table.title_id).order_by(table.id)).all(), MOST
    ):
        yield from ({"slug": by[title_id], name: number} for by in (slugs, others))


def _pictures(rule: Rule) -> Iterator[dict[str, Any]]:
    kinds = _values(rule, "kind") if "kind" in rule.arguments else ["portrait"]
    for slug, kind in product(_values(rule, "slug"), kinds):
        yield from ({"slug": slug, "kind": kind, "width": width} for width in WIDTHS[kind])


def _values(rule: Rule, name: str) -> list[Any]:
    """All that may stand in this place. A rule that nobody knows how to fill fails here."""
    if name in FIXED:
        return list(FIXED[name])
    if name in NUMBERS:
        ids = db.session.scalars(db.select(NUMBERS[name].id).order_by(NUMBERS[name].id))  # type: ignore[attr-defined]
        return list(some(ids.all(), MOST))
    if name == "slug":
        return list(db.session.scalars(db.select(SLUGS[rule.rule.split("/<slug>")[0].rpartition("/")[2]].slug)))  # type: ignore[attr-defined]
    if name == "reference":
        return list(db.session.scalars(db.select(Video.reference)))
    if name == "key":
        return list(db.session.scalars(db.select(AccountSession.id)))
    if items := getattr(rule._converters[name], "items", None):
        return sorted(items)
    raise AssertionError(f"nobody knows what to put for <{name}> of {rule.rule}: say it in {__file__}")


def _queries() -> Iterator[str]:
    """Addresses whose query chooses rows. A search never holds a whole name: the page says again what was typed."""
    for slug, name in db.session.execute(db.select(Title.slug, Title.name)):
        yield from (f"/titles/{slug}?season={number}" for number in range(3))
        yield f"/titles/{slug}/reviews?after=x"
        yield from (f"/titles/{slug}/discussion?{query}" for query in ("order=oldest", "after=9999", "episode=S1E2"))
        yield f"/search?q={name[: len(name) * 2 // 3].replace(' ', '+')}"
        yield f"/search?q={_misspelt(name).replace(' ', '+')}"
    for genre in db.session.scalars(db.select(Genre.slug)):
        yield from (f"/browse?genre={genre}", f"/search?genre={genre}")
    for slug, name in db.session.execute(db.select(Person.slug, Person.name)):
        yield f"/search?person={slug}"
        yield f"/search?q={name[: len(name) * 2 // 3].replace(' ', '+')}"
    for year in db.session.scalars(db.select(Title.year).distinct()):
        yield from (f"/browse?year={year}", f"/search?year={year}")
    yield from (f"/browse?kind={kind}&page={page}" for kind in ("film", "series") for page in (1, 2))


def _misspelt(name: str) -> str:
    middle = len(name) // 2
    return name[:middle] + name[middle + 1 : -1]
