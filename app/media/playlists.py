"""HLS playlists (RFC 8216): reads those of the renditions, writes the master and the subtitles'."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

_DURATION = re.compile(r"#EXTINF:([0-9.]+)")
AUDIO_GROUP, SUBTITLE_GROUP = "sound", "captions"
# What a rendition is for (RFC 8216, 4.3.4.1): these two together say, for the deaf and hard of hearing.
FOR_THE_DEAF = "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound"


@dataclass(frozen=True)
class Segment:
    path: Path
    duration_s: float
    size: int

    @property
    def bitrate(self) -> float:
        return self.size * 8 / self.duration_s if self.duration_s else 0.0


@dataclass(frozen=True)
class MediaPlaylist:
    init: Path
    segments: tuple[Segment, ...]

    @property
    def duration_s(self) -> float:
        return sum(segment.duration_s for segment in self.segments)

    def find(self, at_s: float) -> tuple[int, float]:
        """The number of the segment that is shown at a moment, and the seconds from its beginning."""
        for number, segment in enumerate(self.segments[:-1]):
            if at_s < segment.duration_s:
                return number, at_s
            at_s -= segment.duration_s
        return len(self.segments) - 1, at_s

    @property
    def average_bitrate(self) -> int:
        """Bits a second over the whole rendition."""
        return math.ceil(sum(s.size for s in self.segments) * 8 / (self.duration_s or 1))

    @property
    def peak_bitrate(self) -> int:
        """Bits a second of the heaviest segment of at least half the usual length (RFC 8216, 4.1)."""
        usual = max((s.duration_s for s in self.segments), default=0.0)
        full = [s.bitrate for s in self.segments if s.duration_s >= usual / 2]
        return math.ceil(max(full, default=0.0))


@dataclass(frozen=True)
class Variant:
    uri: str
    width: int
    height: int
    fps: Fraction
    codecs: str
    average_bitrate: int
    peak_bitrate: int


@dataclass(frozen=True)
class Track:
    """An audio or subtitle rendition; `channels` is 0 for subtitles."""

    uri: str
    language: str
    label: str
    default: bool = False
    forced: bool = False
    channels: int = 0
    sdh: bool = False


def read_media_playlist(folder: Path) -> MediaPlaylist:
    """The rendition in `folder` (index.m3u8, init.mp4, segments beside it)."""
    named = read_pieces((folder / "index.m3u8").read_text())
    paths = [(folder / name, duration_s) for name, duration_s in named]
    return MediaPlaylist(folder / "init.mp4", tuple(Segment(p, s, p.stat().st_size) for p, s in paths))


def read_pieces(text: str) -> list[tuple[str, float]]:
    """Name and seconds of each segment that a media playlist names, in order."""
    pieces, duration_s = list[tuple[str, float]](), 0.0
    for line in text.splitlines():
        match = _DURATION.match(line)
        if match:
            duration_s = float(match[1])
        elif line and not line.startswith("#"):
            pieces.append((line, duration_s))
    return pieces


def master_playlist(variants: Sequence[Variant], audio: Sequence[Track], subtitles: Sequence[Track]) -> str:
    """The text of master.m3u8; every variant may be heard with every audio track and read with all subtitles."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += [_audio_line(track, name) for track, name in _with_unique_names(audio)]
    lines += [_subtitle_line(track, name) for track, name in _with_unique_names(subtitles)]
    for variant in variants:
        lines += [_variant_line(variant, bool(audio), bool(subtitles)), variant.uri]
    return "\n".join(lines) + "\n"


def subtitle_playlist(duration_s: float, uri: str = "captions.vtt") -> str:
    """The text of a media playlist whose one segment is a whole WebVTT file."""
    return "\n".join(
        [
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            f"#EXT-X-TARGETDURATION:{max(1, math.ceil(duration_s))}",
            "#EXT-X-MEDIA-SEQUENCE:0",
            "#EXT-X-PLAYLIST-TYPE:VOD",
            f"#EXTINF:{duration_s:.3f},",
            uri,
            "#EXT-X-ENDLIST",
            "",
        ]
    )


def quoted(text: str) -> str:
    """An attribute's quoted string: RFC 8216 allows neither quotation marks nor line breaks inside."""
    plain = "".join(c if c.isprintable() and c != '"' else " " for c in text)
    return f'"{" ".join(plain.split())}"'


def _with_unique_names(tracks: Iterable[Track]) -> list[tuple[Track, str]]:
    """NAME must be unique within a group."""
    named: list[tuple[Track, str]] = []
    taken: set[str] = set()
    for track in tracks:
        name, number = track.label, 1
        while name in taken:
            number += 1
            name = f"{track.label} {number}"
        taken.add(name)
        named.append((track, name))
    return named


def _audio_line(track: Track, name: str) -> str:
    facts = f"DEFAULT={_yes(track.default)},AUTOSELECT=YES,CHANNELS={quoted(str(track.channels))}"
    return _media_line("AUDIO", AUDIO_GROUP, track, name, facts)


def _subtitle_line(track: Track, name: str) -> str:
    facts = f"DEFAULT={_yes(track.default)},AUTOSELECT=YES,FORCED={_yes(track.forced)}"
    facts += f",CHARACTERISTICS={quoted(FOR_THE_DEAF)}" if track.sdh else ""
    return _media_line("SUBTITLES", SUBTITLE_GROUP, track, name, facts)


def _media_line(kind: str, group: str, track: Track, name: str, facts: str) -> str:
    head = f"#EXT-X-MEDIA:TYPE={kind},GROUP-ID={quoted(group)},LANGUAGE={quoted(track.language)}"
    return f"{head},NAME={quoted(name)},{facts},URI={quoted(track.uri)}"


def _variant_line(variant: Variant, has_audio: bool, has_subtitles: bool) -> str:
    facts = [
        f"BANDWIDTH={variant.peak_bitrate}",
        f"AVERAGE-BANDWIDTH={variant.average_bitrate}",
        f"CODECS={quoted(variant.codecs)}",
        f"RESOLUTION={variant.width}x{variant.height}",
        f"FRAME-RATE={float(variant.fps):.3f}",
    ]
    facts += [f"AUDIO={quoted(AUDIO_GROUP)}"] if has_audio else []
    facts += [f"SUBTITLES={quoted(SUBTITLE_GROUP)}"] if has_subtitles else []
    return "#EXT-X-STREAM-INF:" + ",".join([*facts, "CLOSED-CAPTIONS=NONE"])


def _yes(fact: bool) -> str:
    return "YES" if fact else "NO"
