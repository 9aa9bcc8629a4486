"""What is known of a source file: plain values, the same whichever tool has read them."""

from dataclasses import dataclass
from fractions import Fraction

TEXT_SUBTITLES = frozenset({"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text", "tx3g"})


@dataclass(frozen=True)
class VideoStream:
    """`width` and `height` are as shown: rotated, in square pixels. Durations in seconds, None when unsaid."""

    index: int
    codec: str
    width: int
    height: int
    fps: Fraction
    pixel_format: str
    rotation: int
    interlaced: bool
    hdr: bool
    start_s: float
    duration_s: float | None
    variable_rate: bool
    square_pixels: bool = True


@dataclass(frozen=True)
class AudioStream:
    index: int
    codec: str
    channels: int
    language: str
    title: str
    default: bool


@dataclass(frozen=True)
class SubtitleStream:
    index: int
    codec: str
    language: str
    title: str
    forced: bool
    default: bool
    sdh: bool = False

    @property
    def is_text(self) -> bool:
        return self.codec in TEXT_SUBTITLES


@dataclass(frozen=True)
class Chapter:
    start_s: float
    end_s: float
    title: str


@dataclass(frozen=True)
class SourceFacts:
    """`start_s` of the container is where ffmpeg puts its zero."""

    container: str
    size_bytes: int
    start_s: float
    duration_s: float
    video: VideoStream
    audio: tuple[AudioStream, ...]
    subtitles: tuple[SubtitleStream, ...]
    chapters: tuple[Chapter, ...]

    @property
    def can_seek(self) -> bool:
        """Whether a moment can be found without reading all before it: not where there is no index."""
        return "mov" in self.container or ("matroska" in self.container and self.video.duration_s is not None)
