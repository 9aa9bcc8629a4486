"""Reviews of a title: its own page, and the panel on the title's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for

from app.catalogue.models import Title
from app.catalogue.queries import find_title
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import dom_id, done, is_fragment_request, render_page, see_other
from app.foundation.parts import LoadedPart
from app.moderation.speaking import require_voice, why_silent
from app.profiles.current import current_profile
from app.reviews import posting, voting
from app.reviews.forms import ReviewForm
from app.reviews.models import Review
from app.reviews.queries import find_mine, find_published, helpful_of, panel_for, rating_for

bp = Blueprint("reviews", __name__)
NOT_HERE = Sentence("Reviews are for grown-up profiles.")
OWN = Sentence("Whether your own review helps is for others to say.")


@bp.get("/titles/<slug>/reviews")
def index(slug: str) -> Any:
    """All reviews of a title; as a fragment, its panel."""
    return _render(_title(slug), cursor=request.args.get("after"), sort=request.args.get("sort"))


@bp.post("/titles/<slug>/reviews")
def create(slug: str) -> Any:
    """Post one's review, or change it."""
    title, form = _title(slug), ReviewForm()
    if not (form.validate() and _may_speak(form)):
        return _render(title, form=form, status=422)
    posting.allow(current_profile)
    posting.post(current_profile, title, form.rating.data, form.text.data)
    db.session.commit()
    return _answer(title, "Your review is up.")


@bp.post("/titles/<slug>/reviews/mine/remove")
def remove(slug: str) -> Any:
    """Take one's review back; the notice offers to undo it."""
    title = _title(slug)
    posting.take_back(_mine(title))
    db.session.commit()
    return _answer(title, "Your review is gone.", undo_url=url_for("reviews.restore", slug=slug))


@bp.post("/titles/<slug>/reviews/mine/restore")
def restore(slug: str) -> Any:
    """Undo the removal."""
    title = _title(slug)
    require_voice(current_profile)
    posting.put_back(_mine(title))
    db.session.commit()
    return done(_address(title), "Your review is back.", **{"reviews-changed": {"title": title.id}})


@bp.post("/titles/<slug>/reviews/<number:review_id>/helpful")
def helpful(slug: str, review_id: int) -> Any:
    """Find somebody's review helpful; once more changes nothing."""
    title, review = _to_vote_on(slug, review_id)
    voting.allow(current_profile)
    voting.find_helpful(review, current_profile)
    db.session.commit()
    return _vote(title, review)


@bp.post("/titles/<slug>/reviews/<number:review_id>/helpful/remove")
def unhelpful(slug: str, review_id: int) -> Any:
    """Take that back."""
    title, review = _to_vote_on(slug, review_id)
    voting.allow(current_profile)
    voting.take_back(review, current_profile)
    db.session.commit()
    return _vote(title, review)


def _to_vote_on(slug: str, review_id: int) -> tuple[Title, Review]:
    """Somebody else's published review, for whoever may speak."""
    title = _title(slug)
    review = find_published(title, review_id) or abort(404)
    require_voice(current_profile)
    if review.profile_id == current_profile.id:
        abort(403, description=OWN)
    return title, review


def _vote(title: Title, review: Review) -> Any:
    if not is_fragment_request():
        return see_other(f"/titles/{title.slug}/reviews#{dom_id('review', review)}")
    part = LoadedPart("helpful", "reviews/_helpful.html", helpful_of(review, title, current_profile))
    return render_page("reviews/_helpful.html", part)


def _title(slug: str) -> Title:
    title = find_title(slug, current_profile)
    return abort(403, description=NOT_HERE) if current_profile.is_child else title


def _may_speak(form: ReviewForm) -> bool:
    """Whether the profile may; the form says why not, and keeps what was written."""
    if reason := why_silent(current_profile):
        form.form_errors.append(reason)
    return not form.form_errors


def _mine(title: Title) -> Review:
    return find_mine(title, current_profile) or abort(404)


def _address(title: Title) -> str:
    return f"/titles/{title.slug}#reviews"


def _answer(title: Title, notice: str, **more: str) -> Any:
    if not is_fragment_request():
        return see_other(_address(title), notice=notice)
    return _render(title, trigger={"notice": {"text": notice, **more}})


def _render(
    title: Title, *, form: ReviewForm | None = None, cursor: str | None = None, sort: str | None = None, **answer: Any
) -> Any:
    panel = LoadedPart("reviews", "reviews/_panel.html", panel_for(current_profile, title, form, cursor, sort))
    rating = LoadedPart("rating", "reviews/_rating.html", rating_for(current_profile, title))
    return render_page("reviews/index.html", panel, also=[rating], title=title, **answer)
