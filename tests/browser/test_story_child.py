"""What is not for the child does not exist for the child: every address there is, asked for with the child's cookie.

The addresses: the URL map times the rows times the files on disk; all that an adult's pages name; all that an adult's
browser fetched while it played films above the child's age. The same for the stranger and another household's things.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import joinedload

from app.accounts.models import AccountSession, Household
from app.catalogue.models import Credit, Genre, Person, Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.limits import Limit, LocalLimiter
from app.media.models import Video
from app.media.tokens import Viewer
from app.profiles.models import Profile
from tests.browser.addresses import addresses_of, media_addresses
from tests.browser.conftest import until
from tests.browser.crawl import Answer, Walk, ask, walk_once
from tests.browser.programme import Programme
from tests.browser.stage import Enter, Stage

pytestmark = pytest.mark.browser
LIMIT = 7
STREAM = "/events"  # never ends; tests/live hears it
OF_A_TITLE = re.compile(r"/(?:titles|my-list|watch|continue|m/[^/]+|packages|sources|artwork)/([^/?]+)")
OF_SOMEBODY = re.compile(r"/(?:profiles|account/sessions)/([^/?]+)")
VIDEO = "document.querySelector('video')"


@dataclass(frozen=True)
class Secret:
    """What somebody may not see: words that no page may hold, and segments of addresses that may not answer."""

    words: tuple[str, ...]
    segments: frozenset[str]
    addressed: re.Pattern[str]

    def leak(self, address: str, answer: Answer) -> str:
        """What is wrong with this answer, or nothing. Redirects and refusals say nothing; their pages are read too."""
        segment = self.addressed.match(unquote(urlsplit(address).path))
        if answer.status in (200, 206) and segment and segment[1] in self.segments:
            return f"{answer.status} {address}"
        text = html.unescape(answer.text)
        # a page says again what was asked
        said = [word for word in self.words if word in text and word.rpartition("=")[2] not in address]
        return f"{answer.status} {address} says {said}" if said else ""


@dataclass
class Seat:
    """Somebody's cookie in a client, and the house in this process."""

    app: Flask
    cookie: str
    client: FlaskClient = field(init=False)
    answered: int = 0

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.client.set_cookie("matinee", self.cookie)

    def leaks(self, addresses: list[str], secret: Secret, *, fragments: bool = True) -> list[str]:
        """Ask for each, as a page and as a fragment."""
        pages = [address for address in addresses if not address.startswith(("/m/", "/admin/")) and "." not in address]
        found = [self._leak(address, secret) for address in addresses]
        found += [self._leak(address, secret, **{"HX-Request": "true"}) for address in pages if fragments]
        return [leak for leak in found if leak]

    def _leak(self, address: str, secret: Secret, **headers: str) -> str:
        answer = ask(self.client, address, **headers)
        self.answered += answer.status == 200
        return secret.leak(address, answer)

    def posts_that_work(self, addresses: list[str]) -> list[str]:
        """Those of these addresses at which a form of theirs does not bounce."""
        with self.client.session_transaction() as session:
            token = session["csrf_kept"]
        facts = {"csrf_token": token, "rating": "4", "text": "Mine", "stopped_at": "0:02", "pin": "0000"}
        found = ((address, self.client.post(address, data=facts).status_code) for address in addresses)
        return [f"{status} {address}" for address, status in found if status not in (403, 404, 410)]


@pytest.fixture
def house(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The house that is on the stage, in this process too; nobody searches too fast for it."""
    app = stage.programme.app()
    in_no_hurry(monkeypatch)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def kept_from_the_child(app: Flask) -> Secret:
    """Worked out from the columns, not by the rule that is tried."""
    with app.app_context():
        titles = [title for title in db.session.scalars(db.select(Title)) if not _is_for_the_child(title)]
        videos = [video for video in db.session.scalars(db.select(Video)) if video.work in titles]
        references = {video.reference for video in videos}
        assert len(titles) > 5 and len(references) > 3
        words = {title.name for title in titles} | {f"/titles/{title.slug}" for title in titles} | references
        words |= _only_in({title.id for title in titles})
        return Secret(tuple(words), frozenset({title.slug for title in titles} | references), OF_A_TITLE)


def _only_in(hidden: set[int]) -> set[str]:
    """Names of those who are in nothing else, and the addresses of kinds that nothing else is of."""
    cast: dict[Person, set[int]] = {}
    for credit in db.session.scalars(db.select(Credit).options(joinedload(Credit.person))):
        cast.setdefault(credit.person, set()).add(credit.title_id)
    people = [person for person, titles in cast.items() if titles <= hidden]
    kinds = [kind for kind in db.session.scalars(db.select(Genre)) if {title.id for title in kind.titles} <= hidden]
    assert people
    return {
        *(person.name for person in people),
        *(f"/people/{person.slug}" for person in people),
        *(f"genre={kind.slug}" for kind in kinds),
    }


def _is_for_the_child(title: Title) -> bool:
    moment = clock.now()
    is_open = title.available_from is None or title.available_from <= moment
    is_over = title.available_until is not None and title.available_until <= moment
    is_out = title.published_at is not None and title.published_at <= moment and is_open and not is_over
    return is_out and title.maturity_years is not None and title.maturity_years <= LIMIT


def viewer_of(app: Flask, cookie: str) -> Viewer:
    """The profile and session behind a cookie, as its media are signed for."""
    with app.test_request_context(headers={"Cookie": f"matinee={cookie}"}):
        from app.accounts.current import current_account

        return Viewer(current_account.session.profile_id, current_account.session.lineage)


@pytest.fixture(scope="module")
def named(stage: Stage) -> list[str]:
    """All that the pages of an adult name, from home on; a list's further filters are not followed."""
    return list(walk_as("ruth", stage).answers)


def walk_as(who: str, stage: Stage) -> Walk:
    """Where all links lead whoever this is, once a run. Staff stay in the admin."""
    is_staff = who in ("edda", "ada")
    starts = ("/admin/",) if is_staff else ("/", "/browse", "/search?q=coral")
    seat = Seat(stage.programme.app(), stage.programme.cookies[who])
    with pytest.MonkeyPatch.context() as patch:
        in_no_hurry(patch)
        return walk_once(
            stage.shared / f"walk-{who}.json", seat.client, starts, lambda one: _is_followed(one, is_staff)
        )


def in_no_hurry(patch: pytest.MonkeyPatch) -> None:
    """Nobody searches or reads feeds too fast here."""
    for limiter in ("app.search.routes.typing", "app.feeds.routes.reading", "app.feeds.routes.knocking"):
        patch.setattr(limiter, LocalLimiter(Limit(burst=10**6, period_s=1)))


def _is_followed(address: str, is_staff: bool) -> bool:
    """One choice of a list is, choices of choices are only asked for."""
    return (not is_staff or address.startswith("/admin/")) and address.count("=") < 2 and address != STREAM


def fetched_by_an_adult(enter: Enter, programme: Programme) -> list[str]:
    """What a real browser asked for while it looked at and played films above the child's age."""
    page = enter("ruth").new_page()
    fetched: set[str] = set()
    page.on("request", lambda request: fetched.add(_local(request.url)))
    for address in ("/", "/titles/rain-on-a-tin-roof", "/titles/harbour-office", "/search?q=rain"):
        page.goto(address)
    for slug in ("rain-on-a-tin-roof",):
        page.goto(f"/watch/{programme.video_of(slug)}")
        until(page, f"{VIDEO}.currentTime > 1")
    page.goto(f"/watch/{programme.video_of('rain-on-a-tin-roof')}?from=start")
    until(page, f"{VIDEO}.currentTime > 0.5")
    return sorted(address for address in fetched if address != "/events")


def _local(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def every_address(app: Flask, programme: Programme, *names: str) -> list[str]:
    """URL map times rows, and disk times signatures for these people."""
    viewers = [viewer_of(app, programme.cookies[name]) for name in names]
    return [*addresses_of(app), *media_addresses(app, viewers)]


def test_nothing_above_their_age_answers_to_the_child(
    enter: Enter, stage: Stage, house: Flask, named: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    programme, secret = stage.programme, kept_from_the_child(house)
    played = fetched_by_an_adult(enter, programme)
    assert sum("/m/" in address for address in played) > 10, "the adult's browser played nothing"
    counted = every_address(house, programme, "ruth", "mia")
    addresses = sorted({*played, *named, *counted})
    child = Seat(house, programme.cookies["mia"])
    assert child.leaks(addresses, secret) == []
    assert child.answered > 200, "the child was shown nothing at all"
    posts = [a for a in addresses_of(house, "POST") if (m := OF_A_TITLE.match(a)) and m[1] in secret.segments]
    assert child.posts_that_work(posts) == []
    with capsys.disabled():
        print(f"\nthe child: {len(addresses)} addresses ({len(played)} fetched, {len(named)} named, "
              f"{len(counted)} counted) and {len(posts)} posts, no leak")  # fmt: skip


def test_the_adult_is_answered_where_the_child_is_not(stage: Stage, house: Flask) -> None:
    """Else silence would prove nothing."""
    secret = kept_from_the_child(house)
    adult = Seat(house, stage.programme.cookies["ruth"])
    film = ("rain-on-a-tin-roof", stage.programme.video_of("rain-on-a-tin-roof"), "/browse", "/search?q=Rain")
    asked = [address for address in every_address(house, stage.programme, "ruth") if any(of in address for of in film)]
    said = adult.leaks(asked, secret)
    for kind in ("/titles/", "/search?", "/browse?", "/m/", "/watch/", "/poster.svg", "/my-list/"):
        assert any(kind in leak for leak in said), f"no {kind} answered to the adult"


def _forget_the_limit(monkeypatch: pytest.MonkeyPatch, _app: Flask) -> None:
    from app.catalogue import visibility

    def careless(profile: Profile, at: Any = None) -> Any:
        return Title.published_at <= (at or clock.now())

    monkeypatch.setattr(visibility, "visible_to", careless)
    for room in ("app.catalogue.browsing", "app.catalogue.queries", "app.media.queries"):
        monkeypatch.setattr(f"{room}.visible_to", careless, raising=False)


def _open_a_careless_route(_monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    def names() -> str:
        return "<ul>" + "".join(db.session.scalars(db.select(Title.name)))

    app.add_url_rule("/careless", view_func=names)


@pytest.mark.parametrize("fault", [_forget_the_limit, _open_a_careless_route])
def test_a_planted_leak_is_reported(stage: Stage, house: Flask, monkeypatch: pytest.MonkeyPatch, fault: Any) -> None:
    secret = kept_from_the_child(house)
    fault(monkeypatch, house)
    child = Seat(house, stage.programme.cookies["mia"])
    wanted = ("/careless", "/browse", "/titles/rain", "/watch/")
    assert child.leaks([a for a in addresses_of(house) if a.startswith(wanted)], secret)


def kept_from_the_stranger(app: Flask) -> Secret:
    """Elm Street's sessions, profiles, addresses: what it said in public stays public."""
    with app.app_context():
        elm = db.session.scalars(db.select(Household).filter_by(name="Elm Street 14")).one()
        people = [membership.account for membership in elm.members]
        sessions = db.select(AccountSession.id).where(AccountSession.account_id.in_([one.id for one in people]))
        keys = set(db.session.scalars(sessions))
        profiles = set(db.session.scalars(db.select(Profile.id).filter_by(household_id=elm.id)))
        words = {elm.name, *keys, *(address.address for one in people for address in one.addresses)}
        words |= {f"/profiles/{number}/" for number in profiles}
        return Secret(tuple(words), frozenset({*keys, *map(str, profiles)}), OF_SOMEBODY)


def test_nothing_of_another_household_answers_to_the_stranger(
    stage: Stage, house: Flask, named: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    programme, secret = stage.programme, kept_from_the_stranger(house)
    unseen = (".webp", ".svg", ".js", ".css")
    addresses = sorted({a for a in (*named, *addresses_of(house)) if not a.split("?")[0].endswith(unseen)})
    theirs = media_addresses(house, [viewer_of(house, programme.cookies["ruth"])])
    stranger = Seat(house, programme.cookies["iris"])
    assert stranger.leaks(addresses, secret, fragments=False) == []
    assert [a for a in theirs if ask(stranger.client, a).status in (200, 206)] == []
    posts = [a for a in addresses_of(house, "POST") if (m := OF_SOMEBODY.match(a)) and m[1] in secret.segments]
    assert posts and stranger.posts_that_work(posts) == []
    assert Seat(house, programme.cookies["ruth"]).leaks(["/account", "/profiles/manage"], secret)
    with capsys.disabled():
        print(f"\nthe stranger: {len(addresses) + len(theirs)} addresses and {len(posts)} posts, no leak")
