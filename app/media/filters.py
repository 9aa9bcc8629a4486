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


def filter_graph(plan: Plan, *, can_tone_map: bool) -> str:
    """A `-filter_complex` with an output [v<side>] for each rung and [a<n>] for each audio track."""
    chains = [*_picture_chains(plan, can_tone_map), *(_sound_chain(track, plan) for track in plan.audio)]
    return ";".join(chains)


def _picture_chains(plan: Plan, can_tone_map: bool) -> list[str]:
    first = [*_preparation(plan), _scale(plan.rungs[0])]
    first += TONE_MAP if plan.tone_map and can_tone_map else ()
    chains = [f"[0:{plan.picture_stream}]" + ",".join([*first, "format=yuv420p", "setsar=1"])]
    for above, rung in zip(plan.rungs, plan.rungs[1:], strict=False):
        chains[-1] += f",split=2[{above.name}][under{above.name}]"
        chains.append(f"[under{above.name}]{_scale(rung)},setsar=1")
    chains[-1] += f"[{plan.rungs[-1].name}]"
    return chains


def _preparation(plan: Plan) -> list[str]:
    steps = [f"setpts=PTS-{plan.delay_s:.6f}/TB"] if plan.delay_s else []
    steps += ["yadif=mode=send_frame"] if plan.deinterlace else []
    return [*steps, f"fps=fps={plan.fps}:start_time=0"]


def _scale(rung: Rung) -> str:
    return f"scale={rung.width}:{rung.height}:flags=bicubic:out_range=tv"


def _sound_chain(track: AudioTrack, plan: Plan) -> str:
    """Stereo from the first frame of the picture to its last: silence fills late starts, gaps and early ends.

    The encoder puts 1024 samples before what it is given and fMP4 segments have no place to say so,
    therefore as many are cut: what is heard then stands at its own time.
    """
    cut = f"atrim=start_sample={AAC_DELAY_SAMPLES}:end={plan.duration_s:.6f}[{track.name}]"
    if track.stream is None:
        return f"anullsrc=r={SAMPLE_RATE}:cl=stereo,{cut}"
    steps = [
        f"asetpts=PTS-{plan.delay_s:.6f}/TB",
        f"aresample={SAMPLE_RATE}:async=1:first_pts=0",
        "aformat=sample_fmts=fltp:channel_layouts=stereo",
        f"apad=whole_dur={plan.duration_s:.6f}",
        cut,
    ]
    return f"[0:{track.stream}]" + ",".join(steps)
