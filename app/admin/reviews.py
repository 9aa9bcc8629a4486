"""Reviews: read, hold with a reason, release, delete."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_admin.actions import action
from flask_admin.contrib.sqla.filters import FilterEqual
from sqlalchemy.orm import joinedload
from wtforms import RadioField, StringField
from wtforms.validators import ValidationError

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.admin.forms import UNKEEPABLE, AdminForm, one_line
from app.admin.title_form import at_most
from app.foundation.db import db
from app.foundation.text import plural
from app.moderation.deciding import decide_unasked
from app.moderation.models import HIDE, RESTORE
from app.reviews.models import HELD, PUBLISHED, REMOVED, Review
from app.reviews.signals import review_removed

AGAIN = "There is nothing wrong with it."
STATES = ((PUBLISHED, "Shown"), (HELD, "Held"), (REMOVED, "Taken back"))


class DecisionForm(AdminForm):
    """What becomes of a review. Its words stay its author's."""

    state = RadioField("Decision", choices=[(PUBLISHED, "Shown"), (HELD, "Held")])
    held_reason = StringField("Reason", [at_most(200)], filters=[one_line], description="Its author reads this.")

    def validate_held_reason(self, field: Any) -> None:
        """Nothing is held without saying why."""
        if self.state.data == HELD and not field.data:
            raise ValidationError("Say why it is held.")

    def populate_obj(self, obj: Any) -> None:
        """The review's own verbs take it."""


class ReviewView(SecureModelView):
    """Reviews."""

    who, icon, one, heading = Permission.REVIEWS_MODERATE, "message-circle", "review", "Reviews"
    can_create = False
    form = DecisionForm
    edit_template = "admin/review_edit.html"
    load_options = (joinedload(Review.title), joinedload(Review.profile))
    column_list = ("text", "title", "rating", "state", "created_at")
    column_labels = {"text": "Review", "title": "Of", "rating": "Bulbs", "created_at": "When"}
    column_formatters = {
        "text": cell("review_text"),
        "title": cell("review_title"),
        "rating": cell("review_rating"),
        "state": cell("review_state"),
        "created_at": cell("since"),
    }
    column_sortable_list = ("rating", "created_at")
    column_default_sort = ("id", True)
    column_searchable_list = ("text", "title.name", "profile.name")
    column_filters = (FilterEqual(Review.state, "State", STATES),)
    groups = (("Decision", "Held reviews are seen by nobody but their author.", ("state", "held_reason")),)
    asks_reason = ("hold",)

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Words, title or profile"

    def on_model_change(self, form: Any, model: Review, is_created: bool) -> None:
        """Hold or release."""
        if form.state.data == HELD:
            _hold(model, form.held_reason.data)
        else:
            _release(model)

    def on_model_delete(self, model: Review) -> None:
        """Upstairs hears of it."""
        review_removed.send(model)

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return (
            super().consequence(name, rows) if name != "delete" else "The words and the rating go. The profile stays."
        )

    @action("hold", "Hold", "Nobody but their authors sees them until they are released.")
    def hold(self, ids: list[str]) -> None:
        """Hold the chosen ones, with one reason."""
        reason = UNKEEPABLE.sub("", request.form.get("reason", "")).strip()[:200]
        if not reason:
            flash("Say why they are held.", "danger")
            return
        self._each(lambda review: _hold(review, reason), "held")

    @action("release", "Release", "Everybody sees them again.")
    def release(self, ids: list[str]) -> None:
        """Show the chosen ones again."""
        self._each(_release, "shown again")

    def _each(self, verb: Any, words: str) -> None:
        rows = self.rows_chosen()
        for review in rows:
            verb(review)
        db.session.commit()
        flash(f"{plural(len(rows), 'review')} {words}.", "success")


def _hold(review: Review, reason: str) -> None:
    """As a decision like any other: logged, told to its author. One that is held already only changes its reason."""
    if review.held_reason:
        review.hold(reason)
    else:
        decide_unasked("review", review, HIDE, current_account, reason)


def _release(review: Review) -> None:
    if review.held_reason:
        decide_unasked("review", review, RESTORE, current_account, AGAIN)
