"""The watch page, and what its player says about how far somebody is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from app.accounts.current import current_account
from app.accounts.signing_in import held_token
from app.catalogue.queries import find_title
from app.foundation.access import asks_itself, refused, said_often
from app.foundation.db import db, reading, stating, writing
from app.foundation.hypermedia import is_fragment_request, render_page, see_other
from app.media.delivery import deliver_as
from app.media.models import Video
from app.media.place import open_packaged
from app.media.queries import find_playable_video
from app.media.sending import WHOLE
from app.profiles.current import current_profile
from app.profiles.models import Profile
from app.watching.after import After
from app.watching.asking import request_of, why_not
from app.watching.beats import Seat, find_seat
from app.watching.caption_look import LOOKS, CaptionLookForm, look_of
from app.watching.casting import cast_address
from app.watching.contract import left_today_s, until_words
from app.watching.forms import Beat, PlaceForm, Unreadable, reason_of
from app.watching.head_start import head_start, line_bps
from app.watching.models import Because
from app.watching.page import WatchPage, subtitle_of
from app.watching.playbacks import open_playback
from app.watching.progress import clamped, follow_up, record, save
from app.watching.streams import is_full
from app.watching.streams_routes import full_page
from app.watching.title_part import PlayButtons
from app.watching.transcript import transcript_of

bp = Blueprint("watching", __name__)
NO_PLAYBACK = {"playback": "", "cast": ""}
MOMENT = re.compile(r"(?a)\d{1,6}(?:\.\d{1,3})?")


@bp.get("/watch/<reference>")
def show(reference: str) -> Response:
    """The player, with everything it needs in its markup."""
    video = find_playable_video(reference, current_profile)
    page = WatchPage.of(video, current_profile, current_account.session)
    if request.args.get("from") == "start":
        page = replace(page, resume_s=0.0)
    elif MOMENT.fullmatch(moment := request.args.get("t", "")):
        page = replace(page, resume_s=clamped(float(moment), video.duration_s))
    if why := why_not(current_profile, video.work):
        return _not_now(page, why)
    if is_full(current_account.session):
        return full_page(page.title, page.subtitle)
    # of a page that was fetched ahead the player makes an opening when it plays
    return _page(page, PlaceForm(), NO_PLAYBACK if _is_ahead() else _opened(video))


@bp.post("/watch/<reference>/opening")
def open_again(reference: str) -> ResponseReturnValue:
    """For a player that stands in a page opened long ago, or was overtaken: a new playback, fresh addresses and where
    to go on, as JSON. 409 while as many others play as may."""
    video = find_playable_video(reference, current_profile)
    if why := why_not(current_profile, video.work):
        return jsonify(ended=_because(why)), 409
    if is_full(current_account.session):
        return jsonify(ended="full"), 409
    page = WatchPage.of(video, current_profile, current_account.session)
    return jsonify(**_opened(video), media=page.media_url, resume_s=page.resume_s)


@bp.get("/watch/<reference>/download")
def download(reference: str) -> Response:
    """The film as one file, where an editor allows it, to whoever may watch it."""
    video = find_playable_video(reference, current_profile)
    name, store = video.name_of_file, video.store
    if not video.may_be_taken or current_profile.is_counted or why_not(current_profile, video.work):
        abort(404)
    db.session.remove()  # a slow download must not hold a connection
    return deliver_as(open_packaged(reference, WHOLE, store), WHOLE, name)


@bp.get("/watch/<reference>/after")
def after(reference: str) -> Response:
    """What to do after the last picture."""
    video = find_playable_video(reference, current_profile)
    return render_page("watching/after.html", "after", after=After.of(video, current_profile))


@bp.post("/captions/look")
def keep_caption_look() -> ResponseReturnValue:
    """How captions look to this profile, on all of its devices."""
    form = CaptionLookForm()
    if not form.validate():
        return reason_of(form), 422, {"Content-Type": "text/plain; charset=utf-8"}
    current_profile.caption_look = form.look
    db.session.commit()
    return "", 204


@bp.get("/watch/<reference>/transcript")
def transcript(reference: str) -> Response:
    """What is said, as text; with the words of `q` alone where some are given."""
    video = find_playable_video(reference, current_profile)
    part = transcript_of(video, request.args.get("language") or current_profile.captions, request.args.get("q", ""))
    facts: dict[str, Any] = {"title": video.work, "subtitle": subtitle_of(video)}
    return render_page("watching/transcript.html", "transcript", part=part, **facts)


@bp.get("/titles/<slug>/play")
def buttons(slug: str) -> ResponseReturnValue:
    """The play buttons of a title; they live on its page."""
    title = find_title(slug, current_profile)
    if not is_fragment_request():
        return see_other(f"/titles/{title.slug}")
    part = PlayButtons.of(current_profile, title).part
    return render_page(part.template, part)


@bp.post("/watch/<reference>/progress")
@asks_itself
@said_often
def save_progress(reference: str) -> ResponseReturnValue:
    """A beat of the player: 204, or 422 with the reason, 404 for a playback of anybody else, 409 once it is over, with
    why (`Because`)."""
    try:
        beat = Beat.read(request.form)
    except Unreadable as error:
        return _unseated(reference, str(error))
    with stating() as connection:
        seat = find_seat(connection, held_token(), reference, beat.playback, beat.position_s)
        kept = save(connection, seat, beat.sequence, beat.position_s) if seat and seat.keeps_place else None
    if seat is None:
        return _unseated(reference)
    ended = seat.ended_because
    if kept and (kept.is_news or kept.newer_id):
        ended = follow_up(seat, kept)
        db.session.commit()
    if seat.has_contract and not ended:
        with reading():
            ended = _refusal(seat)
    return (jsonify(ended=ended), 409) if ended or not seat.is_open else ("", 204)


def _refusal(seat: Seat) -> str:
    """Why a profile with whom something is agreed may not watch on; empty where it may."""
    video = db.session.get_one(Video, seat.video_id)
    why = why_not(db.session.get_one(Profile, seat.profile_id), video.work)
    return _because(why) if why else ""


def _because(why: str) -> Because:
    return Because.ASKS if why == Because.ASKS else Because.TIME


def _not_now(page: WatchPage, why: str) -> Response:
    if why == Because.ASKS:
        asked = request_of(current_profile, page.title)
        return render_page("watching/ask_first.html", status=409, title=page.title, asked=asked)
    facts: dict[str, Any] = {"title": page.title, "subtitle": page.subtitle, "until": until_words(current_profile)}
    return render_page("watching/time_up.html", status=409, why=why, **facts)


def _unseated(reference: str, reason: str = "") -> ResponseReturnValue:
    """Why a beat was not taken; what is wrong with it is only for whoever may watch the video."""
    if refusal := refused():
        return refusal
    find_playable_video(reference, current_profile)
    return (reason, 422, {"Content-Type": "text/plain; charset=utf-8"}) if reason else abort(404)


@bp.post("/watch/<reference>/place")
def keep_place(reference: str) -> ResponseReturnValue:
    """Where somebody without scripts stopped; it counts as an opening of its own."""
    video = find_playable_video(reference, current_profile)
    form = PlaceForm()
    if not form.validate():
        page = WatchPage.of(video, current_profile, current_account.session)
        return _page(page, form, NO_PLAYBACK, 422)
    home = f"/titles/{video.work.slug}"
    if current_account.session.is_private:
        return see_other(home, notice="You watch privately: nothing was noted.")
    playback = open_playback(current_account.session.id, current_profile, video)
    record(Seat.of(playback, video), 1, form.position_s)
    db.session.commit()
    return see_other(home, notice="Your place is kept.")


def _is_ahead() -> bool:
    """Whether this page is fetched by somebody who may never open it."""
    return any(request.headers.get(name, "").startswith("prefetch") for name in ("Purpose", "Sec-Purpose"))


def _opened(video: Video) -> dict[str, str]:
    """The facts of a new playback: its name, and where another screen finds its film."""
    session = current_account.session
    with writing():
        playback = open_playback(session.id, current_profile, video, is_private=session.is_private)
        return {"playback": playback.reference, "cast": cast_address(playback)}


def _page(page: WatchPage, form: PlaceForm, opened: dict[str, str], status: int = 200) -> Response:
    facts: dict[str, Any] = {**opened, "look": look_of(current_profile.caption_look), "looks": LOOKS}
    facts |= {"left_s": left_today_s(current_profile), "line_bps": line_bps()}
    facts["first"] = head_start(page.video, page.resume_s)
    response = render_page("watching/watch.html", page=page, form=form, status=status, **facts)
    response.cache_control.no_store = True  # its addresses are this session's
    return response
