"""Answering: what the house says and does about a request, and the asker's bell."""

from __future__ import annotations

from typing import Any

from app.foundation.db import db
from app.notifications.kinds import kind
from app.notifications.models import Notification
from app.notifications.ringing import ring
from app.requests.asking import tell
from app.requests.models import DECLINED, DONE, OPEN, Reply, Request

REPLY, REOPEN = "reply", "reopen"
ACTS = (REPLY, DONE, DECLINED, REOPEN)
VERBS = {REPLY: "answered", DONE: "done", DECLINED: "declined", REOPEN: "reopened"}


class Overtaken(Exception):
    """Somebody has written or decided since this answerer looked."""


@kind("answer", "The house answers what I asked", "mail")
def answered(row: Notification) -> str:
    """To the asker: that there is an answer, and of what kind."""
    said = {DONE: "is done", DECLINED: "was declined", REOPEN: "is being looked at again"}
    return f"What you asked of the house {said.get(row.facts.get('act', ''), 'has an answer')}."


def lock(request_id: int, seen: str) -> Request | None:
    """The request, for nobody else to answer meanwhile; raises Overtaken unless it still stands as `seen`."""
    row = db.session.get(Request, request_id, with_for_update=True, populate_existing=True)
    if row is not None:
        db.session.refresh(row, ["replies"])
        if standing(row) != seen:
            raise Overtaken
    return row


def standing(request: Request) -> str:
    """How a request stands, to be shown again by whoever answers: its state and its newest reply."""
    return f"{request.state}:{request.newest_reply_id}"


def answer(request: Request, act: str, by: Any, text: str = "") -> None:
    """Reply, settle or reopen, in the current transaction."""
    if text:
        request.reply(text, by)
    if act == REOPEN:
        request.reopen()
    elif act in (DONE, DECLINED):
        request.close(act)
    db.session.flush()
    tell(request, VERBS[act])
    key = f"answer:{request.id}:{request.newest_reply_id}:{act}"
    ring(request.profile_id, "answer", key, url=f"/requests/{request.id}", act=act)


def write_back(request: Request, text: str) -> Reply | None:
    """A further line from the asker, in the current transaction; the same one twice is one. What was settled waits
    again.
    """
    last = request.replies[-1] if request.replies else None
    if last is not None and not last.is_from_staff and last.text == text:
        return None
    line = request.reply(text)
    if request.state != OPEN:
        request.reopen()
    db.session.flush()
    tell(request, "continued")
    return line
