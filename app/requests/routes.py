"""Asking the house: what is wrong with a video, which title is missing, and what became of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import is_fragment_request, render_page, see_other
from app.media.models import Video
from app.profiles.current import current_profile
from app.requests import answering, asking
from app.requests.forms import LONGEST_NAME, ProblemForm, ReplyForm, WishForm
from app.requests.models import PROBLEM, Request
from app.requests.queries import find_mine, find_place, mine
from app.requests.words import STATES, TONES, heading_of, video_words

bp = Blueprint("requests", __name__)
GROWN_UPS = Sentence("Writing to the house is for grown-up profiles. Ask one to write for you.")
WORDS: dict[str, Any] = {"states": STATES, "tones": TONES, "heading_of": heading_of, "video_words": video_words}
TWICE = "You have asked this already. It is still waiting."


@bp.get("/requests")
def index() -> Any:
    """What I asked, and what became of it."""
    page = mine(current_profile, request.args.get("after"))
    return render_page("requests/index.html", "requests", page=page, **WORDS)


@bp.get("/requests/new")
def new() -> Any:
    """The form: a problem with a title or a video (`kind=problem`), else a wish."""
    is_child = current_profile.is_child
    if request.args.get("kind") != PROBLEM:
        return _wish_page(WishForm.of(is_child, formdata=None, subject=request.args.get("subject", "")[:LONGEST_NAME]))
    at = request.args.get("at", "")[:20]
    return _problem_page(*_place(request.args), ProblemForm.of(is_child, formdata=None, at=at))


@bp.post("/requests/wishes")
def create_wish() -> Any:
    """Ask for a title."""
    form = WishForm.of(current_profile.is_child)
    if not form.validate():
        return _wish_page(form, status=422)
    asking.allow(current_profile)
    row, is_new = asking.wish(current_profile, form.subject.data, form.text.data if "text" in form else "")
    db.session.commit()
    return _asked(row, is_new)


@bp.post("/requests/problems")
def create_problem() -> Any:
    """Say what is wrong with a video."""
    (title, video), form = _place(request.form), ProblemForm.of(current_profile.is_child)
    if not form.validate():
        return _problem_page(title, video, form, status=422)
    asking.allow(current_profile)
    text = form.text.data if "text" in form else ""
    row, is_new = asking.report_problem(current_profile, title, video, form.topic.data, text, form.at_s)
    db.session.commit()
    return _asked(row, is_new)


@bp.get("/requests/<number:request_id>")
def show(request_id: int) -> Any:
    """One of mine with its replies."""
    return _page(find_mine(request_id, current_profile), ReplyForm())


@bp.post("/requests/<number:request_id>/replies")
def reply(request_id: int) -> Any:
    """Write a further line."""
    row, form = find_mine(request_id, current_profile), ReplyForm()
    if current_profile.is_child:
        abort(403, GROWN_UPS)
    if not form.validate():
        return _page(row, form, status=422)
    asking.allow(current_profile)
    answering.write_back(find_mine(request_id, current_profile, for_change=True), form.text.data)
    db.session.commit()
    return _changed(request_id, "Your reply is with the house.")


@bp.post("/requests/<number:request_id>/closure")
def close(request_id: int) -> Any:
    """It is settled; the notice offers to undo it."""
    row = find_mine(request_id, current_profile, for_change=True)
    if row.is_open:
        row.close()
        asking.tell(row, "closed")
    db.session.commit()
    return _changed(request_id, "Closed. Nobody has to do anything any more.", undo="requests.reopen")


@bp.post("/requests/<number:request_id>/closure/remove")
def reopen(request_id: int) -> Any:
    """It is not settled after all."""
    row = find_mine(request_id, current_profile, for_change=True)
    if not row.is_open:
        row.reopen()
        asking.tell(row, "reopened")
    db.session.commit()
    return _changed(request_id, "It waits again.", undo="requests.close")


@bp.post("/requests/<number:request_id>/remove")
def remove(request_id: int) -> Any:
    """Withdraw it, with its replies."""
    row = find_mine(request_id, current_profile, for_change=True)
    asking.tell(row, "withdrawn")
    db.session.delete(row)
    db.session.commit()
    return see_other(url_for("requests.index"), notice="Withdrawn.")


def _place(given: Any) -> tuple[Title, Video | None]:
    return find_place(given.get("title", ""), given.get("video", ""), current_profile)


def _asked(row: Request, is_new: bool) -> Any:
    notice = "Thank you. The house will look at it, and your bell rings when there is an answer." if is_new else TWICE
    return see_other(url_for("requests.show", request_id=row.id), notice=notice)


def _wish_page(form: WishForm, **answer: Any) -> Any:
    return render_page("requests/wish.html", "wish", form=form, **answer)


def _problem_page(title: Title, video: Video | None, form: ProblemForm, **answer: Any) -> Any:
    facts: dict[str, Any] = {"title": title, "video": video, "video_words": video_words}
    return render_page("requests/problem.html", "problem", form=form, **facts, **answer)


def _page(row: Request, form: ReplyForm, **answer: Any) -> Any:
    return render_page("requests/show.html", "request", row=row, form=form, **WORDS, **answer)


def _changed(request_id: int, notice: str, undo: str = "") -> Any:
    if not is_fragment_request():
        return see_other(url_for("requests.show", request_id=request_id), notice=notice)
    said = {"text": notice} | ({"undo_url": url_for(undo, request_id=request_id)} if undo else {})
    form = ReplyForm(formdata=None)
    return _page(find_mine(request_id, current_profile), form, trigger={"notice": said, "request-changed": {}})
