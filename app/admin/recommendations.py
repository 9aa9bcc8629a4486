"""Trainings of the recommender: what each one foretold, and which one is served."""

from __future__ import annotations

from typing import Any

from flask import abort, flash
from flask_admin import expose

from app.accounts.models import Permission
from app.admin.base import SecureModelView, cell
from app.foundation import audit
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.jobs import enqueue
from app.recommendations import artefact
from app.recommendations.models import TrainingRun
from app.recommendations.serving import forget_weights
from app.recommendations.training import serve


class TrainingView(SecureModelView):
    """Trainings."""

    who, icon, one, heading = Permission.RECOMMENDATIONS_TRAIN, "sparkles", "training", "Recommendations"
    can_create = can_edit = can_delete = False
    list_template = "admin/trainings.html"
    column_list = ("id", "state", "figures", "created_at")
    column_labels = {"id": "Training", "figures": "Foretold", "created_at": "When"}
    column_formatters = {
        "id": cell("training_name"),
        "state": cell("training_state"),
        "figures": cell("training_figures"),
        "created_at": cell("since"),
    }
    column_default_sort = ("id", True)
    column_sortable_list = ("id",)

    @expose("/train", methods=("POST",))
    def train(self) -> Any:
        """Train now; a training that waits already is enough."""
        enqueue("recommendations.train", dedupe_key="recommendations.train")
        audit.record("recommendations-trained")
        db.session.commit()
        flash("A training is queued. It takes its place here when it is done.", "success")
        return see_other(self.home)

    @expose("/<number:run_id>/serve", methods=("POST",))
    def serve(self, run_id: int) -> Any:
        """Serve an earlier training's weights again."""
        run = db.session.get(TrainingRun, run_id, with_for_update=True) or abort(404)
        if run.state != "retired" or not artefact.is_whole(run.artefact):
            flash("Only a training that was served before, and whose file is whole, can be served again.", "danger")
        else:
            serve(run)
            audit.record("recommendations-chosen", f"run {run.id}")
            db.session.commit()
            forget_weights()
            flash(f"Training {run.id} is served now.", "success")
        return see_other(self.home)
