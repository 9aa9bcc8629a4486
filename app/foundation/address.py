"""The house's address in full, for what is read elsewhere: links that people send, feeds, mail."""

from __future__ import annotations

from flask import current_app, request


def absolute(path: str) -> str:
    """`path` with the address before it that people type (`MATINEE_ADDRESS`), else the one of this request."""
    base = current_app.config["ADDRESS"] or request.host_url.rstrip("/")
    return f"{base}{path}"
