"""The filter graph of an encode: one decode, each rung scaled from the one above."""

from app.media.ladder import AudioTrack, Plan, Rung

TONE_MAP = (
    "zscale=t=linear:npl=100",
    "format=gbrpf32le",
    "zscale=p=bt709",
    "tonemap=hable:desat=0",
    "zscale=t=bt709:m=bt709:r=tv",
)
SAMPLE_RATE = 48000
AAC_DELAY_SAMPLES = 1024
CEILING = 0.891


def picture_graph(
    plan: Plan, *, can_tone_map: bool, first_piece: int = 0, sought_s: float = 0.0, upload: str = ""
) -> str:
    """A `-filter_complex` with an output [v<side>] for each rung, through `upload` where a chip wants it.

    It begins with piece `first_piece`; the source is read from `sought_s` on, which must lie before that. The frames
    of the film stand on one grid of times wherever an encode begins, so that each is made from the same one of the
    source.
    """
    return ";".join(_picture_chains(plan, can_tone_map, first_piece, sought_s, f",{upload}" if upload else ""))


def sound_graph(plan: Plan) -> str:
    """A `-filter_complex` with an output [a<n>] for each audio track, from the film's first moment to its last."""
    return ";".join(_sound_chain(track, plan) for track in plan.audio)


def _picture_chains(plan: Plan, can_tone_map: bool, first_piece: int, sought_s: float, upload: str) -> list[str]:
    first = [*_preparation(plan, sought_s, float(first_piece * plan.piece_s)), _scale(plan.rungs[0])]
    first += TONE_MAP if plan.tone_map and can_tone_map else ()
    chains = [f"[0:{plan.picture_stream}]" + ",".join([*first, "format=yuv420p", "setsar=1"])]
    for above, rung in zip(plan.rungs, plan.rungs[1:], strict=False):
        over = f"over{above.name}" if upload else above.name
        chains[-1] += f",split=2[{over}][under{above.name}]"
        chains += [f"[{over}]{upload.removeprefix(',')}[{above.name}]"] if upload else []
        chains.append(f"[under{above.name}]{_scale(rung)},setsar=1")
    chains[-1] += f"{upload}[{plan.rungs[-1].name}]"
    return chains


def _preparation(plan: Plan, sought_s: float, begin_s: float) -> list[str]:
    shift_s = sought_s - plan.delay_s
    steps = [f"setpts=PTS{shift_s:+.6f}/TB"] if shift_s else []
    steps += ["yadif=mode=send_frame"] if plan.deinterlace else []
    return [*steps, f"fps=fps={plan.fps}:start_time={begin_s:.6f}"]


def _scale(rung: Rung) -> str:
    return f"scale={rung.width}:{rung.height}:flags=bicubic:out_range=tv"


def _sound_chain(track: AudioTrack, plan: Plan) -> str:
    """Sound from the first frame of the picture to its last: silence fills late starts, gaps and early ends.

    The encoder puts 1024 samples before what it is given and fMP4 segments have no place to say so,
    therefore as many are cut: what is heard then stands at its own time.
    """
    cut = f"atrim=start_sample={AAC_DELAY_SAMPLES}:end={plan.duration_s:.6f}[{track.name}]"
    if track.stream is None:
        return f"anullsrc=r={SAMPLE_RATE}:cl=stereo,{cut}"
    steps = [
        f"asetpts=PTS-{plan.delay_s:.6f}/TB",
        f"aresample={SAMPLE_RATE}:async=1:first_pts=0",
        f"aformat=sample_fmts=fltp:channel_layouts={'5.1' if track.channels > 2 else 'stereo'}",
        *_loudness(track.gain_db),
        f"apad=whole_dur={plan.duration_s:.6f}",
        cut,
    ]
    return f"[0:{track.stream}]" + ",".join(steps)


def _loudness(gain_db: float) -> list[str]:
    """A gain, and a limiter at -1 dB below full scale for what it would drive past that."""
    if not gain_db:
        return []
    return [f"volume={gain_db:.2f}dB", f"alimiter=limit={CEILING}:attack=5:release=50:level=0"]
