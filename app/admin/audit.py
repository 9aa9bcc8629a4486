"""What was done: one's own by default, everybody's on asking and with the right to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, request
from flask_admin.contrib.sqla.filters import BaseSQLAFilter, FilterLike

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db

SINCE = (("1", "Yesterday at this time"), ("7", "A week ago"), ("30", "30 days ago"), ("90", "90 days ago"))


class SinceFilter(BaseSQLAFilter):
    """By how long ago."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """What has happened since then."""
        days = int(value) if value in dict(SINCE) else 90
        return query.filter(AuditEvent.at >= clock.now() - timedelta(days=days))

    def operation(self) -> str:
        """The word between."""
        return "is"


class ActionsView(SecureModelView):
    """Recent actions, newest first."""

    who, icon, one, heading = Permission.ADMIN_ENTER, "history", "action", "Recent actions"
    can_create = can_edit = can_delete = False
    list_template = "admin/actions_list.html"
    column_display_actions = False
    column_list = ("kind", "subject", "changes", "actor", "at")
    column_labels = {"kind": "What", "subject": "Of what", "changes": "Changes", "actor": "Who", "at": "When"}
    column_formatters = {"kind": cell("action_kind"), "changes": cell("action_changes"), "at": cell("action_at")}
    column_sortable_list = ()
    column_default_sort = ("id", True)
    column_searchable_list = ("kind", "subject", "actor")
    column_filters = (
        FilterLike(AuditEvent.kind, "What"),
        FilterLike(AuditEvent.subject, "Of what"),
        FilterLike(AuditEvent.actor, "Who"),
        SinceFilter(AuditEvent.at, "Since", SINCE),
    )
    kept_args = ("everyone",)

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "What, of what or who"

    @property
    def is_everyone(self) -> bool:
        """Whether everybody's were asked for; 403 to whoever may not."""
        if not request.args.get("everyone"):
            return False
        return bool(current_account.can(Permission.AUDIT_READ)) or abort(403)

    def get_query(self) -> Any:
        """Mine, unless everybody's were asked for."""
        query = db.session.query(AuditEvent)
        return query if self.is_everyone else query.filter(AuditEvent.account_id == current_account.id)
