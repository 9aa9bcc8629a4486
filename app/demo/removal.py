"""Taking the demo away: the rows it made and their files, and nothing that anybody added since."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.accounts.models import Account, Household
from app.catalogue.models import Collection, Episode, Genre, Person, Season, Title, title_group
from app.demo.opening import FILE, MARK
from app.foundation.db import db, writing
from app.foundation.jobs import Job
from app.foundation.settings import Setting
from app.groups.models import Group
from app.media.models import Video
from app.media.moving import queue_free
from app.media.place import media_folder
from app.moderation.models import Case

KINDS: dict[str, Any] = {
    "cases": Case,
    "titles": Title,
    "groups": Group,
    "collections": Collection,
    "people": Person,
    "genres": Genre,
    "households": Household,
    "accounts": Account,
}


def remove_demo() -> int:
    """Remove what `open_demo` made; the number of rows. Files go after the rows, so none is served without its row."""
    mark = db.session.get(Setting, MARK)
    made = dict(mark.value) if mark else {}
    references = _video_references(made.get("titles", []))
    db.session.commit()
    with writing():
        _cancel_jobs()
        count = sum(_remove(table, _free(kind, made.get(kind, []))) for kind, table in KINDS.items())
        db.session.execute(db.delete(Setting).where(Setting.key == MARK))
    for reference in references:
        media_folder().remove(reference)
    queue_free(references)
    db.session.commit()
    (current_app.config["INSTANCE"] / FILE).unlink(missing_ok=True)
    return count


def _free(kind: str, ids: list[int]) -> list[int]:
    """Those that may go: a group for which somebody else's titles are kept stays, or everybody would see them."""
    if kind != "groups":
        return ids
    keeping = set(db.session.scalars(db.select(title_group.c.group_id).where(title_group.c.group_id.in_(ids))))
    return [id for id in ids if id not in keeping]


def _remove(table: Any, ids: list[int]) -> int:
    rows = db.session.scalars(db.select(table).where(table.id.in_(ids))).all()
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    return len(rows)


def _video_references(titles: list[int]) -> list[str]:
    episodes = db.select(Episode.id).join(Season).where(Season.title_id.in_(titles))
    belongs = Video.title_id.in_(titles) | Video.episode_id.in_(episodes)
    return list(db.session.scalars(db.select(Video.reference).where(belongs)))


def _cancel_jobs() -> None:
    for job in db.session.scalars(db.select(Job).where(Job.dedupe_key.startswith("demo-"))):
        if job.is_over:
            db.session.delete(job)
        else:
            job.cancel()
            job.dedupe_key = None
