"""What will be made of a source: a plan of plain values, decided before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from app.media.facts import AudioStream, SourceFacts, SubtitleStream
from app.media.languages import language_name
from app.media.wishes import USUAL, EncodeWishes

STEPS = (2160, 1080, 720, 540, 480, 360, 240)
CLOSEST = 0.8
LONGEST_SIDE = 3840
FULL_HD = 1920 * 1080
FULL_HD_KBPS = 6000
SEGMENT_S = 4
AUDIO_KBPS, SURROUND_KBPS = 128, 384
SURROUND = 6
DIRECT_SIDE = 720
SLIGHT_DELAY_S = 0.1
HEAVIEST = 2.0
AV1_SIDE, AV1_SHARE = 1080, 0.65  # of the bitrate of H.264


@dataclass(frozen=True)
class Rung:
    """One size of the picture; `maxrate_kbps` caps the quality-driven rate (CRF)."""

    width: int
    height: int
    maxrate_kbps: int
    is_av1: bool = False

    @property
    def short_side(self) -> int:
        return min(self.width, self.height)

    @property
    def name(self) -> str:
        return f"{'x' if self.is_av1 else 'v'}{self.short_side}"

    @property
    def bufsize_kbps(self) -> int:
        return self.maxrate_kbps * 2


@dataclass(frozen=True)
class AudioTrack:
    """`stream` is the index in the source, None for a track of silence; `gain_db` brings it to the usual loudness."""

    name: str
    stream: int | None
    language: str
    label: str
    default: bool
    bitrate_kbps: int = AUDIO_KBPS
    channels: int = 2
    gain_db: float = 0.0


@dataclass(frozen=True)
class SubtitleTrack:
    stream: int
    language: str
    label: str
    forced: bool
    sdh: bool = False


@dataclass(frozen=True)
class Plan:
    """Rungs from the top down. `delay_s` is cut from the start of every track, so that the picture begins at 0.

    With `copies` the picture is taken over as it is: one rung, cut at its own keyframes.
    """

    duration_s: float
    delay_s: float
    fps: Fraction
    gop_frames: int
    rungs: tuple[Rung, ...]
    audio: tuple[AudioTrack, ...]
    subtitles: tuple[SubtitleTrack, ...]
    picture_stream: int
    deinterlace: bool
    tone_map: bool
    notes: tuple[str, ...]
    copies: bool = False
    wishes: EncodeWishes = USUAL
    encoder: str = "software"

    @property
    def piece_s(self) -> Fraction:
        """Every segment is one closed GOP of whole frames, so the rungs cut at the same frames; seconds, exactly."""
        return self.gop_frames / self.fps

    @property
    def in_av1(self) -> Plan | None:
        """The picture once more, in all sizes up to 1080 lines, since players do not change codecs to adapt; None
        where nobody wishes for it."""
        if not self.wishes.av1 or self.copies:
            return None
        fitting = [rung for rung in self.rungs if rung.short_side <= AV1_SIDE]
        made = (replace(rung, maxrate_kbps=round(rung.maxrate_kbps * AV1_SHARE), is_av1=True) for rung in fitting)
        return replace(self, rungs=tuple(made), audio=(), encoder="av1")

    @property
    def direct_rung(self) -> Rung:
        """The rung for browsers without scripts: the best up to 720 lines."""
        fitting = [rung for rung in self.rungs if rung.short_side <= DIRECT_SIDE]
        return fitting[0] if fitting else self.rungs[-1]


def plan(
    facts: SourceFacts,
    gains: Mapping[int, float] | None = None,
    *,
    copies: bool = False,
    wishes: EncodeWishes = USUAL,
    encoder: str = "software",
) -> Plan:
    """Decides sizes, rates and tracks for a source; `gains` are decibels by the index of an audio stream, `encoder` is
    the word of what makes the picture."""
    video = facts.video
    delay_s = video.start_s if copies or video.start_s < SLIGHT_DELAY_S else 0.0
    return Plan(
        duration_s=facts.duration_s,
        delay_s=delay_s,
        fps=video.fps,
        gop_frames=max(1, round(video.fps * SEGMENT_S)),
        rungs=(_as_it_is(facts),) if copies else rungs(video.width, video.height, video.fps, wishes),
        audio=_audio_tracks(facts.audio, gains or {}),
        subtitles=tuple(_subtitle_track(s) for s in facts.subtitles if s.is_text),
        picture_stream=video.index,
        deinterlace=video.interlaced,
        tone_map=video.hdr,
        notes=_notes(facts.subtitles),
        copies=copies,
        wishes=wishes,
        encoder="software" if copies else encoder,
    )


def may_copy(facts: SourceFacts, wishes: EncodeWishes = USUAL) -> bool:
    """Whether browsers show the picture as it is, and nobody wishes otherwise: H.264, 8 bit, upright, square, whole
    frames at an even rate, and of a size and weight that an encode would not have to mend. How far its keyframes stand
    apart is not said."""
    video = facts.video
    plain = video.codec == "h264" and video.pixel_format == "yuv420p" and not video.rotation and video.square_pixels
    steady = not (video.interlaced or video.hdr or video.variable_rate) and facts.can_seek
    slim = _total_kbps(facts) <= HEAVIEST * _maxrate_kbps(video.width * video.height, video.fps)
    wanted = wishes.copies and not wishes.av1 and min(video.width, video.height) <= (wishes.tallest or STEPS[0])
    return plain and steady and slim and wanted


def _as_it_is(facts: SourceFacts) -> Rung:
    return Rung(facts.video.width, facts.video.height, max(1, round(_total_kbps(facts))))


def _total_kbps(facts: SourceFacts) -> float:
    return facts.size_bytes * 8 / 1000 / (facts.duration_s or 1)


def rungs(width: int, height: int, fps: Fraction, wishes: EncodeWishes = USUAL) -> tuple[Rung, ...]:
    """Sizes by the short side, from the top down, never larger than the source.

    The top is the source's own size up to 1080; below it, each step that is at most 0.8 of the one above.
    """
    short = min(width, height)
    sides = [min(short, wishes.tallest or STEPS[0], round(short * LONGEST_SIDE / max(width, height)))]
    for step in STEPS:
        if step <= sides[-1] * CLOSEST:
            sides.append(step)
    return tuple(_rung(width, height, side, fps, wishes.weight) for side in sides)


def _rung(width: int, height: int, side: int, fps: Fraction, weight: float) -> Rung:
    scale = Fraction(side, min(width, height))
    wide, high = _even(width * scale), _even(height * scale)
    return Rung(wide, high, round(_maxrate_kbps(wide * high, fps) * weight))


def _even(length: Fraction) -> int:
    return max(2, int(length / 2 + Fraction(1, 4)) * 2)


def _maxrate_kbps(pixels: int, fps: Fraction) -> int:
    """6 Mbit/s at 1080p30; the need grows with pixels to the power 0.75 and with the root of the rate."""
    share = (pixels / FULL_HD) ** 0.75
    haste = max(1.0, float(fps) / 30) ** 0.5
    return max(100, round(FULL_HD_KBPS * share * haste / 10) * 10)


def _audio_tracks(streams: tuple[AudioStream, ...], gains: Mapping[int, float]) -> tuple[AudioTrack, ...]:
    """Each sound in stereo, and those in 5.1 as they are, once more."""
    if not streams:
        return (AudioTrack("a0", None, "und", "No sound", True, 32),)
    chosen = next((stream for stream in streams if stream.default), streams[0])
    labels = [_label(stream, f"Audio {n}") for n, stream in enumerate(streams, 1)]
    stereo = [
        AudioTrack(
            f"a{n}", stream.index, stream.language, label, stream is chosen, gain_db=gains.get(stream.index, 0.0)
        )
        for n, (stream, label) in enumerate(zip(streams, labels, strict=True))
    ]
    wide = [(stream, label) for stream, label in zip(streams, labels, strict=True) if stream.channels >= SURROUND]
    surround = [
        AudioTrack(f"a{n}", stream.index, stream.language, f"{label} 5.1", False, SURROUND_KBPS, SURROUND)
        for n, (stream, label) in enumerate(wide, len(stereo))
    ]
    return (*stereo, *surround)


def _subtitle_track(stream: SubtitleStream) -> SubtitleTrack:
    return SubtitleTrack(stream.index, stream.language, _label(stream, "Subtitles"), stream.forced, stream.sdh)


def _label(stream: AudioStream | SubtitleStream, otherwise: str) -> str:
    return stream.title or language_name(stream.language) or otherwise


def _notes(streams: tuple[SubtitleStream, ...]) -> tuple[str, ...]:
    drawn = [stream for stream in streams if not stream.is_text]
    return tuple(
        f"The {language_name(stream.language) or 'unnamed'} subtitles are pictures and were left out."
        for stream in drawn
    )
