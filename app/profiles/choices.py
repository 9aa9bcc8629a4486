"""What a profile may choose among."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

THEMES = {"auto": "As the device", "dark": "House lights down", "light": "House lights up"}
AVATARS = range(8)
LANGUAGES = {
    "ar": "العربية",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nb": "Norsk",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "sv": "Svenska",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh": "中文",
}
SOUNDS = {"": "As the film begins"} | LANGUAGES
CAPTIONS = {"": "None"} | LANGUAGES
AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def whole(text: object) -> int:
    """A small whole number out of a form; -1, which is no choice, for anything else."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 11 else -1


@cache
def zones() -> list[tuple[str, str]]:
    """Zone names with their labels (`Europe/Oslo`), the site's own first."""
    named = sorted(name for name in available_timezones() if name.startswith(tuple(f"{a}/" for a in AREAS)))
    return [("", "As the house"), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in named)]


def avatars(present: int) -> list[int]:
    """Eight seeds, the present one among them."""
    return list(AVATARS) if present in AVATARS else [present, *AVATARS[:-1]]
