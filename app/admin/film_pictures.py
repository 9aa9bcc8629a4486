"""Pictures from the film itself: an editor chooses one of its frames as poster, backdrop or still."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, abort, flash, request
from flask_admin import expose
from PIL import Image

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.pictures import drop, hang
from app.catalogue.artwork import Picture, drop_picture, keep_picture
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.media.models import Video
from app.media.place import read_packaged
from app.media.stills import offered_name

POSTER_SHAPE = 2 / 3
USES = {
    "backdrop": "Backdrop of the whole page",
    "poster-left": "Poster, from its left part",
    "poster": "Poster, from its middle",
    "poster-right": "Poster, from its right part",
    "still": "Still, wherever a wide card stands",
}
SHIFTS = {"poster-left": 0.0, "poster": 0.5, "poster-right": 1.0}


class PicturesOfFilm:
    """Part of the videos' view: the frames that an encode offered, and what they may become."""

    home: str

    @expose("/<number:video_id>/frames/<number:number>")
    def frame(self, video_id: int, number: int) -> Response:
        """One of the frames, counted from 1, as WebP."""
        video = db.session.get(Video, video_id) or abort(404)
        if number > len(video.offered_s):
            abort(404)
        answer = Response(_bytes_of(video, number), content_type="image/webp")
        answer.cache_control.private, answer.cache_control.max_age = True, 300
        return answer

    @expose("/<number:video_id>/frames", methods=("POST",))
    def choose_frame(self, video_id: int) -> Any:
        """Make one of them a picture of its title, or the still of its episode."""
        video = db.session.get(Video, video_id) or abort(404)
        if not current_account.can(Permission.CATALOGUE_EDIT):
            abort(403)
        use, number = request.form.get("use", ""), request.form.get("frame", "")
        if use not in USES or number not in map(str, range(1, len(video.offered_s) + 1)):
            flash("Choose one of the pictures, and what it becomes.", "danger")
        else:
            _hang(video, use, int(number))
            flash(f"{video.work} has a new {use.partition('-')[0]}.", "success")
        return see_other(f"{self.home}details/?id={video_id}#pictures")


def _bytes_of(video: Video, number: int) -> bytes:
    return read_packaged(video.reference, offered_name(number - 1), video.store)


def _hang(video: Video, use: str, number: int) -> None:
    """The picture's files first, then its row; those that it replaces go last."""
    kind = use.partition("-")[0]
    is_episode = kind == "still" and video.episode_id is not None
    subject = {"episode_id": video.episode_id} if is_episode else {"title_id": video.work.id}
    kept: dict[str, Picture] = {kind: keep_picture(_cropped(_bytes_of(video, number), use), kind)}
    try:
        replaced = hang(kept, **subject)
        db.session.commit()
    except BaseException:
        drop(kept)
        raise
    for reference in replaced:
        drop_picture(reference)


def _cropped(frame: bytes, use: str) -> BytesIO:
    """The frame whole, or an upright part of it for a poster."""
    if use not in SHIFTS:
        return BytesIO(frame)
    with Image.open(BytesIO(frame)) as image:
        width = min(image.width, round(image.height * POSTER_SHAPE))
        left = round((image.width - width) * SHIFTS[use])
        part = BytesIO()
        image.crop((left, 0, left + width, image.height)).save(part, "PNG")
        return part
