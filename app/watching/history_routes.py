"""The history of a profile: its page, taking things out of it, and its file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from app.accounts.current import current_account
from app.catalogue.cards import plain_cards
from app.catalogue.models import Title
from app.foundation.access import for_grown_ups
from app.foundation.db import db
from app.foundation.hypermedia import done, render_page, see_other
from app.foundation.signing import sign, unsign
from app.foundation.text import plural
from app.profiles.current import current_profile
from app.watching import history

bp = Blueprint("history", __name__, url_prefix="/history")
PURPOSE, UNDO_S = "history", 3600
MOST_IN_FILE = 100_000


@bp.get("")
def index() -> ResponseReturnValue:
    """What was watched, by day, sixty at a time."""
    before = request.args.get("before", "")
    seen = history.history_of(current_profile, _moment(before) if before else None, history.ON_A_PAGE + 1)
    shown = seen[: history.ON_A_PAGE]
    posters = {card.id: card.poster_url for card in plain_cards((one.title_id for one in shown), current_profile)}
    earlier = shown[-1].seen_at.isoformat() if len(seen) > len(shown) else ""
    days = history.by_day(shown, current_profile.zone)
    facts: dict[str, Any] = {
        "days": days,
        "posters": posters,
        "earlier": earlier,
        "is_later": bool(before),
        "spans": history.SINCE,
    }
    return render_page("watching/history.html", "history", **facts)


@bp.get("/file")
def download() -> Response:
    """All of it as CSV."""
    text = history.as_csv(history.history_of(current_profile, most=MOST_IN_FILE))
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=history.csv"
    return answer


@bp.post("/<reference>/remove")
@for_grown_ups
def remove(reference: str) -> ResponseReturnValue:
    """Take one out; it begins anew the next time, and suggestions know nothing of it."""
    title, was = history.take_out(current_profile, reference)
    db.session.commit()
    undo_url = f"/history/undo/{sign(PURPOSE, was)}"
    return done("/history", f"{title.name} is out of your history.", undo=undo_url, **_changed(title))


@bp.post("/undo/<token>")
@for_grown_ups
def undo(token: str) -> ResponseReturnValue:
    """Put it back where it was, for an hour; not if it has been watched since."""
    was = unsign(PURPOSE, token, UNDO_S)
    if not isinstance(was, dict) or was["profile"] != current_profile.id:
        abort(404)
    title = history.put_back(current_profile, was)
    db.session.commit()
    if title is None:
        return done("/history", "It has been watched since, and stays as it is.")
    return done("/history", f"{title.name} is back.", **_changed(title))


@bp.get("/remove")
@for_grown_ups
def ask() -> ResponseReturnValue:
    """What taking out a stretch of time would mean."""
    word = request.args.get("since") or next(iter(history.SINCE))
    facts: dict[str, Any] = {
        "count": history.count_since(current_profile, word),
        "word": word,
        "span": history.SINCE[word],
    }
    return render_page("watching/history_remove.html", **facts)


@bp.post("/remove")
@for_grown_ups
def remove_since() -> ResponseReturnValue:
    """Take out what was watched in a stretch of time, for good."""
    count = history.take_out_since(current_profile, request.form.get("since", ""))
    db.session.commit()
    said = plural(count, "film or episode", "films and episodes")
    return see_other("/history", notice=f"{said} taken out." if count else "There was nothing to take out.")


@bp.post("/private")
@for_grown_ups
def private() -> ResponseReturnValue:
    """Watch privately in this browser from now on, or no more."""
    on = bool(request.form.get("on"))
    current_account.session.is_private = on
    db.session.commit()
    said = "From now on nothing is noted in this browser." if on else "What you watch is noted again."
    return see_other("/history", notice=said)


def _changed(title: Title) -> dict[str, Any]:
    return {"progress-changed": {"title": title.id}}


def _moment(text: str) -> datetime:
    """404 for what is no moment with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        abort(404)
    return moment if moment.tzinfo else abort(404)
