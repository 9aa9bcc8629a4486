"""What a discussion shows to one reader: threads within reach, and a curtain before the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.catalogue.models import Episode, Title
from app.discussions.forms import KEY_LENGTH, PostForm, ReplyForm
from app.discussions.models import HELD, Post
from app.discussions.places import Place, place_of, places_of
from app.discussions.prose import Piece, pieces_of
from app.discussions.queries import (
    REPLIES_IN_LIST,
    REPLIES_IN_THREAD,
    Ahead,
    Replies,
    ahead_of,
    find_head,
    heads_of,
    newest_own_id,
    replies_of,
)
from app.foundation.errors import Sentence
from app.foundation.paging import Page
from app.foundation.signing import mac
from app.moderation.speaking import why_silent
from app.profiles.models import Profile

NOBODY = Replies([], 0)


@dataclass(frozen=True)
class View:
    """Which part of a title's discussion is asked for; its address gives the same again."""

    title: Title
    episode: Episode | None = None
    oldest: bool = False
    cursor: str | None = None
    thread_id: int | None = None

    @property
    def root(self) -> str:
        """The address of the whole discussion."""
        return f"/titles/{self.title.slug}/discussion"

    @property
    def query(self) -> str:
        """The query that keeps a form in this view, with its `?`."""
        code = f"S{self.episode.season.number}E{self.episode.number}" if self.episode else ""
        parts = {"episode": code, "order": "oldest" if self.oldest else "", "in": "thread" if self.thread_id else ""}
        kept = {name: value for name, value in parts.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def address(self) -> str:
        """Where it can be asked for again."""
        if self.thread_id:
            return f"{self.root}/{self.thread_id}"
        more = f"{'&' if self.query else '?'}after={self.cursor}" if self.cursor else ""
        return f"{self.root}{self.query}{more}"

    def after(self, cursor: str) -> str:
        """The address of the page after this one."""
        return f"{self.root}{self.query}{'&' if self.query else '?'}after={cursor}"


@dataclass(frozen=True)
class Line:
    """A post as one reader sees it. Of what has gone there are no words in it, except for its author."""

    post: Post
    reader: Profile

    @property
    def is_mine(self) -> bool:
        """Whether the reader wrote it."""
        return bool(self.post.profile_id == self.reader.id)

    @property
    def stub(self) -> str:
        """What stands in place of the words; nothing while there are words."""
        if self.post.is_removed:
            return "You removed this." if self.is_mine else "Removed by whoever wrote it."
        if self.post.state == HELD and not self.is_mine:
            return "Taken down by a moderator."
        return ""

    @property
    def can_return(self) -> bool:
        """Whether the reader may put it back."""
        return self.is_mine and self.post.is_removed and bool(self.post.text)

    @property
    def held_reason(self) -> str:
        """Why only its author sees it."""
        return self.post.held_reason if self.is_mine and self.post.state == HELD else ""

    @property
    def pieces(self) -> list[Piece]:
        """The words, cut into text and links."""
        return [] if self.stub else pieces_of(self.post.text)

    @property
    def stamp(self) -> str:
        """Where it stands."""
        return place_of(self.post).stamp


@dataclass(frozen=True)
class Thread:
    """A post and its replies. `form` is what somebody may answer with."""

    head: Line
    replies: list[Line]
    more: int
    form: ReplyForm | None


@dataclass(frozen=True)
class Panel:
    """All that a discussion's panel shows to one profile."""

    view: View
    profile: Profile
    threads: list[Thread]
    next_url: str
    places: list[Place]
    ahead: Ahead
    silence: Sentence | None
    form: PostForm
    answered: int | None
    undo_url: str

    @property
    def reach(self) -> str:
        """What the reader is shown, in words."""
        if not self.places or self.places[-1].name == "start":
            return "You have not begun: showing what gives nothing away"
        furthest = self.places[-1]
        if not furthest.code and furthest.is_whole:
            return "You have seen it: showing everything"
        return f"Showing what you have seen: up to {furthest.code if furthest.is_whole else furthest.stamp}"

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """The whole discussion, and that of each episode begun."""
        root, here = self.view.root, self.view.episode.id if self.view.episode else None
        codes = [(place.code, place.episode_id) for place in self.places if place.episode_id]
        if here and here not in [episode_id for _, episode_id in codes] and self.view.episode:
            codes.append((self.view.episode.code, here))
        lines = [{"label": "All", "url": root, "count": None, "on": here is None}]
        for code, number in codes:
            address = f"{root}?episode={code.replace(' ', '')}"
            lines.append({"label": code, "url": address, "count": None, "on": number == here})
        return lines if len(codes) > 1 or here else []


def load(
    view: View,
    profile: Profile,
    *,
    form: PostForm | None = None,
    answer: tuple[int, ReplyForm | None] | None = None,
    undo_url: str = "",
) -> Panel:
    """The panel of a view. `form` was sent back; `answer` is a thread just answered, with its form if sent back."""
    page = _page(view, profile)
    replies = replies_of(page.rows, profile, REPLIES_IN_THREAD if view.thread_id else REPLIES_IN_LIST)
    silence, places = why_silent(profile), places_of(view.title, profile)
    newest = newest_own_id(view.title, profile)
    answered, sent_back = answer or (None, None)

    def _thread(head: Post) -> Thread:
        found = replies.get(head.id, NOBODY)
        lines = [Line(post, profile) for post in found.posts]
        given = sent_back if head.id == answered else None
        fresh = ReplyForm.of(head, formdata=None, data={"key": key_of(profile, "reply", head.id, newest)})
        form = given or (fresh if head.is_published and not silence else None)
        return Thread(Line(head, profile), lines, found.total - len(lines), form)

    fresh = {"key": key_of(profile, "post", view.title.id, newest)}
    return Panel(
        view=view,
        profile=profile,
        threads=[_thread(head) for head in page.rows],
        next_url=view.after(page.next_cursor) if page.next_cursor else "",
        places=places,
        ahead=ahead_of(view.title, profile, view.episode),
        silence=silence,
        form=form or PostForm.of(places, view.episode, formdata=None, data=fresh),
        answered=answered,
        undo_url=undo_url,
    )


def key_of(profile: Profile, kind: str, subject_id: int, newest: int) -> str:
    """The key of a fresh form: the same however often it is shown, another once its reader has posted here."""
    return mac("post", profile.id, kind, subject_id, newest)[:KEY_LENGTH]


def panel_for(profile: Profile, title: Title) -> Panel | None:
    """The panel on a title's page; None for a child, whose house has no talk."""
    return None if profile.is_child else load(View(title), profile)


def _page(view: View, profile: Profile) -> Page[Post]:
    if view.thread_id:
        return Page([find_head(view.title, view.thread_id, profile)], None)
    return heads_of(view.title, profile, view.episode, view.cursor, oldest=view.oldest)
