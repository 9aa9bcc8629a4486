"""The queue: what waits, what runs, what failed and why."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual
from sqlalchemy.orm import joinedload

from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.catalogue.models import Episode, Season
from app.foundation.access import safe_next
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.jobs import Job, JobState, Lane
from app.media.models import Video

KINDS = {
    "media.encode": "Encode",
    "media.move": "Move a film",
    "media.marks": "Find an intro by its sound",
    "media.free": "Free room in the bucket",
    "uploads.take": "Take in a film",
    "demo.film": "Draw a demo film",
    "demo.stills": "Choose demo stills",
    "recommendations.train": "Train the recommendations",
}
DONE = {
    "cancel": "is stopped",
    "pause": "rests",
    "resume": "goes on",
    "retry": "is queued again",
    "prefer": "is next",
}


def subjects_of(jobs: list[Job]) -> dict[int, Video]:
    """The videos that encodes are about, by the job's id, in one statement."""
    wanted = {job.id: job.payload.get("video_id") for job in jobs if job.payload.get("video_id")}
    whole = joinedload(Video.title), joinedload(Video.episode).joinedload(Episode.season).joinedload(Season.title)
    rows = db.session.scalars(db.select(Video).where(Video.id.in_(set(wanted.values()))).options(*whole))
    videos = {video.id: video for video in rows}
    return {job_id: videos[video_id] for job_id, video_id in wanted.items() if video_id in videos}


def kind_words(kind: str) -> str:
    """The kind of a job as people say it."""
    return KINDS.get(kind) or kind.replace(".", ": ").replace("_", " ").replace("-", " ").capitalize()


class JobView(SecureModelView):
    """Jobs."""

    who, icon, one, heading = Permission.JOBS_MANAGE, "cpu", "job", "Jobs"
    can_create = can_edit = can_delete = False
    can_view_details = True
    column_list = ("kind", "state", "progress", "attempts", "created_at")
    column_labels = {"kind": "Job", "attempts": "Tries", "created_at": "Since"}
    column_formatters = {
        "kind": cell("job_name"),
        "state": cell("job_state"),
        "progress": cell("job_progress"),
        "created_at": cell("since"),
    }
    column_sortable_list = ("kind", "state", "created_at")
    column_default_sort = ("id", True)
    column_filters = (
        FilterEqual(Job.state, "State", [(state.value, state.value.capitalize()) for state in JobState]),
        FilterEqual(Job.lane, "Lane", [(lane.value, lane.value.capitalize()) for lane in Lane]),
        FilterEqual(Job.kind, "Kind"),
    )

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """What each job is about."""
        videos = subjects_of(rows)
        return {row.id: (kind_words(row.kind), videos.get(row.id)) for row in rows}

    listens_to = "jobs-changed"

    def is_live(self, rows: list[Any]) -> bool:
        """Whether something on this page moves by itself."""
        return any(not row.is_over for row in rows)

    @expose("/details/")
    def details_view(self) -> Any:
        """One job with the last words of what failed."""
        job = self.get_one(request.args.get("id"))
        return self.render(
            "admin/job.html", "job", job=job, words=kind_words(job.kind), video=subjects_of([job]).get(job.id)
        )

    @expose("/<number:job_id>/<any(cancel, pause, resume, retry, prefer):verb>", methods=("POST",))
    def verb(self, job_id: int, verb: str) -> Any:
        """Stop it, let it rest or go on, try it again, or play it first."""
        job = db.session.get(Job, job_id, with_for_update=True) or abort(404)
        rests = job.state == JobState.PAUSED or job.pause_requested
        if (verb == "retry") != job.is_over or (verb == "pause" and rests) or (verb == "resume" and not rests):
            flash(f"This job is {job.state} already.", "danger")
        else:
            getattr(job, verb)()
            db.session.commit()
            flash(f"{kind_words(job.kind)} {job.id} {DONE[verb]}.", "success")
        return see_other(safe_next(request.form.get("url"), self.home))
