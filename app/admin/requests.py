"""The inbox: what people ask of the house, answered here."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.text import clean_prose
from app.requests import answering
from app.requests.models import PROBLEM, WISH, Request
from app.requests.queries import WITH_VIDEO
from app.requests.words import STATES, TONES, TOPICS, heading_of, video_words

ACTS = ((answering.REPLY, "Reply"), ("done", "Done"), ("declined", "Decline"), (answering.REOPEN, "Open it again"))
SAID = {"reply": "Your reply is with them.", "done": "Done.", "declined": "Declined.", "reopen": "It waits again."}
OVERTAKEN = "Somebody has written or decided meanwhile. Look at it again: what you wrote is still here."
CELLS = "admin/_requests.html"


class AnswerForm(AdminForm):
    """What the house says. `seen` is how the request stood when it was opened."""

    act = SelectField("Answer", choices=ACTS)
    text = TextAreaField(
        "Your answer",
        [Length(max=2000, message="At most 2000 characters, please.")],
        filters=[clean_prose],
        description="Whoever asked reads this; to a child too, so write it for one.",
    )
    seen = HiddenField()

    def validate_text(self, field: Any) -> None:
        """Nothing is answered, done or declined without a word."""
        if self.act.data != answering.REOPEN and not field.data:
            raise ValidationError("Write a word to whoever asked.")


class RequestView(SecureModelView):
    """Requests."""

    who, icon, one, heading = Permission.REQUESTS_ANSWER, "mail", "request", "Requests"
    can_create = can_edit = can_delete = column_display_actions = False
    can_view_details = True
    form = AdminForm
    load_options = (joinedload(Request.profile), WITH_VIDEO)
    column_list = ("subject", "profile", "state", "created_at")
    column_labels = {"subject": "What", "profile": "Who", "created_at": "When"}
    column_formatters = {
        "subject": cell("request_name", CELLS),
        "profile": cell("request_who", CELLS),
        "state": cell("request_state", CELLS),
        "created_at": cell("since"),
    }
    column_sortable_list = ("state", "created_at")
    column_default_sort = [("state", True), ("id", False)]  # what waits comes first ("open" > "done"), the oldest first
    column_searchable_list = ("subject", "text", "profile.name")
    column_filters = (
        FilterEqual(Request.state, "State", tuple(STATES.items())),
        FilterEqual(Request.kind, "Kind", ((PROBLEM, "A problem"), (WISH, "A wish"))),
        FilterEqual(Request.topic, "Topic", tuple(TOPICS.items())),
    )
    listens_to = "request-changed"

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Title, words or profile"

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """Each in words."""
        return {row.id: (heading_of(row), video_words(row.video), STATES[row.state], TONES[row.state]) for row in rows}

    @expose("/details/")
    def details_view(self) -> Any:
        """One with all that was said, and the form to answer."""
        row = self.get_one(request.args.get("id"))
        return self._page(row, AnswerForm(formdata=None, seen=answering.standing(row)))

    @expose("/<number:request_id>/answers", methods=("POST",))
    def answer(self, request_id: int) -> Any:
        """Answer. Of two at once the second is told (409), and nothing is doubled."""
        form = AnswerForm()
        if not form.validate():
            return self._page(self.get_one(request_id), form)
        try:
            row = answering.lock(request_id, form.seen.data) or abort(404)
        except answering.Overtaken:
            return self._told(request_id, form)
        answering.answer(row, form.act.data, current_account, form.text.data)
        db.session.commit()
        flash(SAID[form.act.data], "success")
        return see_other(self.home)

    def _told(self, request_id: int, form: AnswerForm) -> Any:
        db.session.rollback()
        row = self.get_one(request_id)
        form.seen.data = answering.standing(row)
        form.form_errors.append(OVERTAKEN)
        return self._page(row, form, status=409)

    def _page(self, row: Request, form: AnswerForm, **answer: Any) -> Any:
        words = {"heading": heading_of(row), "where": video_words(row.video), "states": STATES, "tones": TONES}
        return self.render("admin/request.html", "talk", row=row, form=form, **words, **answer)
