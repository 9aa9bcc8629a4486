"""From ffprobe's JSON to facts. Whatever is missing or odd becomes a harmless value."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from app.media.facts import AudioStream, Chapter, SourceFacts, SubtitleStream, VideoStream
from app.media.failures import NotAVideo
from app.media.languages import UNKNOWN, language_tag

Json = dict[str, Any]
HDR_TRANSFERS = ("smpte2084", "arib-std-b67")
INTERLACED_ORDERS = ("tt", "bb", "tb", "bt")
COMMON_RATES = tuple(
    Fraction(*rate)
    for rate in ((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1), (60000, 1001), (60, 1))
)
SLOWEST, FASTEST = Fraction(10), Fraction(60)
NAME_LENGTH = 60
SAID_SDH = re.compile(r"\b(?:SDH|CC|HoH|hearing impaired)\b", re.IGNORECASE)  # few files carry the flag


def facts_from(answer: Json, size_bytes: int) -> SourceFacts:
    """The facts in an answer that has at least one picture stream; raises NotAVideo if it has no size."""
    form: Json = answer.get("format", {})
    streams: list[Json] = answer.get("streams", [])
    start_s = _number(form.get("start_time"))
    video = _video(_picture(streams), start_s)
    return SourceFacts(
        container=str(form.get("format_name", "")),
        size_bytes=size_bytes,
        start_s=start_s,
        duration_s=video.duration_s or _number(form.get("duration")),
        video=video,
        audio=tuple(_audio(stream) for stream in _of_kind(streams, "audio") if _is_readable(stream)),
        subtitles=tuple(_subtitle(stream) for stream in _of_kind(streams, "subtitle")),
        chapters=tuple(_chapters(answer.get("chapters", []), start_s)),
    )


def _of_kind(streams: Iterable[Json], kind: str) -> list[Json]:
    return [stream for stream in streams if stream.get("codec_type") == kind]


def _is_readable(stream: Json) -> bool:
    return stream.get("codec_name", "unknown") not in ("unknown", "none", "")


def _picture(streams: list[Json]) -> Json:
    shown = [s for s in _of_kind(streams, "video") if not _flag(s, "attached_pic") and _number(s.get("width")) > 0]
    if not shown:
        raise NotAVideo("The file's picture cannot be read.")
    return next((stream for stream in shown if _flag(stream, "default")), shown[0])


def _video(stream: Json, container_start_s: float) -> VideoStream:
    rotation = _rotation(stream)
    width, height = _shown_size(stream, rotation)
    rate, variable = frame_rate(stream.get("avg_frame_rate"), stream.get("r_frame_rate"))
    start_s = max(0.0, _number(stream.get("start_time"), container_start_s) - container_start_s)
    return VideoStream(
        index=int(stream["index"]),
        codec=str(stream.get("codec_name", "")),
        width=width,
        height=height,
        fps=rate,
        pixel_format=str(stream.get("pix_fmt", "")),
        rotation=rotation,
        interlaced=stream.get("field_order") in INTERLACED_ORDERS,
        hdr=stream.get("color_transfer") in HDR_TRANSFERS,
        start_s=start_s,
        duration_s=_stream_duration(stream, start_s),
        variable_rate=variable,
        square_pixels=_pixel_shape(stream) == 1,
    )


def _audio(stream: Json) -> AudioStream:
    return AudioStream(
        int(stream["index"]),
        str(stream["codec_name"]),
        int(_number(stream.get("channels"), 2)),
        _language(stream),
        _title(stream),
        _flag(stream, "default"),
    )


def _subtitle(stream: Json) -> SubtitleStream:
    return SubtitleStream(
        int(stream["index"]),
        str(stream.get("codec_name", "")),
        _language(stream),
        _title(stream),
        _flag(stream, "forced"),
        _flag(stream, "default"),
        _flag(stream, "hearing_impaired") or bool(SAID_SDH.search(_title(stream))),
    )


def _chapters(rows: list[Json], start_s: float) -> Iterable[Chapter]:
    for number, row in enumerate(rows[:500], 1):
        begin, end = _number(row.get("start_time")) - start_s, _number(row.get("end_time")) - start_s
        yield Chapter(max(0.0, begin), max(0.0, end), _title(row) or f"Chapter {number}")


def _rotation(stream: Json) -> int:
    turns = [_number(data.get("rotation")) for data in stream.get("side_data_list", []) if "rotation" in data]
    turn = turns[0] if turns else _number(_tag(stream, "rotate"))
    return round(turn / 90) * 90 % 360


def _shown_size(stream: Json, rotation: int) -> tuple[int, int]:
    """Square pixels: a wide pixel widens the picture, as a player would show it."""
    width, height = int(stream["width"]), int(stream["height"])
    width = round(width * _pixel_shape(stream))
    return (height, width) if rotation in (90, 270) else (width, height)


def _pixel_shape(stream: Json) -> Fraction:
    """Width over height of a pixel; what cannot be is square."""
    shape = _fraction(str(stream.get("sample_aspect_ratio", "1:1")).replace(":", "/"))
    return shape if shape and Fraction(1, 4) <= shape <= 4 else Fraction(1)


def frame_rate(average: object, nominal: object) -> tuple[Fraction, bool]:
    """The constant rate to encode at, and whether the source's own varies.

    Rates within 1 % of a common one become it; others stay between 10 and 60 a second.
    """
    mean, base = _fraction(average), _fraction(nominal)
    wanted = mean or base or Fraction(25)
    while wanted > FASTEST * Fraction(101, 100):
        wanted /= 2
    near = min(COMMON_RATES, key=lambda rate: abs(rate - wanted))
    if abs(near - wanted) > wanted / 100:
        near = max(SLOWEST, wanted).limit_denominator(1001)
    return near, bool(mean and base and abs(mean - base) > base / 100)


def _stream_duration(stream: Json, start_s: float) -> float | None:
    """Matroska's DURATION tag says when the stream ends, the field of other containers how long it is."""
    end_s = _clock(_tag(stream, "DURATION"))
    return _number(stream.get("duration")) or max(0.0, round(end_s - start_s, 6)) or None


def _clock(text: str) -> float:
    parts = text.split(":")
    if len(parts) != 3:
        return 0.0
    hours, minutes, seconds = (_number(part) for part in parts)
    return hours * 3600 + minutes * 60 + seconds


def _language(stream: Json) -> str:
    return language_tag(_tag(stream, "language")) if _tag(stream, "language") else UNKNOWN


def _title(row: Json) -> str:
    words = "".join(c if c.isprintable() else " " for c in _tag(row, "title")).split()
    return " ".join(words)[:NAME_LENGTH].strip()


def _tag(row: Json, name: str) -> str:
    tags = row.get("tags") or {}
    return str(next((value for key, value in tags.items() if key.lower() == name.lower()), ""))


def _flag(stream: Json, name: str) -> bool:
    return bool((stream.get("disposition") or {}).get(name))


def _number(text: object, otherwise: float = 0.0) -> float:
    try:
        value = float(str(text))
    except ValueError:
        return otherwise
    return value if abs(value) < 1e12 else otherwise


def _fraction(text: object) -> Fraction | None:
    try:
        value = Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        return None
    return value if value > 0 else None
