"""What a film's file is for: a new film, or a part of a title or an episode that stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.accounts.models import Account
from app.catalogue.models import Episode, Title
from app.foundation.db import db
from app.media.models import Video, VideoRole
from app.media.replacing import check_idle, put_in_place
from app.media.sources import Received, RefusedSource, add_video, kept_only_if_told

FIELDS = ("name", "title", "episode", "role")
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
HIGHEST = 2**31 - 1
IN_EPISODES = "A series has its films in episodes. Add one on its season’s page and send the file there."
GONE = "What this film was for is no longer there."


def nothing(_video: Video) -> None:
    """For those who have nothing to add."""


@dataclass(frozen=True)
class Purpose:
    """The fields of a form: `title` or `episode` by number and its `role`, or the `name` of a new film."""

    fields: Mapping[str, str]

    def faults(self) -> dict[str, str]:
        """What is wrong with the fields, by name. Raises RefusedSource where what they name is gone."""
        if self.subject() is not None:
            return {}
        name = self.fields.get("name", "").strip()
        if not name:
            return {"name": "The film needs a name."}
        if len(name) > 200:
            return {"name": "Use at most 200 characters."}
        return {"name": "This has characters that cannot be kept. Type it anew."} if UNKEEPABLE.search(name) else {}

    def subject(self) -> Title | Episode | None:
        """The title or episode that it is for; None for a new film. Raises RefusedSource (404) where it is gone."""
        for table, typed in ((Title, self.fields.get("title")), (Episode, self.fields.get("episode"))):
            if typed:
                fits = typed.isascii() and typed.isdecimal() and int(typed) <= HIGHEST
                found: Title | Episode | None = db.session.get(table, int(typed)) if fits else None  # type: ignore[assignment]
                if found is None:
                    raise RefusedSource(GONE, 404)
                return found
        return None

    @property
    def role(self) -> VideoRole:
        """Which part of its subject it is."""
        return next((role for role in VideoRole if role == self.fields.get("role")), VideoRole.MAIN)

    def standing(self) -> Video | None:
        """The video whose place it takes."""
        subject = self.subject()
        if subject is None or self.role != VideoRole.MAIN:
            return None
        mine = Video.title_id == subject.id if isinstance(subject, Title) else Video.episode_id == subject.id
        return db.session.scalar(db.select(Video).where(mine, Video.role == VideoRole.MAIN).order_by(Video.id))

    def check(self) -> None:
        """Raises RefusedSource where no file can be taken for this now."""
        subject, standing = self.subject(), self.standing()
        if isinstance(subject, Title) and subject.is_series and self.role == VideoRole.MAIN:
            raise RefusedSource(IN_EPISODES)
        if standing is not None:
            check_idle(standing)

    def take(
        self, bring: Callable[[], Received], name: str, account: Account, told: Callable[[Video], None] = nothing
    ) -> Video:
        """Bring the file and tell the database whose it is; commits. `told` adds to that transaction.

        Raises RefusedSource, and then neither a file nor a row is left.
        """
        self.check()
        subject, standing = self.subject(), self.standing()
        db.session.commit()  # files are not written inside a transaction
        received = bring()
        with kept_only_if_told(received):
            if standing is None:
                video = add_video(received, name, subject or self._new_film(account), self.role, account)
            else:
                video = standing
                put_in_place(video, received, name)
            told(video)
        return video

    def _new_film(self, account: Account) -> Title:
        title = Title(name=self.fields["name"].strip(), added_by_id=account.id)
        title.find_slug()
        return title
