"""Asking ahead: where the pointer rests on Play, a browser that knows how fetches the player's page before the click.

Speculation Rules (WICG nav-speculation), in a file of their own that a header names: nothing inline, no script.
"""

from __future__ import annotations

from flask import Response, request

from app.foundation.assets import static_url

RULES = "ahead.speculationrules"


def name_rules(response: Response) -> Response:
    """Tell pages with links to films where the rules are."""
    is_page = response.mimetype == "text/html" and response.status_code == 200
    if is_page and "HX-Request" not in request.headers and not request.path.startswith(("/admin", "/watch/")):
        response.headers["Speculation-Rules"] = f'"{static_url(RULES)}"'
    return response


def is_ahead() -> bool:
    """Whether this page is fetched by somebody who may never open it (Sec-Purpose: prefetch)."""
    return request.headers.get("Sec-Purpose", "").startswith("prefetch")
