"""Names in addresses: what a slug looks like, and which ones to try in turn when several rows want the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from app.foundation.text import slugify

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LONGEST = 90


class SlugTaken(ValueError):
    """A typed slug belongs to another row; a form error (422), never changed silently."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"The address “{slug}” belongs to another. Choose a different one.")


class SlugMalformed(ValueError):
    """A typed slug is none."""

    def __init__(self, slug: str) -> None:
        super().__init__("An address has small letters a to z, digits and single hyphens, at most 90 of them.")


def is_slug(text: str) -> bool:
    """Small ASCII letters and digits, joined by single hyphens."""
    return len(text) <= LONGEST and SLUG.match(text) is not None


def candidates(name: str, kind: str, row_id: int, year: int | None = None) -> Iterator[str]:
    """`small-weather`, `small-weather-2026`, `small-weather-2`, …; `film-7` when nothing folds to ASCII. Endless."""
    base = slugify(name) or f"{kind}-{row_id}"
    yield base
    if year:
        yield f"{base}-{year}"
    yield from (f"{base}-{number}" for number in count(2))
