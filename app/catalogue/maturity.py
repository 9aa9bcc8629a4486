"""The scale of age marks: years, in order; what is not marked is not for those with a limit."""

from __future__ import annotations

SCALE = (0, 6, 7, 12, 13, 15, 16, 18)
UNRATED = "?"


def age_mark(years: int | None) -> str:
    """`All`, `7+`, `18+`; `?` when nobody has given a mark."""
    return UNRATED if years is None else "All" if years == 0 else f"{years}+"
