"""Subtitles from anywhere, read into cues and written anew as clean WebVTT."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.media.charsets import decoded
from app.media.failures import SubtitlesRefused

MAX_BYTES = 5 * 1024 * 1024
MAX_CUES = 20_000
MAX_CUE_CHARACTERS = 2_000
KEPT_TAGS = ("i", "b", "v")

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}(?:[ \t]+(.*))?$")
_SETTING = re.compile(r"(?:line|position|size):-?\d{1,3}(?:\.\d{1,2})?%?|(?:align):(?:start|center|end|left|right)")
_TAG = re.compile(r"<(/?)([A-Za-z]+)([^<>]{0,200})>|<[\d:.]+>")
_ASS_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}")
_ASS_OVERRIDE = re.compile(r"\{\\[^{}]{0,200}\}")


@dataclass(frozen=True)
class Cue:
    """Times in seconds of film; `text` is safe WebVTT cue text; `settings` are the allowed ones only."""

    start_s: float
    end_s: float
    text: str
    settings: str = ""


def read_subtitles(data: bytes, language: str = "", charset: str = "") -> tuple[Cue, ...]:
    """The cues of an SRT, WebVTT or ASS file in order of time; `charset` where somebody knows it (see `decoded`).

    Raises SubtitlesRefused when it is too large, or when there is no cue in it.
    """
    if len(data) > MAX_BYTES:
        raise SubtitlesRefused("The subtitles are too large: at most 5 MB can be used.")
    cues = read_cues(decoded(data, language, charset))
    if not cues:
        raise SubtitlesRefused("There are no subtitles in this file. SRT, WebVTT and ASS can be used.")
    return cues


def read_cues(text: str) -> tuple[Cue, ...]:
    """The cues in SRT, WebVTT or ASS text; raises SubtitlesRefused past 20,000 of them."""
    cues: list[Cue] = []
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for cue in _ass_cues(lines) if "[Events]" in lines else _cues(lines):
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


def _ass_cues(lines: Sequence[str]) -> Iterator[Cue]:
    """Dialogue of an Advanced SubStation file: fields between commas as its Format line names them, text last."""
    names = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
    for line in lines[lines.index("[Events]") :]:
        kind, _, rest = line.partition(":")
        if kind == "Format":
            names = [name.strip().lower() for name in rest.split(",")]
        elif kind == "Dialogue":
            yield from _ass_cue(dict(zip(names, rest.split(",", len(names) - 1), strict=False)))


def _ass_cue(fields: dict[str, str]) -> Iterator[Cue]:
    timing = _TIMING.match(f"{fields.get('start', '').strip()} --> {fields.get('end', '').strip()}")
    text = fields.get("text", "")
    if timing and not _ASS_DRAWING.search(text):
        lines = text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
        yield from _cue(timing, lines)


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
