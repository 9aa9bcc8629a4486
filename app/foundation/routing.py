"""What an address may hold: numbers that fit a database's integer, so that a malformed id is 404 and never an error."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.routing import BaseConverter, Map, RequestRedirect, ValidationError

LARGEST = 2**31 - 1


class Number(BaseConverter):
    """`<number:title_id>`: 1 to 2,147,483,647 in ASCII digits; `<number(low=0):seed>` begins elsewhere."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: Map, low: int = 1) -> None:
        super().__init__(map)
        self.low = low

    def to_python(self, value: str) -> int:
        """The number. One address a row: a leading zero names nothing."""
        if str(int(value)) != value or not self.low <= int(value) <= LARGEST:
            raise ValidationError
        return int(value)

    def to_url(self, value: object) -> str:
        """Its digits."""
        return str(value)


def _stay_here(response: Response) -> Response:
    """The rule's own spelling of an address is on this site: werkzeug's leads to whatever Host was sent."""
    if isinstance(request.routing_exception, RequestRedirect):
        target = urlsplit(request.routing_exception.new_url)
        response.location = "/" + target.path.lstrip("/") + (f"?{target.query}" if target.query else "")
    return response


def init_app(app: Flask) -> None:
    """Teach the URL map the converter, and keep its redirects at home."""
    app.url_map.converters["number"] = Number
    app.after_request(_stay_here)
