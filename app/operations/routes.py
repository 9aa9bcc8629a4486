"""`/healthz`: the process answers. `/readyz`: it may be sent visitors."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from app import release
from app.foundation.access import public
from app.operations.readiness import is_ready, look

operations = Blueprint("operations", __name__)


@operations.get("/healthz")
@public
def healthz() -> Response:
    """Alive; nothing else is asked."""
    return current_app.response_class("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@operations.get("/readyz")
@public
def readyz() -> Response:
    """200 when ready, 503 with the reasons when not; JSON either way."""
    checks = look()
    ready = is_ready(checks)
    found = {check.name: {"ok": check.ok, "says": check.says} for check in checks}
    reasons = [check.says for check in checks if check.matters and not check.ok]
    response = jsonify(status="ready" if ready else "not ready", version=release(), checks=found, reasons=reasons)
    response.status_code = 200 if ready else 503
    response.headers["Cache-Control"] = "no-store"
    if not ready:
        response.headers["Retry-After"] = "2"
    return response
