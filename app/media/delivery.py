"""A file of a package as an answer: conditional, in ranges, and never longer than asked."""

from __future__ import annotations

import os
import unicodedata
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import is_resource_modified

from app.media.opened import Opened, Span, Whole
from app.media.storage import TYPES

LARGEST_RANGE = 8 * 1024 * 1024
INSIDE = "/_packages/"
# Kept by the browser but asked about each time: one address must not outlive the right to it.
KEPT, NOT_KEPT = "private, max-age=0, must-revalidate", "no-store"


def deliver(file: Opened, name: str) -> Response:
    """The answer to this request with an open file, which is closed when the answer has gone out."""
    whole = file.whole
    if _has_changed_for(whole):
        return _closing(file, _described(Response(status=412), whole, name))
    if "If-Match" not in request.headers and _is_known(whole):
        return _closing(file, _described(Response(status=304), whole, name))
    if not _asks_for_range(whole):
        return _carrying(file, Span(0, whole.size), _described(Response(status=200), whole, name))
    span = asked_span(whole.size)
    if span is None:
        refused = Response(status=416, headers={"Content-Range": f"bytes */{whole.size}"})
        return _closing(file, refused)
    response = _described(Response(status=206), whole, name)
    response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{whole.size}"
    return _carrying(file, span, response)


def deliver_as(file: Opened, name: str, title: str) -> Response:
    """The same, to be kept under another name (RFC 6266; RFC 8187 for what is not ASCII)."""
    response = deliver(file, name)
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    names = {"filename": plain, "filename*": f"UTF-8''{quote(title, safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **names)
    return response


def hand_over(reference: str, name: str) -> Response:
    """The answer of mode `accel`: the web server in front sends the file itself, in whatever part was asked for.

    X-Accel-Redirect names a place that only it can open (deploy/nginx.conf). Of the answer's headers it keeps the
    type and what may be kept.
    """
    response = Response(status=200)
    response.headers["Content-Type"] = TYPES[os.path.splitext(name)[1]]
    response.headers["Cache-Control"] = KEPT
    response.headers["X-Accel-Redirect"] = f"{INSIDE}{reference}/{name}"
    return response


def send_to(address: str) -> Response:
    """The answer of mode `redirect`: the bucket sends the file itself, to whoever has this address while it is good."""
    response = Response(status=302, headers={"Location": address})
    response.headers["Cache-Control"] = NOT_KEPT
    return response


def _is_known(whole: Whole) -> bool:
    return not is_resource_modified(request.environ, etag=whole.etag, last_modified=whole.modified)


def _has_changed_for(whole: Whole) -> bool:
    """Whether the viewer wants the file as it knew it, and it is another by now (RFC 9110, 13.2.2)."""
    if "If-Match" in request.headers:
        return not request.if_match.is_strong(whole.etag) and not request.if_match.star_tag
    known = request.if_unmodified_since
    return known is not None and whole.modified > known


def asked_span(size: int) -> Span | None:
    """What the Range header asks for, at most 8 MiB of it; None when the file has no such part."""
    begin, end = request.range.ranges[0] if request.range else (0, None)
    start = max(0, size + begin) if begin < 0 else begin
    stop = min(size if end is None else end, size)
    return Span(start, min(stop, start + LARGEST_RANGE)) if start < stop else None


def _asks_for_range(whole: Whole) -> bool:
    """One range of bytes of the file as the viewer knows it; anything else gets the whole (RFC 9110, 14.2)."""
    wanted = request.range
    if request.method != "GET" or wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return False
    known = request.if_range
    if known.etag is not None:
        return known.etag == whole.etag and not request.headers["If-Range"].startswith("W/")
    return known.date is None or known.date == whole.modified


def _described(response: Response, whole: Whole, name: str) -> Response:
    response.headers["Content-Type"] = TYPES[os.path.splitext(name)[1]]
    response.headers["Cache-Control"] = NOT_KEPT if name.endswith(".m3u8") else KEPT
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(whole.etag)
    response.last_modified = whole.modified
    return response


def _carrying(file: Opened, span: Span, response: Response) -> Response:
    response.headers["Content-Length"] = str(span.length)
    if request.method == "HEAD":
        return _closing(file, response)
    response.response, response.direct_passthrough = file.pieces(span), True
    return _closing(file, response)


def _closing(file: Opened, response: Response) -> Response:
    response.call_on_close(file.close)
    return response
