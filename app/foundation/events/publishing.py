"""Publishing: facts wait until their transaction is about to be committed, then are written together, last of all."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.foundation import clock
from app.foundation.db import db
from app.foundation.events.models import Event, take_turn

WAITING, TOLD = "events.waiting", "events.told"
HEADER, MOST_NAMED = "Matinee-Facts", 20


def publish(kind: str, audience: str, **facts: Any) -> None:
    """Tell a fact (past tense, e.g. `video-became-ready`) when the current transaction is committed.

    What everyone hears must say nothing that some may not know: numbers at most, never names or words. The same fact
    told twice in a transaction is told once.
    """
    waiting = db.session().info.setdefault(WAITING, {})
    row = {"kind": kind, "audience": audience, "facts": facts}
    waiting[json.dumps(row, sort_keys=True)] = row


def stay_last() -> None:
    """Write facts after everything else that happens before a commit: their turn is held until it is done, and
    whoever waits for it must hold nothing that is still wanted. Called whenever somebody else may listen too."""
    for name, handler in (("before_commit", _write), ("after_soft_rollback", _forget)):
        if event.contains(db.session, name, handler):
            event.remove(db.session, name, handler)
        event.listen(db.session, name, handler)


def name_facts(response: Response) -> Response:
    """Name the facts that this request has told (after every request)."""
    told = db.session().info.pop(TOLD, []) if db.session.registry.has() else []
    if told:
        response.headers[HEADER] = ",".join(str(number) for number in told[:MOST_NAMED])
    return response


def _write(session: Session) -> None:
    if session.get_nested_transaction() is not None:
        return
    session.flush()  # which may publish too
    if waiting := session.info.pop(WAITING, None):
        take_turn(session.connection())
        rows = [{**row, "at": clock.now()} for row in waiting.values()]
        writing = db.insert(Event).returning(Event.id, sort_by_parameter_order=True)
        session.info.setdefault(TOLD, []).extend(session.scalars(writing, rows))


def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(WAITING, None)


stay_last()
