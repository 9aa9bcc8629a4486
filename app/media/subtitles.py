"""Subtitles from anywhere, read into cues and written anew as clean WebVTT."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.media.failures import SubtitlesRefused

MAX_BYTES = 5 * 1024 * 1024
MAX_CUES = 20_000
MAX_CUE_CHARACTERS = 2_000
KEPT_TAGS = ("i", "b", "v")

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}(?:[ \t]+(.*))?$")
_SETTING = re.compile(r"(?:line|position|size):-?\d{1,3}(?:\.\d{1,2})?%?|(?:align):(?:start|center|end|left|right)")
_TAG = re.compile(r"<(/?)([A-Za-z]+)([^<>]{0,200})>|<[\d:.]+>")
_ASS_OVERRIDE = re.compile(r"\{\\[^{}]{0,200}\}")


@dataclass(frozen=True)
class Cue:
    """Times in seconds of film; `text` is safe WebVTT cue text; `settings` are the allowed ones only."""

    start_s: float
    end_s: float
    text: str
    settings: str = ""


def read_subtitles(data: bytes) -> tuple[Cue, ...]:
    """The cues of an SRT or WebVTT file in any usual charset, in order of time.

    Raises SubtitlesRefused when it is too large, or when there is no cue in it.
    """
    if len(data) > MAX_BYTES:
        raise SubtitlesRefused("The subtitles are too large: at most 5 MB can be used.")
    cues = read_cues(decoded(data))
    if not cues:
        raise SubtitlesRefused("There are no subtitles in this file. SRT and WebVTT can be used.")
    return cues


def decoded(data: bytes) -> str:
    """Text by its byte order mark, else UTF-16 if half of it is NUL, else UTF-8, else Windows-1252."""
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(charset, errors="replace")
    head = data[:2000]
    if head.count(0) > len(head) // 4:
        return data.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_cues(text: str) -> tuple[Cue, ...]:
    """The cues in SRT or WebVTT text; raises SubtitlesRefused past 20,000 of them."""
    cues: list[Cue] = []
    for cue in _cues(text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        cues.append(cue)
        if len(cues) > MAX_CUES:
            raise SubtitlesRefused(f"There are too many subtitles: at most {MAX_CUES:,} lines can be used.")
    return tuple(sorted(cues, key=lambda cue: (cue.start_s, cue.end_s)))


def shifted(cues: Iterable[Cue], by_s: float) -> tuple[Cue, ...]:
    """The cues moved by some seconds; what would end before 0 is gone."""
    moved = (replace(cue, start_s=max(0.0, cue.start_s + by_s), end_s=cue.end_s + by_s) for cue in cues)
    return tuple(cue for cue in moved if cue.end_s > cue.start_s)


def web_vtt(cues: Iterable[Cue]) -> str:
    """The text of a WebVTT file."""
    blocks = (f"{_arrow(cue)}\n{cue.text}\n" for cue in cues)
    return "\n".join(["WEBVTT\n", *blocks])


def stamp(seconds: float) -> str:
    """3661.5 -> "01:01:01.500"."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def clean_text(text: str) -> str:
    """Cue text with i, b and v kept and balanced, all other markup gone, everything else escaped."""
    text = _ASS_OVERRIDE.sub("", text)[:MAX_CUE_CHARACTERS]
    return "\n".join(line for line in _clean_markup(text).split("\n") if line.strip())


def _cues(lines: Sequence[str]) -> Iterator[Cue]:
    at = 0
    while at < len(lines):
        timing = _TIMING.match(lines[at]) if "-->" in lines[at] else None
        at += 1
        if timing:
            end = _end_of_cue(lines, at)
            yield from _cue(timing, "\n".join(lines[at:end]))
            at = end


def _end_of_cue(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and lines[at].strip() and not ("-->" in lines[at] and _TIMING.match(lines[at])):
        at += 1
    return at


def _cue(timing: re.Match[str], text: str) -> Iterator[Cue]:
    start_s, end_s = _seconds(timing.groups()[0:4]), _seconds(timing.groups()[4:8])
    clean = clean_text(text)
    if end_s > start_s and clean:
        yield Cue(start_s, end_s, clean, _settings(timing[9] or ""))


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    return hours * 3600 + minutes * 60 + seconds + int((parts[3] or "0").ljust(3, "0")) / 1000


def _settings(text: str) -> str:
    return " ".join(word for word in text.split()[:5] if _SETTING.fullmatch(word))


def _arrow(cue: Cue) -> str:
    return f"{stamp(cue.start_s)} --> {stamp(cue.end_s)} {cue.settings}".rstrip()


def _clean_markup(text: str) -> str:
    out: list[str] = []
    still_open: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        out += [_escaped(text[at : tag.start()]), _kept_tag(tag, still_open)]
        at = tag.end()
    out.append(_escaped(text[at:]))
    return "".join([*out, *(f"</{name}>" for name in reversed(still_open))])


def _kept_tag(tag: re.Match[str], still_open: list[str]) -> str:
    """The tag as it may stay, or nothing; keeps account of what is open."""
    name = (tag[2] or "").lower()
    if name not in KEPT_TAGS:
        return ""
    return _closing(name, still_open) if tag[1] else _opening(name, tag[3], still_open)


def _opening(name: str, rest: str, still_open: list[str]) -> str:
    speaker = _escaped(" ".join(rest.partition(" ")[2].split())) if name == "v" else ""
    still_open.append(name)
    return f"<{name} {speaker}>" if speaker else f"<{name}>"


def _closing(name: str, still_open: list[str]) -> str:
    if not still_open or still_open[-1] != name:
        return ""
    still_open.pop()
    return f"</{name}>"


def _escaped(text: str) -> str:
    plain = "".join(c for c in html.unescape(text) if c == "\n" or c.isprintable() or c in "\u200e\u200f\u200b")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
