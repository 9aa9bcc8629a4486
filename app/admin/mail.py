"""The outbox: what this house has sent, what it keeps, and what nobody took."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual, FilterLike

from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.foundation import audit
from app.foundation.access import safe_next
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.mail import Mail, MailState, send_again

STATES = (
    (MailState.WAITING, "Waiting"),
    (MailState.SENT, "Sent"),
    (MailState.KEPT, "Kept in the house"),
    (MailState.FAILED, "Not taken yet"),
    (MailState.REFUSED, "Refused"),
)


class MailView(SecureModelView):
    """Mail, newest first, to read and to send again."""

    who, icon, one, heading = Permission.MAIL_READ, "mail", "mail", "Mail"
    many = "mails"
    can_create = can_edit = can_delete = False
    can_view_details = True
    list_template = "admin/mail_list.html"
    column_list = ("subject", "state", "kind", "attempts", "created_at")
    column_labels = {"subject": "Mail", "attempts": "Tries", "created_at": "Written"}
    column_formatters = {"subject": cell("mail_name"), "state": cell("mail_state"), "created_at": cell("since")}
    column_sortable_list = ("state", "kind", "created_at")
    column_default_sort = ("id", True)
    column_searchable_list = ("subject", "recipient")
    column_filters = (FilterEqual(Mail.state, "State", STATES), FilterLike(Mail.kind, "Kind"))

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Subject or address"

    def is_live(self, rows: list[Any]) -> bool:
        """Whether something on this page moves by itself."""
        return any(row.is_waiting for row in rows)

    @expose("/details/")
    def details_view(self) -> Any:
        """One mail: whom it is to, what became of it, its text, and its HTML as source."""
        return self.render("admin/mail.html", "mail", mail=self.get_one(request.args.get("id")))

    @expose("/<number:mail_id>/send", methods=("POST",))
    def send(self, mail_id: int) -> Any:
        """Send it again, whatever became of it. One that waits goes once."""
        mail = self.get_one(mail_id)
        send_again(mail)
        audit.record("mail-sent-again", f"mail {mail.id}")
        db.session.commit()
        flash("It is on its way again.", "success")
        return see_other(safe_next(request.form.get("url"), self.home))
