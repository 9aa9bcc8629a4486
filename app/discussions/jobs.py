"""Jobs of the discussions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import aliased

from app.discussions.models import REMOVED, Post
from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.jobs import every

UNDO_FOR = timedelta(hours=1)


@every("discussions.sweep", hours=1)
def sweep(_run: Any) -> None:
    """Delete for good what was taken back more than an hour ago. Of what others have answered only the words go,
    so that their thread keeps its beginning.
    """
    gone = Post.state == REMOVED, Post.removed_at < clock.now() - UNDO_FOR
    reply = aliased(Post)
    is_answered = db.select(reply.id).where(reply.parent_id == Post.id).exists()
    with writing():
        db.session.execute(db.delete(Post).where(*gone, Post.parent_id.is_not(None)))
        db.session.execute(db.delete(Post).where(*gone, ~is_answered))
        db.session.execute(db.update(Post).where(*gone, Post.text != "").values(text=""))
