"""A page is a document at an address; a fragment is a part of that page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request
from jinja2_fragments.flask import render_block
from markupsafe import Markup
from werkzeug.wrappers import Response as WerkzeugResponse

from app.foundation.parts import LoadedPart

VARY = "HX-Request, HX-Boosted, HX-History-Restore-Request"
Block = str | LoadedPart


def is_fragment_request() -> bool:
    """Whether HTMX asks for a part; a boosted link or a restored history entry wants the whole page."""
    headers = request.headers
    whole = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return headers.get("HX-Request") == "true" and not whole


def render_page(
    template: str,
    block: Block | None = None,
    *,
    also: Iterable[Block] = (),
    status: int = 200,
    trigger: Mapping[str, Any] | None = None,
    **context: Any,
) -> Response:
    """The whole page for a browser; for HTMX one `block` of that page, and `also` out of band.

    `block` is also the id of its root element. It, like each of `also`, is a block of this template, or a loaded
    part, whose block stands in a file of its own that the page includes (as `part`). `trigger` becomes the
    HX-Trigger header: facts in the past tense, or `notice`.
    """
    if isinstance(block, LoadedPart):
        context["part"] = block
    if block and is_fragment_request():
        html = _render_block(template, block, context)
        html += "".join(_out_of_band(template, part, context) for part in also)
        response = make_response(html, status)
        response.cache_control.no_store = True
    else:
        response = make_response(render_template(template, **context), status)
    _vary(response)
    if trigger:
        response.headers["HX-Trigger"] = json.dumps(trigger)
    return response


def see_other(location: str, *, notice: str | None = None) -> WerkzeugResponse:
    """After a POST, look there (303). `notice` is shown once on the next page."""
    if notice:
        from flask import flash

        flash(notice)
    return redirect(location, code=303)


def done(location: str, notice: str | None = None, /, *, undo: Any = "", **facts: Any) -> Response | WerkzeugResponse:
    """The answer to a POST that swaps nothing: 204 with its facts for HTMX, else 303 to `location`.

    `undo` is the address that a POST takes it back with.
    """
    if not is_fragment_request():
        return see_other(location, notice=notice)
    response = current_app.response_class(status=204)
    said = {"text": notice} | ({"undo_url": undo} if undo else {})
    response.headers["HX-Trigger"] = json.dumps(facts | ({"notice": said} if notice else {}))
    return response


def go_to(location: str) -> Response | WerkzeugResponse:
    """Leave for another page: HX-Redirect under HTMX, 303 otherwise."""
    if not is_fragment_request():
        return see_other(location)
    return current_app.response_class(status=200, headers={"HX-Redirect": location})


def dom_id(kind: str, row: Any) -> str:
    """The one element id of a row, e.g. `review-7`."""
    return f"{kind}-{getattr(row, 'id', row)}"


def _render_block(template: str, block: Block, context: Mapping[str, Any]) -> str:
    if isinstance(block, LoadedPart):
        return str(render_block(block.template, block.name, **{**context, "part": block}))
    return str(render_block(template, block, **context))


def _out_of_band(template: str, block: Block, context: Mapping[str, Any]) -> Markup:
    name = block.name if isinstance(block, LoadedPart) else block
    html = Markup(_render_block(template, block, context))  # noqa: S704 # nosec B704 - an autoescaping template
    return Markup('<hx-partial hx-target="#{}" hx-swap="outerHTML">{}</hx-partial>').format(name, html)


def _vary(response: Response) -> None:
    for name in VARY.split(", "):
        response.vary.add(name)
