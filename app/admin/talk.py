"""What people say to each other, and what they were told: posts, shares, guests' links, notifications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, has_request_context, request
from flask_admin.actions import action
from flask_admin.contrib.sqla.filters import BaseSQLAFilter, FilterEqual
from sqlalchemy.orm import joinedload

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm
from app.catalogue.models import Episode
from app.discussions.models import HELD, PUBLISHED, REMOVED, Post
from app.discussions.places import place_of
from app.foundation import clock
from app.foundation.db import db
from app.foundation.text import clean_line, clean_prose, plural
from app.moderation.deciding import Pointless, decide_unasked
from app.moderation.models import HIDE, RESTORE
from app.notifications.kinds import KINDS
from app.notifications.models import Notification
from app.sharing import guests
from app.sharing.models import GuestLink, Share

CELLS = "admin/_talk.html"
AGAIN = "There is nothing wrong with it."
LONGEST = 200
STATES = ((PUBLISHED, "Shown"), (HELD, "Held"), (REMOVED, "Taken back"))


class SpokenView(SecureModelView):
    """Words that can be held and shown again: each time a decision like any other, logged and told to its author."""

    who = Permission.MODERATION_DECIDE
    can_create = can_edit = can_delete = column_display_actions = False
    form = AdminForm
    subject = ""
    asks_reason: tuple[str, ...] = ("hold", "remove")

    @action("hold", "Hold", "Nobody but their authors sees them until they are released. They read your reason.")
    def hold(self, ids: list[str]) -> None:
        """Hold the chosen ones, with one reason."""
        if reason := reason_given("held"):
            self.each(lambda row: decide_unasked(self.subject, row, HIDE, current_account, reason), "held")

    @action("release", "Release", "Those for whom they are see them again.")
    def release(self, ids: list[str]) -> None:
        """Show the chosen ones again."""
        self.each(lambda row: decide_unasked(self.subject, row, RESTORE, current_account, AGAIN), "shown again")

    def each(self, verb: Callable[[Any], Any], done: str) -> None:
        """Do it to all that are chosen; those that are so already are left."""
        changed = 0
        for row in self.rows_chosen():
            try:
                verb(row)
                changed += 1
            except Pointless:
                continue
        db.session.commit()
        flash(f"{plural(changed, self.one)} {done}.", "success" if changed else "danger")


def reason_given(done: str) -> str:
    """The reason of the form; when there is none, that is said."""
    reason = clean_line(clean_prose(request.form.get("reason")))[:LONGEST]
    if not reason:
        flash(f"Say why they are {done}.", "danger")
    return reason


class PostView(SpokenView):
    """Posts."""

    icon, one, heading, subject = "message-circle", "post", "Posts", "post"
    load_options = (
        joinedload(Post.title),
        joinedload(Post.profile),
        joinedload(Post.episode).joinedload(Episode.season),
    )
    column_list = ("text", "title", "place", "state", "created_at")
    column_labels = {"text": "Post", "title": "Of", "place": "Where", "created_at": "When"}
    column_formatters = {
        "text": cell("post_text", CELLS),
        "title": cell("post_title", CELLS),
        "place": cell("post_place", CELLS),
        "state": cell("spoken_state", CELLS),
        "created_at": cell("since"),
    }
    column_sortable_list = ("created_at",)
    column_default_sort = ("id", True)
    column_searchable_list = ("text", "title.name", "profile.name")
    column_filters = (FilterEqual(Post.state, "State", STATES),)

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Words, title or profile"

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """Where each stands, in words."""
        return {row.id: place_of(row) for row in rows}

    @action("remove", "Remove", "They are held at once, and their words are gone for good within the hour.")
    def remove(self, ids: list[str]) -> None:
        """Take the chosen ones away for good, with one reason."""
        if reason := reason_given("removed"):
            self.each(lambda post: _remove(post, reason), "removed")


def _remove(post: Post, reason: str) -> None:
    """Held, so that its author cannot put it back into sight; taken back, so that the sweep empties it."""
    if not post.held_reason:
        decide_unasked("post", post, HIDE, current_account, reason)
    if post.is_removed:
        raise Pointless
    post.take_back()


class ShareView(SpokenView):
    """Titles that somebody recommended to somebody, with their notes."""

    icon, one, heading, subject = "share-2", "share", "Shares", "share"
    load_options = (joinedload(Share.title), joinedload(Share.sender), joinedload(Share.receiver))
    column_list = ("note", "title", "state", "shared_at", "seen_at")
    column_labels = {"note": "Note", "title": "Of", "shared_at": "When", "seen_at": "Seen"}
    column_formatters = {
        "note": cell("share_note", CELLS),
        "title": cell("post_title", CELLS),
        "state": cell("spoken_state", CELLS),
        "shared_at": cell("share_at", CELLS),
        "seen_at": cell("share_seen", CELLS),
    }
    column_sortable_list = ("shared_at",)
    column_default_sort = ("shared_at", True)
    column_searchable_list = ("note", "title.name", "sender.name")
    column_filters = (FilterEqual(Share.state, "State", STATES[:2]),)

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Note, title or sender"


class OverFilter(BaseSQLAFilter):
    """By whether a link still opens something."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Those that do, or those that do not."""
        is_over = GuestLink.ended_at.is_not(None) | (GuestLink.expires_at <= clock.now())
        return query.filter(is_over if value == "over" else ~is_over)

    def operation(self) -> str:
        """The word between."""
        return "is"


class GuestLinkView(SecureModelView):
    """Links that show a guest a title's card. What opens them is known to nobody here."""

    who, icon, one, many = Permission.MODERATION_DECIDE, "external-link", "guest’s link", "guests’ links"
    heading = "Guest links"
    can_create = can_edit = can_delete = column_display_actions = False
    form = AdminForm
    load_options = (joinedload(GuestLink.title), joinedload(GuestLink.profile))
    column_list = ("title", "state", "opened_count", "created_at")
    column_labels = {"title": "To", "opened_count": "Opened", "created_at": "Made"}
    column_formatters = {
        "title": cell("link_title", CELLS),
        "state": cell("link_state", CELLS),
        "opened_count": cell("link_opened", CELLS),
        "created_at": cell("since"),
    }
    column_sortable_list = ("opened_count", "created_at")
    column_default_sort = ("id", True)
    column_searchable_list = ("title.name", "profile.name")
    column_filters = (OverFilter(GuestLink.ended_at, "State", (("open", "Open"), ("over", "Over"))),)

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Title or profile"

    @action("end", "End", "From now on they open nothing. Whoever made them may make others.")
    def end(self, ids: list[str]) -> None:
        """End the chosen ones."""
        ended = [link for link in self.rows_chosen() if not link.is_over]
        for link in ended:
            guests.end(link)
        db.session.commit()
        flash(f"{plural(len(ended), self.one, self.many)} ended.", "success" if ended else "danger")


class KindFilter(BaseSQLAFilter):
    """By kind, as its reader knows it."""

    def get_options(self, view: Any) -> Any:
        """The kinds that rooms have named."""
        return sorted((name, kind.label) for name, kind in KINDS.items()) if has_request_context() else []

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Those of this kind."""
        return query.filter(Notification.kind == value)

    def operation(self) -> str:
        """The word between."""
        return "is"


class NotificationView(SecureModelView):
    """What profiles were told: of which kind, and when they read it. Not what it says."""

    who, icon, one, heading = Permission.ACCOUNTS_MANAGE, "bell", "notification", "Notifications"
    can_create = can_edit = can_delete = column_display_actions = False
    form = AdminForm
    load_options = (joinedload(Notification.profile),)
    column_list = ("kind", "profile", "created_at", "read_at")
    column_labels = {"kind": "Kind", "profile": "To", "created_at": "When", "read_at": "Read"}
    column_formatters = {
        "kind": cell("notification_kind", CELLS),
        "profile": cell("notification_who", CELLS),
        "created_at": cell("since"),
        "read_at": cell("notification_read", CELLS),
    }
    column_sortable_list = ("created_at", "read_at")
    column_default_sort = ("id", True)
    column_searchable_list = ("profile.name",)
    column_filters = (KindFilter(Notification.kind, "Kind", ()),)

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Profile"

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """The kind as its reader knows it."""
        return {row.id: KINDS[row.kind].label if row.kind in KINDS else row.kind for row in rows}
