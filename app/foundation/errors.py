"""Errors in both depths: a designed page for a browser, a notice for HTMX."""

from __future__ import annotations

import json
import logging
import sqlite3

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.foundation.db import db
from app.foundation.hypermedia import is_fragment_request
from app.foundation.security import request_id, without_signature

log = logging.getLogger("matinee.error")

WORDS = {
    400: ("That did not reach us whole", "Something in the request was missing or malformed. Go back and try again."),
    401: ("Please sign in", "This needs to know who you are."),
    403: ("Not for this account", "You are signed in, but this part of the house is for others."),
    404: ("No such screen", "The film may have moved. Its old name often still finds it."),
    405: ("Not that way", "This address does not take that kind of request."),
    409: ("Changed meanwhile", "Somebody else has changed this since you opened it. Look again, then decide."),
    410: ("No longer showing", "This was here once and has been taken down."),
    413: ("Too large", "That is more than this house takes in one piece."),
    416: ("Past the end", "The film has no such part."),
    422: ("Something to put right", "Some of it could not be used."),
    429: ("A little slower, please", "That was a lot at once. Wait a moment and try again."),
    500: ("The projector stopped", "That is our fault, not yours. It has been written down; try again in a moment."),
    503: ("Very busy just now", "The house is full for a moment. Try again in a few seconds."),
    507: ("No room left", "The disk is full, so nothing new can be kept. What is here still plays."),
}


def render_error(status: int, reason: str | None = None) -> Response:
    """The error as a page, or as a `notice` for HTMX; never a traceback. `reason` is a sentence for people."""
    heading, text = WORDS.get(status, WORDS[500])
    if is_fragment_request():
        response = make_response("", status)
        response.headers["HX-Trigger"] = json.dumps({"notice": {"text": reason or text, "tone": "danger"}})
        return response
    return make_response(_page(status=status, heading=heading, text=reason or text), status)


def _page(**words: object) -> str:
    try:
        return render_template("errors/error.html", **words)
    except (SQLAlchemyError, sqlite3.Error):  # nobody can be looked up: the page for nobody in particular
        db.session.rollback()
        return render_template("errors/error.html", current_account=None, current_profile=None, **words)


def _http(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or (error.code or 500) < 400:
        return error
    reason = error.description if isinstance(error.description, Sentence) else None
    response = render_error(error.code or 500, reason)
    if error.code == 429 and (wait := getattr(error, "retry_after", None)):
        response.headers["Retry-After"] = str(wait)
    if error.code == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ["GET"]))
    return response


class Sentence(str):
    """A description written for people, to be shown; werkzeug's own are for developers."""


def _csrf(_error: CSRFError) -> Response:
    return render_error(400, "This form had been open too long or came from elsewhere. Reload the page and try again.")


def _database(error: Exception) -> Response:
    db.session.rollback()
    cause = getattr(error, "orig", None) or error
    log.warning("database unavailable on %s: %s", without_signature(request.path), cause)
    response = render_error(503)
    response.headers["Retry-After"] = "2"
    return response


def _data(error: DBAPIError) -> Response:
    """A value that the database cannot hold (a NUL in text, say) is the sender's, not ours."""
    db.session.rollback()
    log.warning("the database refused a value on %s: %s", without_signature(request.path), error.orig)
    return render_error(400 if type(error).__name__ == "DataError" else 500)


def _overtaken(error: Exception) -> Response:
    """A twin was faster, or the row went while it was being changed; nothing of this request is kept."""
    db.session.rollback()
    log.warning("overtaken on %s: %s", without_signature(request.path), getattr(error, "orig", None) or error)
    return render_error(409)


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    log.exception("request %s failed", request_id(), exc_info=error)
    if current_app.config.get("PROPAGATE_ERRORS"):
        raise error
    return render_error(500)


def init_app(app: Flask) -> None:
    """Answer every error ourselves."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(sqlite3.OperationalError, _database)
    app.register_error_handler(DBAPIError, _data)
    app.register_error_handler(IntegrityError, _overtaken)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(Exception, _unexpected)
