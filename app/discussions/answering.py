"""One thread: reading it, answering it; and what its authors do with their own posts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.catalogue.queries import find_title
from app.discussions import posting
from app.discussions.forms import EditForm, PostForm, ReplyForm
from app.discussions.models import Post
from app.discussions.panel import View
from app.discussions.places import later_of, place_of, places_of
from app.discussions.queries import find_own, find_parent
from app.discussions.routes import answer, changed, render, send_back, view_of
from app.foundation.access import for_grown_ups
from app.foundation.db import db
from app.foundation.hypermedia import done, go_to, render_page
from app.moderation.speaking import require_voice
from app.profiles.current import current_profile

bp = Blueprint("answering", __name__)


@bp.get("/titles/<slug>/discussion/<number:post_id>")
@for_grown_ups
def show(slug: str, post_id: int) -> Response:
    """A thread; 404 beyond the reader's reach."""
    return render(view_of(slug, post_id))


@bp.post("/titles/<slug>/discussion/<number:post_id>/replies")
@for_grown_ups
def create(slug: str, post_id: int) -> Any:
    """Answer it."""
    view = view_of(slug, post_id if request.args.get("in") == "thread" else None)
    parent = find_parent(view.title, post_id, current_profile)
    form = ReplyForm.of(parent)
    if not form.validate():
        return render(view, answer=(post_id, form), status=422)
    try:
        posting.allow(current_profile)
        post = posting.post(current_profile, view.title, _place(view, parent, form), form.text.data, form.name, parent)
        db.session.commit()
    except posting.Refused as refused:
        return (
            _without_parent(view, form, refused) if refused.status == 409 else send_back(view, form, refused, post_id)
        )
    return answer(view, post.url, "Your reply is up.", post_id)


@bp.route("/titles/<slug>/discussion/<number:post_id>/edit", methods=["GET", "POST"])
@for_grown_ups
def edit(slug: str, post_id: int) -> Any:
    """Say it otherwise."""
    title = find_title(slug, current_profile)
    post = find_own(title, post_id, current_profile)
    form = EditForm.of(post, places_of(title, current_profile))
    if not form.validate_on_submit() or form.chosen is None:
        return _edit_page(post, form, 422 if form.errors else 200)
    try:
        posting.allow(current_profile)
    except posting.Refused as refused:
        form.refuse(refused.reason)
        return _edit_page(post, form, refused.status)
    posting.revise(post, form.text.data, form.chosen)
    db.session.commit()
    return go_to(post.url)


@bp.post("/titles/<slug>/discussion/<number:post_id>/remove")
@for_grown_ups
def remove(slug: str, post_id: int) -> Any:
    """Take one's own post back; the notice offers to undo it, and so does what is left in its place."""
    view = view_of(slug)
    post = find_own(view.title, post_id, current_profile)
    posting.take_back(post)
    db.session.commit()
    return done(post.url, "Your post is gone.", undo=f"{view.root}/{post.id}/restore", **changed(view))


@bp.post("/titles/<slug>/discussion/<number:post_id>/restore")
@for_grown_ups
def restore(slug: str, post_id: int) -> Any:
    """Undo the removal. It is speaking again, and rings again, so it is for whoever may, and counts."""
    view = view_of(slug)
    post = find_own(view.title, post_id, current_profile)
    require_voice(current_profile)
    posting.spend_a_turn(current_profile)
    posting.put_back(post)
    db.session.commit()
    return done(post.url, "Your post is back.", **changed(view))


def _place(view: View, parent: Post, form: ReplyForm) -> Any:
    """Where the parent stands, or as far as the writer has come if the reply tells of that."""
    here, been = place_of(parent), places_of(view.title, current_profile)
    return later_of(here, been[-1]) if form.later.data and been else here


def _without_parent(view: View, form: ReplyForm, refused: posting.Refused) -> Response:
    """The words of a reply whose post has gone, in the form that begins a thread."""
    whole = View(view.title, view.episode, view.oldest)
    words = {"text": form.text.data, "key": form.name}
    anew = PostForm.of(places_of(view.title, current_profile), view.episode, formdata=None, data=words)
    return send_back(whole, anew, refused)


def _edit_page(post: Post, form: EditForm, status: int) -> Response:
    return render_page("discussions/edit.html", "post_form", status=status, post=post, form=form)
