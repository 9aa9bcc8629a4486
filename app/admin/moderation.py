"""Moderation: what waits for a decision, all that was decided, and who may not talk for a while."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request
from flask_admin import expose
from flask_admin.actions import action
from flask_admin.contrib.sqla.filters import FilterEqual
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.base import SecureModelView, SecureView, cell
from app.admin.forms import UNKEEPABLE, AdminForm
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.text import clean_prose
from app.moderation import deciding
from app.moderation.models import CLOSED, OPEN, Case, Decision, Suspension
from app.moderation.queries import find_case, queue, waiting
from app.moderation.words import DONE, LIKELY, REASONS, noun_of, to_everybody

ACTS = (
    ("hide", "Hide it"),
    ("restore", "Show it again"),
    ("dismiss", "Leave it as it is"),
    ("warn", "Warn its author"),
    ("suspend", "Suspend its author"),
    ("lift", "Let its author talk again"),
)
LASTING = (("1", "1 day"), ("7", "7 days"), ("30", "30 days"), ("", "Until somebody lifts it"))
LONGEST = 200  # as much as a review keeps of it
OVERTAKEN = "Somebody else has decided meanwhile. Look at it again, then decide: your reason is still here."
CELLS = "admin/_moderation.html"


class CaseForm(AdminForm):
    """What a moderator decides. `seen` is the decision that they saw last."""

    act = SelectField("Decision", choices=ACTS)
    reason = TextAreaField(
        "Reason",
        [DataRequired("Say why."), Length(max=LONGEST, message=f"At most {LONGEST} characters, please.")],
        filters=[clean_prose],
        description="The author reads this, and it stands in the log for everybody: name nobody, give nothing away.",
    )
    days = SelectField("A suspension lasts", choices=LASTING, default="7")
    seen = HiddenField()

    @property
    def seen_id(self) -> int:
        """The number; what is none was never seen."""
        text = str(self.seen.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else -1

    @property
    def until(self) -> Any:
        """When a suspension ends."""
        return deciding.end_after(int(self.days.data) if self.days.data else None)


class QueueView(SecureView):
    """`/admin/moderation/`."""

    who, icon, heading = Permission.MODERATION_DECIDE, "flag", "Reports"

    @expose("/")
    def index(self) -> Any:
        """What waits, oldest first; or what is decided."""
        state = CLOSED if request.args.get("state") == CLOSED else OPEN
        page = queue(state, request.args.get("after"))
        words = {"reasons": REASONS, "likely": LIKELY, "noun_of": noun_of, "done": DONE}
        return self.render("admin/moderation_queue.html", "queue", page=page, state=state, **words)

    @expose("/<number:case_id>")
    def show(self, case_id: int) -> Any:
        """One case with all that is known of it."""
        case = find_case(case_id)
        reason = LIKELY.get(case.main_reason, "") if case.is_open else ""
        return self._page(case, CaseForm(formdata=None, reason=reason, seen=str(case.newest_decision_id)))

    @expose("/<number:case_id>/decisions", methods=("POST",))
    def decide(self, case_id: int) -> Any:
        """Decide. Of two moderators at once the second is told (409), and nothing is doubled."""
        form = CaseForm()
        if not form.validate():
            return self._page(find_case(case_id), form)
        try:
            case = deciding.lock(case_id, form.seen_id) or abort(404)
            made = deciding.decide(case, form.act.data, current_account, form.reason.data, form.until)
        except (deciding.Overtaken, deciding.Pointless) as error:
            return self._told(case_id, form, str(error) or OVERTAKEN)
        db.session.commit()
        flash(f"Done: {DONE[made.act]}. Those concerned read your reason.", "success")
        return see_other(f"{self.home}{case_id}" if request.form.get("stay") else self.home)

    def _told(self, case_id: int, form: CaseForm, why: str) -> Any:
        """The page as it is now, with the reason that was typed; it may be sent again."""
        db.session.rollback()
        case = find_case(case_id)
        form.seen.raw_data = None
        form.seen.data = str(case.newest_decision_id)
        form.form_errors.append(why)
        return self._page(case, form, status=409)

    def _page(self, case: Case, form: CaseForm, **answer: Any) -> Any:
        row, (known,) = deciding.find_row(case), waiting([case])
        facts = {"case": case, "row": row, "known": known, "url": deciding.find_url(case, row), "form": form}
        facts["acts"] = deciding.acts_for(case, row, known.is_suspended)
        words = {"names": dict(ACTS), "reasons": REASONS, "noun_of": noun_of}
        return self.render("admin/moderation_case.html", "decisions", **facts, **words, **answer)


class DecisionView(SecureModelView):
    """The whole log, with who decided and about whom."""

    who, icon, one, heading = Permission.MODERATION_DECIDE, "scale", "decision", "Decisions"
    can_create = can_edit = can_delete = column_display_actions = False
    form = AdminForm
    load_options = (joinedload(Decision.case).joinedload(Case.title), joinedload(Decision.profile))
    column_list = ("act", "reason", "profile", "moderator_name", "created_at")
    column_labels = {"act": "Decision", "profile": "About", "moderator_name": "By", "created_at": "When"}
    column_formatters = {
        "act": cell("decision_act", CELLS),
        "profile": cell("decision_about", CELLS),
        "created_at": cell("since"),
    }
    column_sortable_list = ("created_at",)
    column_default_sort = ("id", True)
    column_searchable_list = ("reason", "moderator_name")
    column_filters = (FilterEqual(Decision.act, "Decision", ACTS),)
    listens_to = "case-changed"

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Reason or moderator"

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """Each in words."""
        return {row.id: to_everybody(row) for row in rows}


class SuspensionView(SecureModelView):
    """Who may not talk, until when, and why."""

    who, icon, one, heading = Permission.MODERATION_DECIDE, "ban", "suspension", "Suspended"
    can_create = can_edit = can_delete = column_display_actions = False
    form = AdminForm
    load_options = (joinedload(Suspension.profile),)
    column_list = ("profile", "state", "reason", "until", "created_at")
    column_labels = {"profile": "Who", "state": "Now", "until": "Until", "created_at": "Since"}
    column_formatters = {
        "profile": cell("suspended_profile", CELLS),
        "state": cell("suspension_state", CELLS),
        "until": cell("suspension_until", CELLS),
        "created_at": cell("since"),
    }
    column_sortable_list = ("until", "created_at")
    column_default_sort = ("id", True)
    column_searchable_list = ("reason", "profile.name")
    asks_reason = ("lift",)
    listens_to = "case-changed"

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Name or reason"

    @action("lift", "Lift", "They may post, share and vote again. They read your reason.")
    def lift(self, ids: list[str]) -> None:
        """Let the chosen ones talk again, with one reason."""
        reason = UNKEEPABLE.sub("", request.form.get("reason", "")).strip()[:LONGEST]
        if not reason:
            flash("Say why they may talk again.", "danger")
            return
        lasting = [row for row in self.rows_chosen() if row.is_lasting]
        try:
            for profile_id in sorted({row.profile_id for row in lasting if row.profile_id is not None}):
                deciding.lift(profile_id, current_account, reason)
            for row in lasting:
                if row.profile_id is None:
                    deciding.lift_orphan(row, current_account, reason)
        except deciding.Pointless as error:
            db.session.rollback()
            flash(str(error), "danger")
            return
        db.session.commit()
        flash("Whoever was suspended of them may talk again.", "success")
