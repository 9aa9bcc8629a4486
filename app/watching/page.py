"""All that the watch page shows, found before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.accounts.models import AccountSession
from app.catalogue.models import Title
from app.media.models import Video, VideoRole, VideoState
from app.media.queries import next_episode_video, previous_episode_video
from app.media.tokens import Viewer, media_prefix
from app.profiles.models import Profile
from app.watching.progress import resume_position

SKIPPED = {"recap": "Skip recap", "intro": "Skip intro", "credits": "Skip credits"}
ROLES = {VideoRole.TRAILER: "Trailer", VideoRole.EXTRA: "Extra"}


@dataclass(frozen=True)
class NextUp:
    """The episode after this one; it has no still while it is being encoded."""

    url: str
    name: str
    duration_s: float | None
    still_url: str


@dataclass(frozen=True)
class WatchPage:
    """A video as its player needs it; `media_url` is the signed prefix of all its files."""

    video: Video
    title: Title
    subtitle: str
    media_url: str
    resume_s: float
    captions: str
    audio: str
    next_up: NextUp | None
    previous_url: str

    @classmethod
    def of(cls, video: Video, profile: Profile, session: AccountSession) -> WatchPage:
        """The page for this profile, through this session."""
        viewer = Viewer(profile.id, session.lineage)
        following, before = next_episode_video(video, profile), previous_episode_video(video, profile)
        return cls(
            video=video,
            title=video.work,
            subtitle=subtitle_of(video),
            media_url=media_prefix(video.reference, viewer),
            resume_s=resume_position(video, profile),
            captions=profile.captions,
            audio=profile.audio,
            next_up=_next_up(following, viewer) if following else None,
            previous_url=f"/watch/{before.reference}" if before else "",
        )

    @property
    def chapters(self) -> list[dict[str, Any]]:
        """`start_s`, `end_s` and `title` of each; those without a name are counted."""
        found = enumerate(self.video.chapters, 1)
        return [{**chapter, "title": chapter["title"] or f"Chapter {n}"} for n, chapter in found]

    @property
    def tracks(self) -> list[dict[str, Any]]:
        """Captions for a `<track>` each: `path`, `language`, `label`."""
        return list(self.video.facts.get("captions") or [])

    @property
    def has_transcript(self) -> bool:
        """Whether there is a text of all that is said."""
        return any(not track.get("forced") for track in self.tracks)

    @property
    def talk_url(self) -> str:
        """Where people talk about the film, or about this episode; nothing for trailers and extras."""
        if self.video.role != VideoRole.MAIN:
            return ""
        code = self.video.episode.code.replace(" ", "") if self.video.episode else ""
        return f"/titles/{self.title.slug}/discussion" + (f"?episode={code}" if code else "")

    @property
    def skips(self) -> list[tuple[str, float, float]]:
        """(what, from, to) of what may be skipped; credits only where a scene follows them."""
        marks: dict[str, Any] = dict(self.video.marks)
        if self.video.credits_at_s is not None:
            del marks["credits"]
        return [(label, *marks[kind]) for kind, label in SKIPPED.items() if kind in marks]

    @property
    def has_afterwards(self) -> bool:
        """Whether there is something to say after it: not while another episode follows, and not of trailers."""
        return self.video.role == VideoRole.MAIN and self.next_up is None

    @property
    def is_growing(self) -> bool:
        """Whether its end is still being encoded: no direct file, storyboard or stills are there yet."""
        return self.video.state == VideoState.GROWING

    @property
    def is_tall(self) -> bool:
        """Whether the picture stands upright."""
        return (self.video.height or 0) > (self.video.width or 0)


def subtitle_of(video: Video) -> str:
    """`Season 1, episode 4. The Mast`, `Trailer`, or nothing for a film."""
    named = video.name or ROLES.get(VideoRole(video.role), "")
    if video.episode is None:
        return named
    season = video.episode.season
    place = f"{season.label}, episode {video.episode.number}"
    return ". ".join(part for part in (place, video.episode.name, named) if part)


def _next_up(video: Video, viewer: Viewer) -> NextUp:
    episode = video.episode
    name = (
        f"{episode.number}. {episode.name}"
        if episode and episode.name
        else f"Episode {episode.number if episode else ''}"
    )
    return NextUp(
        url=f"/watch/{video.reference}",
        name=name.strip(),
        duration_s=video.duration_s,
        still_url="" if video.state == VideoState.GROWING else media_prefix(video.reference, viewer) + "still-320.webp",
    )
