"""Jobs of the recommendations."""

from __future__ import annotations

from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.jobs import JobCancelled, Lane, Run, enqueue, every, job
from app.recommendations.models import TrainingRun
from app.recommendations.training import end, train


@every("recommendations.daily", hours=24)
def daily(_run: Run) -> None:
    """Once a day there is a training."""
    with writing():
        enqueue("recommendations.train", dedupe_key="recommendations.train")


@job("recommendations.train", lane=Lane.SLOW)
def train_recommendations(run: Run) -> None:
    """Train, and serve what is at least as good. A run that was killed says so when the next one begins."""
    with writing():
        stuck = db.update(TrainingRun).where(TrainingRun.state == "running")
        db.session.execute(stuck.values(state="failed", reason="It was interrupted.", finished_at=clock.now()))
        row = TrainingRun()
        db.session.add(row)
        db.session.flush()
        number = row.id
    try:
        train(row, run.progress)
    except Exception as error:
        db.session.rollback()
        end(number, "failed", "It was stopped." if isinstance(error, JobCancelled) else "It broke off with an error.")
        raise
