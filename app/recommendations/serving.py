"""The weights that this process serves: read once per run, kept in memory, the last good ones when a file is bad."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

from flask import current_app

from app.foundation.db import db
from app.recommendations import artefact
from app.recommendations.models import TrainingRun
from app.recommendations.weights import Weights

ASK_EVERY_S = 10.0
log = logging.getLogger("matinee.recommendations")


@dataclass
class Served:
    """What is in memory, of which file, and when the table was last asked."""

    name: str = ""
    weights: Weights | None = None
    asked_at: float = -ASK_EVERY_S
    refused: set[str] = field(default_factory=set)


def current_weights() -> Weights | None:
    """The weights of the current run; None before the first training, or when no file is whole. The table is asked
    every ten seconds at most."""
    served: Served = current_app.extensions.setdefault("matinee.weights", Served())
    if time.monotonic() - served.asked_at >= ASK_EVERY_S:
        served.asked_at = time.monotonic()
        _read_anew(served, _names())
    return served.weights


def forget_weights() -> None:
    """Ask again at the next question (another run was chosen)."""
    current_app.extensions.pop("matinee.weights", None)


def _names() -> list[str]:
    """The current run's file, and earlier ones to fall back on."""
    order = (TrainingRun.state != "current", TrainingRun.id.desc())
    good = TrainingRun.state.in_(("current", "retired")), TrainingRun.artefact != ""
    return list(db.session.scalars(db.select(TrainingRun.artefact).where(*good).order_by(*order).limit(3)))


def _read_anew(served: Served, names: list[str]) -> None:
    for name in names:
        if name == served.name:
            return
        try:
            served.weights, served.name = artefact.load(name), name
            return
        except artefact.Unusable as error:
            if name not in served.refused:  # said once, not every ten seconds
                log.warning("the recommender's file %s cannot be used: %s", name, error)
            served.refused.add(name)
    served.weights, served.name = None, ""
