"""Videos: what became of each file, and what can be done about it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request
from flask_admin import expose
from flask_admin.actions import action
from flask_admin.contrib.sqla.filters import FilterEqual
from sqlalchemy.orm import joinedload

from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.admin.catalogue import delete_with_files
from app.admin.encode_form import EncodeForm
from app.admin.film_pictures import USES, PicturesOfFilm
from app.admin.states import BEING_MADE, heights_of, jobs_of
from app.admin.video_form import VideoForm
from app.catalogue.models import Episode, Season
from app.foundation.access import safe_next
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.jobs.models import find_open
from app.foundation.text import plural
from app.media.charsets import BY_HAND
from app.media.failures import SubtitlesRefused
from app.media.models import Rendition, SentSubtitles, Store, Video, VideoRole, VideoState
from app.media.moving import NO_BUCKET, find_move, queue_move
from app.media.place import media_bucket
from app.media.replacing import check_idle, encode_again
from app.media.sidecars import remove_subtitles, send_subtitles, sent_of
from app.media.sources import RefusedSource
from app.media.subtitles import MAX_BYTES

TYPED = ("language", "name", "charset", "is_sdh", "is_forced")


class VideoView(PicturesOfFilm, SecureModelView):
    """Videos with their encodes."""

    who, icon, one, heading = Permission.MEDIA_UPLOAD, "file-video", "video", "Videos"
    can_create = False
    can_view_details = True
    form = VideoForm
    details_template = "admin/video.html"
    load_options = (
        joinedload(Video.title),
        joinedload(Video.episode).joinedload(Episode.season).joinedload(Season.title),
    )
    column_list = ("name", "state", "renditions", "duration_s", "source_bytes")
    column_labels = {"name": "Video", "duration_s": "Length", "source_bytes": "File"}
    column_formatters = {
        "name": cell("video_name"),
        "state": cell("video_state"),
        "renditions": cell("video_heights"),
        "duration_s": cell("video_length"),
        "source_bytes": cell("video_size"),
    }
    column_sortable_list = ("state", "duration_s", "source_bytes")
    column_default_sort = ("id", True)
    column_searchable_list = ("name", "source_name", "reference")
    column_filters = (
        FilterEqual(Video.state, "State", [(state.value, state.value.capitalize()) for state in VideoState]),
        FilterEqual(Video.role, "Part", [(role.value, role.value.capitalize()) for role in VideoRole]),
    )
    groups = (
        (
            "Facts",
            "What viewers read.",
            ("name", "role", "is_downloadable", "chapter_lines", "recap_line", "intro_line", "credits_line"),
        ),
    )
    short_fields = ("role",)

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Name, file or reference"

    def edit_form(self, obj: Any = None) -> Any:
        """The form, which knows how long the film is."""
        form = super().edit_form(obj)
        form.duration_s = obj.duration_s if obj is not None else None
        return form

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """The newest encode and the rungs of each."""
        jobs, heights = jobs_of(row.reference for row in rows), heights_of(row.id for row in rows)
        return {row.id: (jobs.get(row.reference), heights.get(row.id, [])) for row in rows}

    listens_to = "jobs-changed"

    def is_live(self, rows: list[Any]) -> bool:
        """Whether something on this page moves by itself."""
        return any(row.state in (VideoState.WAITING, *BEING_MADE) for row in rows)

    @expose("/details/")
    def details_view(self) -> Any:
        """One video: its file, its encode, its renditions, why it failed."""
        video = self.get_one(request.args.get("id"))
        return self._page(video, **self._facts_of(video))

    def _facts_of(self, video: Video) -> dict[str, Any]:
        order = Rendition.kind.desc(), Rendition.height, Rendition.id
        rows = list(db.session.scalars(db.select(Rendition).filter_by(video_id=video.id).order_by(*order)))
        job = jobs_of([video.reference]).get(video.reference)
        return {"job": job, "move": find_move(video.reference), "renditions": rows, "bucket": media_bucket()}

    def _page(self, video: Video, status: int = 200, errors: dict[str, str] | None = None, **facts: Any) -> Any:
        typed = {name: request.form.get(name, "")[:80] for name in TYPED}
        facts |= {"sent": sent_of(video.id), "charsets": BY_HAND, "errors": errors or {}, "typed": typed}
        facts = {"encode_form": EncodeForm.of(video), "uses": USES} | facts
        return self.render("admin/video.html", "video", status=status, video=video, **facts)

    @expose("/<number:video_id>/subtitles", methods=("POST",))
    def send_subtitles(self, video_id: int) -> Any:
        """Subtitles beside the film, in any charset."""
        video, file, said = db.session.get(Video, video_id) or abort(404), request.files.get("file"), request.form
        try:
            if file is None or not file.filename:
                raise SubtitlesRefused("Choose the subtitles’ file.")
            row = send_subtitles(
                video,
                file.stream.read(MAX_BYTES + 1),
                file.filename,
                said.get("language", ""),
                name=said.get("name", ""),
                charset=said.get("charset", ""),
                is_forced=bool(said.get("is_forced")),
                is_sdh=bool(said.get("is_sdh")),
            )
        except SubtitlesRefused as refusal:
            db.session.rollback()
            return self._page(video, 422, {"subtitles": refusal.reason}, **self._facts_of(video))
        flash(f"{row} can be chosen from now on." if video.is_ready else f"{row} comes with the encode.", "success")
        return see_other(f"{self.home}details/?id={video_id}")

    @expose("/<number:video_id>/subtitles/<number:row_id>/remove", methods=("POST",))
    def remove_subtitles(self, video_id: int, row_id: int) -> Any:
        """Take subtitles out that were sent."""
        row = db.session.get(SentSubtitles, row_id)
        if row is None or row.video_id != video_id:
            abort(404)
        remove_subtitles(row)
        flash(f"{row} is removed.", "success")
        return see_other(f"{self.home}details/?id={video_id}")

    @expose("/<number:video_id>/encode", methods=("POST",))
    def encode(self, video_id: int) -> Any:
        """Encode it again from the file that is here, by other wishes where some are sent."""
        video = db.session.get(Video, video_id) or abort(404)
        form = EncodeForm.of(video)
        if (has_wishes := "quality" in request.form) and not form.validate():
            return self._page(video, 422, encode_form=form, **self._facts_of(video))
        try:
            if has_wishes:
                check_idle(video)
                video.wishes = form.wishes
            encode_again(video)
            db.session.commit()
            flash(f"{video} is queued to be encoded again.", "success")
        except RefusedSource as refusal:
            flash(refusal.reason, "danger")
        return see_other(safe_next(request.form.get("url"), f"{self.home}details/?id={video_id}"))

    @expose("/<number:video_id>/move", methods=("POST",))
    def move(self, video_id: int) -> Any:
        """Bring its files to the other store."""
        video = db.session.get(Video, video_id) or abort(404)
        to = Store.FOLDER if video.store == Store.BUCKET else Store.BUCKET
        if media_bucket() is None:
            flash(NO_BUCKET, "danger")
        elif not video.is_ready or find_open(f"encode:{video.reference}"):
            flash("It can be moved once it is encoded.", "danger")
        else:
            queue_move(video, to)
            db.session.commit()
            flash(f"{video} will be moved to the {to}.", "success")
        return see_other(f"{self.home}details/?id={video_id}")

    def delete_model(self, model: Video) -> bool:
        """The row, then its files."""
        return delete_with_files(super().delete_model, model)

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "The uploaded file, its encodes and everybody’s place in it go too. The title stays."

    @action("delete", "Delete", "Deleted for good.")
    def action_delete(self, ids: list[str]) -> None:
        """Delete the chosen ones with their files."""
        gone = [row for row in self.rows_chosen() if self.delete_model(row)]
        flash(f"{plural(len(gone), 'video')} deleted.", "success")
