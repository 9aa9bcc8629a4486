"""Sharing a title: with the household, with a member by handle, with a guest by a link."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, session

from app.catalogue.models import Title
from app.catalogue.queries import find_title
from app.foundation.address import absolute
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import is_fragment_request, render_page, see_other
from app.moderation.speaking import why_silent
from app.profiles.current import current_profile
from app.profiles.models import Profile
from app.sharing import guests, sending
from app.sharing.forms import YOURSELF, GuestForm, ShareForm
from app.sharing.page import SharePage
from app.sharing.receivers import find_by_handle, household_for

bp = Blueprint("sharing", __name__)
TOLD_ONCE = "guest_link"
NOT_HERE = Sentence("Sharing is for grown-up profiles.")


@bp.get("/titles/<slug>/share")
def share(slug: str) -> Any:
    """The page; as a fragment, to whom the title went already."""
    title = _title(slug)
    told = "" if is_fragment_request() else _told(title)
    return _render(title, _form(title), block="share_sent", new_url=told)


@bp.post("/titles/<slug>/share")
def create(slug: str) -> Any:
    """Send it."""
    title = _title(slug)
    household = household_for(title, current_profile)
    form = ShareForm(household)
    receivers = _receivers(form, title, household)
    if not receivers:
        return _render(title, form, status=422)
    sending.allow(current_profile)
    sending.send(current_profile, receivers, title, form.note.data)
    db.session.commit()
    return _sent(title, f"{title.name} is on its way to {_names(receivers)}.")


@bp.post("/titles/<slug>/guests")
def invite(slug: str) -> Any:
    """Make a link for a guest; its address is told once."""
    title, form = _title(slug), GuestForm()
    if reason := guests.why_not(current_profile, title):
        form.refuse(reason)
    if form.form_errors or not form.validate():
        return _render(title, _form(title), guest_form=form, block="guest_links", status=422)
    guests.allow(current_profile)
    token = guests.invite(current_profile, title, form.days.data)
    db.session.commit()
    if not is_fragment_request():
        session[TOLD_ONCE] = [title.id, token]
        return see_other(f"/titles/{title.slug}/share#guest_links", notice="The link is made.")
    return _render(title, _form(title), block="guest_links", new_url=absolute(f"/guests/{token}"))


def _title(slug: str) -> Title:
    """A title that this profile may see; a child is refused then, so that a refusal names nothing it may not see."""
    title = find_title(slug, current_profile)
    return abort(403, description=NOT_HERE) if current_profile.is_child else title


def _form(title: Title) -> ShareForm:
    return ShareForm(household_for(title, current_profile), formdata=None)


def _receivers(form: ShareForm, title: Title, household: list[Profile]) -> list[Profile]:
    """To whom the form sends it; nobody when it has errors, which then stand in it."""
    if not form.validate():
        return []
    if reason := why_silent(current_profile):
        form.refuse(reason)
        return []
    found = [profile for profile in household if profile.id in form.to.data]
    return _with_handle(form, title, found) if form.handle.data else found


def _with_handle(form: ShareForm, title: Title, found: list[Profile]) -> list[Profile]:
    sending.allow_handle(current_profile)
    other = find_by_handle(form.handle.data, title)
    if other is None or other.id == current_profile.id:
        form.refuse_handle(*([YOURSELF] if other else []))
        return []
    return found if other in found else [*found, other]


def _names(receivers: list[Profile]) -> str:
    *most, last = [profile.name for profile in receivers]
    return f"{', '.join(most)} and {last}" if most else last


def _sent(title: Title, notice: str) -> Any:
    if not is_fragment_request():
        return see_other(f"/titles/{title.slug}/share", notice=notice)
    return _render(title, _form(title), also=["share_sent"], trigger={"notice": {"text": notice}})


def _told(title: Title) -> str:
    """The address of the link that was made just before, once."""
    title_id, token = session.pop(TOLD_ONCE, None) or (0, "")
    return absolute(f"/guests/{token}") if title_id == title.id else ""


def _render(
    title: Title, form: ShareForm, *, block: str = "share_form", new_url: str = "",
    guest_form: GuestForm | None = None, **answer: Any,
) -> Any:  # fmt: skip
    page = SharePage(title, current_profile, form, guest_form or GuestForm(formdata=None), new_url)
    return render_page("sharing/share.html", block, page=page, **answer)
