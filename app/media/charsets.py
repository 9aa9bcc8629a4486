"""Text in whatever charset a subtitle file was written: by its mark, as Unicode, or as its language was written."""

from __future__ import annotations

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
WESTERN = "cp1252"
# What files in a language were written in before UTF-8, the likeliest first.
OF_LANGUAGE = {
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "sr"), ("cp1251", "koi8-u")),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr", "sl", "bs", "sq"), ("cp1250", "iso8859-2")),
    **dict.fromkeys(("et", "lv", "lt"), ("cp1257",)),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    **dict.fromkeys(("ar", "fa", "ur"), ("cp1256",)),
    "vi": ("cp1258",),
    "th": ("cp874",),
    "ja": ("cp932", "euc-jp"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5"),
}
BY_HAND = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "cp1252": "Western",
    "cp1250": "Central European",
    "cp1257": "Baltic",
    "cp1251": "Cyrillic (Windows)",
    "koi8-u": "Cyrillic (KOI8)",
    "cp1253": "Greek",
    "cp1254": "Turkish",
    "cp1255": "Hebrew",
    "cp1256": "Arabic",
    "cp1258": "Vietnamese",
    "cp874": "Thai",
    "cp932": "Japanese (Shift JIS)",
    "euc-jp": "Japanese (EUC)",
    "cp949": "Korean",
    "gb18030": "Chinese (simplified)",
    "big5": "Chinese (traditional)",
}


def decoded(data: bytes, language: str = "", charset: str = "") -> str:
    """The text by the charset that somebody chose; else by its byte order mark, as UTF-16 if much of it is NUL, as
    UTF-8, or as texts of this language used to be written, which is Windows-1252 where nothing else is known.
    """
    if charset in BY_HAND:
        return data.decode(charset, errors="replace").removeprefix("\ufeff")
    for mark, name in MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    head = data[:2000]
    if head.count(0) > len(head) // 4:
        return data.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _as_written_in(data, language)


def _as_written_in(data: bytes, language: str) -> str:
    tried = [data.decode(name, errors="replace") for name in OF_LANGUAGE.get(language.partition("-")[0], (WESTERN,))]
    return max(tried, key=_looks_right)  # of equals the likeliest, which stands first


def _looks_right(text: str) -> float:
    """Words are mostly small letters, and letters of another alphabet stand for signs that a charset lacks."""
    wrong = text.count("\ufffd") + sum(1 for c in text if "\x80" <= c <= "\x9f")
    letters = sum(c.isalpha() for c in text)
    return (sum(c.islower() or not c.isupper() for c in text if c.isalpha()) - 10 * wrong) / (letters or 1)
