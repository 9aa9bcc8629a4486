"""One JSON line per request and per event, each with the request's id."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from flask import Flask, has_request_context

from app.foundation import clock
from app.foundation.security import request_id


class JsonLines(logging.Formatter):
    """A record as one line of JSON: at, level, logger, message, request and whatever `facts` it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request"] = request_id()
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def init_app(app: Flask) -> None:
    """Send the product's log to standard error, unless somebody else has set logging up already."""
    log = logging.getLogger("matinee")
    log.setLevel(logging.INFO)
    if app.config.get("TESTING") or log.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    log.propagate = False
