"""Closed by default: a route needs a signed-in person with a profile unless its view says otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import click
from flask import Flask, Response, abort, current_app, request
from flask.cli import AppGroup
from flask_login import current_user

from app.foundation.hypermedia import go_to, is_fragment_request
from app.foundation.settings import current_site

View = TypeVar("View", bound=Callable[..., Any])
SAFE_NEXT = re.compile(r"^/(?![/\\])[\x21-\x7e]*\Z")
PUBLIC, SIGNED_IN, PROFILE = "public", "signed-in", "profile"


def public(view: View) -> View:
    """Anybody may ask, signed in or not."""
    return _mark(view, PUBLIC)


def signed_in(view: View) -> View:
    """Anybody signed in, with or without a profile chosen."""
    return _mark(view, SIGNED_IN)


def needs(permission: str) -> Callable[[View], View]:
    """Only accounts with this permission (`feature:action`); others get 403. Lapses 30 minutes after the password."""
    return lambda view: _mark(view, permission)


def lasting(view: View) -> View:
    """Of a permission's views, one that goes on after the half hour: what was begun in it may take longer."""
    view.lasting = True  # type: ignore[attr-defined]
    return view


def asks_itself(view: View) -> View:
    """Asks who comes in its own statement, since it is asked so often; the list of doors says what it must ask."""
    view.asks_itself = True  # type: ignore[attr-defined]
    return view


def said_often(view: View) -> View:
    """Asked all evening by everybody: where it has nothing to say (204) it is not worth a line in the log."""
    view.said_often = True  # type: ignore[attr-defined]
    return view


def for_grown_ups(view: View) -> View:
    """Not while a child's profile is chosen. Which profiles are children's is known upstairs (app.profiles)."""
    view.for_grown_ups = True  # type: ignore[attr-defined]
    return view


def after_password(view: View) -> View:
    """For grown-ups who gave the password within 30 minutes, so that a PIN is not undone by whoever sits here next."""
    view.after_password = True  # type: ignore[attr-defined]
    return for_grown_ups(view)


def _mark(view: View, who: str) -> View:
    view.who = who  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True)
class Door:
    """One rule of the URL map and who may come in."""

    rule: str
    methods: tuple[str, ...]
    endpoint: str
    who: str


def doors(app: Flask) -> Iterator[Door]:
    """Every rule of the URL map with who may come in, as `flask access table` prints them."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"} or rule.methods or ()))
        yield Door(rule.rule, methods, rule.endpoint, who_may(app, rule.endpoint))


def who_may(app: Flask, endpoint: str) -> str:
    """`public`, `signed-in`, `profile` or a permission. Flask-Admin's views say it on their class."""
    view = app.view_functions[endpoint]
    owner = getattr(view, "__self__", None) or getattr(view, "view_class", None)
    own = getattr(view, "who", None)
    return own or getattr(owner, "who", None) or app.extensions.get("matinee.doors", {}).get(endpoint, PROFILE)


def guard() -> Any:
    """Before every request: None to let it pass, else where to go first or why not."""
    if request.endpoint is None:
        return None
    if getattr(current_app.view_functions[request.endpoint], "asks_itself", False):
        return None
    who = who_may(current_app, request.endpoint)
    if who in (PUBLIC, SIGNED_IN, PROFILE):
        return None if who == PUBLIC else refused(needs_profile=who == PROFILE)
    if refusal := refused(needs_profile=False):
        return refusal
    if not current_user.can(who):
        abort(403)
    if current_site().staff_two_step and current_user.session.second_factor_at is None:
        return to_second_factor()
    lasts = getattr(current_app.view_functions[request.endpoint], "lasting", False)
    return None if lasts or current_user.session.is_fresh else to_confirm()


def refused(*, needs_profile: bool = True) -> Any:
    """None for somebody signed in who has chosen a profile, else where to go first."""
    if not current_user.is_authenticated:
        return to_sign_in()
    return to_gate() if needs_profile and not current_user.session.profile_id else None


def to_sign_in() -> Response | Any:
    """401 with HX-Redirect under HTMX (a 302 would swap the page into the target); 302 to sign-in otherwise."""
    address = f"/sign-in?next={quote(_whence())}"
    if is_fragment_request():
        return current_app.response_class(status=401, headers={"HX-Redirect": address})
    return current_app.response_class(status=302, headers={"Location": address})


def to_gate() -> Response | Any:
    """To "Who's watching?", and back afterwards."""
    return go_to(f"/profiles?next={quote(_whence())}")


def to_confirm() -> Response | Any:
    """To the page that asks for the password again, and back afterwards."""
    return go_to(f"/confirm?next={quote(_whence())}")


def to_second_factor() -> Response | Any:
    """To where a second factor is set up: this house's staff has one."""
    return go_to("/account/two-step?staff=1")


def safe_next(target: str | None, default: str = "/") -> str:
    """`target` if it is an address on this site, else `default`; no `//host`, no control characters."""
    return target if target and SAFE_NEXT.match(target) else default


def _whence() -> str:
    """The page to come back to: this one, or for a POST or a fragment the page that it was sent from."""
    if request.method == "GET" and not is_fragment_request():
        return request.full_path.rstrip("?")
    page = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    here = page.path + (f"?{page.query}" if page.query else "")
    return safe_next(here) if page.netloc == request.host else "/"


commands = AppGroup("access", help="Who may come in where.")


@commands.command("table")
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
def table(as_json: bool) -> None:
    """List every address with its methods and who may come in."""
    rows = [asdict(door) for door in doors(current_app)]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{row['who']:<20} {','.join(row['methods']):<10} {row['rule']}")


def init_app(app: Flask) -> None:
    """Guard every request; Flask's own static route stays closed since we serve ours."""
    app.before_request(guard)
    app.cli.add_command(commands)
