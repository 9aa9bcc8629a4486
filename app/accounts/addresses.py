"""E-mail addresses as people type them, made one: checked for shape, in lower case."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from app.foundation.text import clean_line

LONGEST = 254


def clean_address(text: str) -> str:
    """The address as it is kept. Raises ValueError with a sentence for whoever typed it."""
    typed = clean_line(text[: 4 * LONGEST])
    if "@" not in typed:
        raise ValueError("This address has no @.")
    try:
        found = validate_email(typed, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError("This does not look like an e-mail address. It needs a name, an @ and a place.") from error
    if "." not in found.domain or len(found.normalized) > LONGEST:
        raise ValueError("The part after the @ needs a dot, as in example.org.")
    return found.normalized.lower()


def as_kept(text: str) -> str:
    """Typed text as an address would be kept; something that matches nobody when it is none."""
    try:
        return clean_address(text)
    except ValueError:
        return ""
