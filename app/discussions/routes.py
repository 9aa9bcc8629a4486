"""A title's discussion: reading it, speaking in it, and saying that one has seen what lies behind the curtain."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from app.accounts.current import current_account
from app.catalogue.queries import find_title
from app.discussions import panel, posting
from app.discussions.forms import PostForm
from app.discussions.panel import View
from app.discussions.places import places_of
from app.discussions.queries import find_episode
from app.foundation.access import for_grown_ups
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import done, is_fragment_request, render_page, see_other
from app.foundation.parts import LoadedPart
from app.foundation.signing import sign, unsign
from app.profiles.current import current_profile
from app.watching import watched

bp = Blueprint("discussions", __name__)
UNDO_FOR_S = 3600
TOO_LATE = Sentence("That cannot be undone any more.")


@bp.get("/titles/<slug>/discussion")
@for_grown_ups
def index(slug: str) -> Response:
    """All that is said of a title, as far as the reader has watched; as a fragment, its panel."""
    token = request.args.get("unsee", "")
    undo = f"/titles/{slug}/discussion/unseen?was={token}" if unsign("seen", token, UNDO_FOR_S) else ""
    return render(view_of(slug), undo_url=undo)


@bp.post("/titles/<slug>/discussion")
@for_grown_ups
def create(slug: str) -> Any:
    """Begin a thread."""
    view = view_of(slug)
    form = PostForm.of(places_of(view.title, current_profile), view.episode)
    if not form.validate() or form.chosen is None:
        return render(view, form=form, status=422)
    try:
        posting.allow(current_profile)
        post = posting.post(current_profile, view.title, form.chosen, form.text.data, form.name)
        db.session.commit()
    except posting.Refused as refused:
        return send_back(view, form, refused)
    return answer(view, post.url, "Your post is up.")


@bp.post("/titles/<slug>/discussion/seen")
@for_grown_ups
def mark_seen(slug: str) -> Any:
    """The reader's own word that they have seen the film, or the episode that the form names."""
    view = view_of(slug)
    episode = find_episode(view.title, request.form.get("episode"))
    if episode is None and view.title.is_series:
        abort(404)
    place = (episode.season.number, episode.number) if episode else ()
    videos = watched.mains(view.title, current_profile, *place)
    marked = watched.mark(current_account.session, current_profile, videos)
    was = sign("seen", [current_profile.id, marked]) if marked else ""
    db.session.commit()
    notice = f"{episode.code if episode else view.title.name} counts as seen."
    if not is_fragment_request():
        return see_other(f"{view.root}?unsee={was}#discussion", notice=notice)
    return done(view.root, notice, undo=f"{view.root}/unseen?was={was}" if was else "", **changed(view))


@bp.post("/titles/<slug>/discussion/unseen")
@for_grown_ups
def forget_seen(slug: str) -> Any:
    """Take that back."""
    view = view_of(slug)
    was = unsign("seen", request.args.get("was", ""), UNDO_FOR_S)
    if not isinstance(was, list) or was[0] != current_profile.id:
        abort(409, TOO_LATE)
    if not watched.undo(current_profile, view.title, was[1]):
        abort(409, TOO_LATE)
    db.session.commit()
    return done(f"{view.root}#discussion", "You are back where you were.", **changed(view))


def view_of(slug: str, thread_id: int | None = None) -> View:
    """The part of a discussion that the address asks for; 404 for a title that this profile may not see."""
    title = find_title(slug, current_profile)
    episode = find_episode(title, request.args.get("episode"))
    return View(title, episode, request.args.get("order") == "oldest", cursor(), thread_id)


def cursor() -> str | None:
    """Where the page begins, if the address says so in digits."""
    given = request.args.get("after", "")
    return given if given.isascii() and given.isdecimal() and len(given) < 11 else None


def changed(view: View) -> dict[str, Any]:
    """The facts that open blocks of the same page listen for."""
    return {"posts-changed": {"title": view.title.id}, "progress-changed": {"title": view.title.id}}


def answer(view: View, url: str, notice: str, thread_id: int | None = None) -> Any:
    """After a post: to where it stands, or the panel anew."""
    if not is_fragment_request():
        return see_other(url, notice=notice)
    given = (thread_id, None) if thread_id else None
    return render(view, answer=given, trigger={"notice": {"text": notice}})


def send_back(view: View, form: Any, refused: posting.Refused, thread_id: int | None = None) -> Response:
    """The form with its words and the reason. HTMX leaves 403 and 429 as they are, so a notice says it too."""
    db.session.rollback()
    form.refuse(refused.reason)
    given: dict[str, Any] = {"answer": (thread_id, form)} if thread_id else {"form": form}
    notice = {"notice": {"text": refused.reason, "tone": "danger"}}
    response = render(view, status=refused.status, trigger=notice if refused.status != 409 else None, **given)
    if refused.wait_s:
        response.headers["Retry-After"] = str(refused.wait_s)
    return response


def render(view: View, *, status: int = 200, trigger: Any = None, **more: Any) -> Response:
    """The page of a view, or its panel."""
    part = LoadedPart("discussion", "discussions/_panel.html", panel.load(view, current_profile, **more))
    return render_page("discussions/index.html", part, status=status, trigger=trigger, title=view.title, view=view)
