"""Words: slugs, counts, durations, as people read them."""

from __future__ import annotations

import re
import secrets
import string
import unicodedata

ALPHABET = string.ascii_letters + string.digits + "-_"
NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # Unicode's categories Cc, Zl and Zp
NOT_IN_PROSE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def slugify(text: str) -> str:
    """Lower-case ASCII words joined by hyphens; empty when nothing folds to ASCII."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "").replace("ø", "o").replace("Ø", "O").replace("ß", "ss"))
    ascii_only = folded.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-")[:80].rstrip("-")


def random_reference(length: int = 11) -> str:
    """A random public name of 6 bits a character; 11 characters are as unguessable as YouTube's."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def clean_line(text: str | None) -> str:
    """One line without control characters or doubled spaces."""
    return " ".join(NOT_IN_A_LINE.sub(" ", text or "").split())


def clean_prose(text: str | None) -> str:
    """Paragraphs without control characters; direction overrides go, line breaks stay."""
    plain = NOT_IN_PROSE.sub("", (text or "").replace("\r\n", "\n"))
    return re.sub(r"\n{3,}", "\n\n", plain).strip()


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 film`, `2 films`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def minutes(seconds: float | None) -> str:
    """A length as people say it: `25 s`, `21 min`, `1 h 52 min`; empty when unknown."""
    if not seconds:
        return ""
    if seconds < 60:
        return f"{round(seconds)} s"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def timecode(seconds: float | None) -> str:
    """`1:05`, `1:02:09`."""
    whole = int(seconds or 0)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
