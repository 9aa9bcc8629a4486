"""What it costs to make a film playable: `python -m bench.media [--seconds 20] [--hours 2] [--short]`.

Ratios of processor time in one run, the way to the first piece of a long film, ten kills with -9, and the memory for
2160 lines. Prints a table, then one JSON line. Exit code 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np

from app.media import ffmpeg, loudness, storyboard
from app.media.binaries import find_tools
from app.media.encode import Encode, encode_limits, join_segments
from app.media.facts import SourceFacts
from app.media.filters import picture_graph
from app.media.keyframes import longest_gap_s
from app.media.ladder import Plan, may_copy, plan
from app.media.playlists import read_media_playlist
from app.media.probe import probe
from app.media.reels import Reel, finished_in

BOUNDS = {
    "ladder": 1.75,
    "remux": 0.02,
    "storyboard": 0.02,
    "pieces": 1.08,
    "first_piece_s": 15.0,
    "pieces_redone": 1,
    "frames_missing": 0,
    "gap_frames": 1.02,
    "ends_apart_s": 0.1,
    "memory_mb": 1024,
}
TOOLS = find_tools()
CHILD = (
    "import sys; from pathlib import Path; from app.media.package import make_package as m; m(*map(Path, sys.argv[1:]))"
)


def cpu_s() -> float:
    """Processor time of all children that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cost(work: Callable[[], Any]) -> float:
    """Processor seconds of the programs that this starts."""
    before = cpu_s()
    work()
    return cpu_s() - before


def film(path: Path, size: str, seconds: float, *extra: str) -> Path:
    """A moving picture with grain and a tone, as H.264 and AAC with a keyframe each two seconds."""
    picture = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=24:d={seconds}", "-vf", "noise=alls=6:allf=t"]
    sound = ["-f", "lavfi", "-i", f"sine=330:d={seconds}"]
    codec = ["-c:v", "libx264", "-preset", "superfast", "-crf", "27", "-g", "48", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    argv = [TOOLS.ffmpeg, "-v", "error", "-y", *picture[:4], *sound, *picture[4:], *codec, *extra, str(path)]
    subprocess.run(argv, check=True)
    return path


def made_by(source: Path, folder: Path, made: Plan, facts: SourceFacts) -> float:
    """Processor seconds of an encode by this plan."""
    return cost(lambda: Encode(TOOLS, source, facts, made, folder, folder / "scratch").run())


def at_once(source: Path, folder: Path, made: Plan) -> float:
    """The same rungs by one ffmpeg into plain files: no pieces, no sound beside."""
    arguments = [*ffmpeg.source_arguments(source), "-filter_complex", picture_graph(made, can_tone_map=False)]
    for rung in made.rungs:
        gop = ["-g", str(made.gop_frames), "-keyint_min", str(made.gop_frames), "-sc_threshold", "0"]
        rate = ["-crf", "22", "-maxrate", f"{rung.maxrate_kbps}k", "-bufsize", f"{rung.bufsize_kbps}k"]
        arguments += ["-map", f"[{rung.name}]", "-c:v", "libx264", "-preset", "veryfast", *rate, *gop]
        arguments += ["-profile:v", "high", str(folder / f"{rung.name}.mp4")]
    return cost(lambda: ffmpeg.run(TOOLS, arguments, limits=encode_limits(made.duration_s), cwd=folder))


def ratios(folder: Path, seconds: float) -> dict[str, float]:
    """Ladder, pieces, copy and storyboard against one plain encode of the top rung at 1080 lines."""
    source = film(folder / "hd.mkv", "1920x1080", seconds)
    facts = probe(source)
    whole = plan(facts)
    top = Plan(**{**vars(whole), "rungs": whole.rungs[:1]})
    plain = at_once(source, folder, top)
    ladder = at_once(source, folder, whole)
    pieces = made_by(source, folder / "pieces", whole, facts)
    assert may_copy(facts) and longest_gap_s(TOOLS, source, facts) < 6
    sound = cost(lambda: loudness.gains(TOOLS, source, facts))
    copied = made_by(source, folder / "copied", plan(facts, copies=True), facts)
    lowest = join_segments(read_media_playlist(folder / "pieces" / whole.rungs[-1].name), folder / "lowest.mp4")
    board = storyboard.lay_out(whole, round(facts.duration_s * 24))
    long_board = storyboard.Storyboard(board.width, board.height, 4.0, whole.gop_frames, max(1, int(seconds // 4)))
    drawn = cost(lambda: storyboard.draw(TOOLS, lowest, long_board, whole, folder))
    print(
        f"plain {plain:.1f} s, ladder {ladder:.1f}, pieces {pieces:.1f}, copy {copied:.2f}, sound measured {sound:.2f}"
    )
    return {
        "ladder": round(ladder / plain, 3),
        "pieces": round(pieces / ladder, 3),
        "remux": round(copied / pieces, 4),
        "storyboard": round(drawn / pieces, 4),
    }


def first_piece(folder: Path, hours: float) -> dict[str, float]:
    """Seconds from the end of an upload until every playlist of a long 1080-line film names its first piece."""
    minute = film(folder / "minute.ts", "1920x1080", 60, "-f", "mpegts")
    long = folder / "long.mkv"
    again = ["-stream_loop", str(round(hours * 60) - 1), "-i", str(minute), "-c", "copy", "-bsf:v", "h264_metadata"]
    subprocess.run([TOOLS.ffmpeg, "-v", "error", "-y", *again, str(long)], check=True)
    waited = {"copied": _until_playable(folder / "a", long), "encoded": _until_playable(folder / "b", long, "yuv422p")}
    return {"first_piece_s": round(max(waited.values()), 1), **{f"first_{k}_s": round(v, 1) for k, v in waited.items()}}


def _until_playable(folder: Path, source: Path, other_pixels: str = "") -> float:
    """Starts the work as a worker does and looks for the master playlist; `other_pixels` rules the copy out."""
    code = CHILD
    if other_pixels:
        code = "import app.media.package as p; p.may_copy = lambda _facts: False\n" + CHILD
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", code, str(source), str(folder)], start_new_session=True)
    try:
        while not (folder / "master.m3u8").exists():
            assert process.poll() is None and time.monotonic() - begun < 300
            time.sleep(0.05)
        return time.monotonic() - begun
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kills(folder: Path, seconds: float, count: int = 10) -> dict[str, float]:
    """Kills the work with -9 at random moments, then lets it end and counts the frames."""
    source = film(folder / "killed.ts", "1280x720", seconds, "-f", "mpegts")
    facts, chance, redone = probe(source), random.Random(7), 0
    made = plan(facts)
    target, scratch = folder / "killed", folder / "killed.scratch"
    top = made.rungs[0].name
    for _ in range(count):
        process = subprocess.Popen([sys.executable, "-c", CHILD, str(source), str(target)], start_new_session=True)
        time.sleep(chance.uniform(0.6, seconds / 6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (scratch / "picture").exists():
            begun = len(Reel.at(target / top).pieces)
            redone = max(redone, finished_in(scratch / "picture" / top) + _begun_at(scratch, top) - begun)
    subprocess.run([sys.executable, "-c", CHILD, str(source), str(target)], check=True)
    with av.open(str(join_segments(read_media_playlist(target / top), folder / "joined.mp4"))) as container:
        times = np.array([float(frame.time) for frame in container.decode(video=0)])
    with av.open(str(source)) as container:
        expected = sum(1 for _ in container.decode(video=0))
    ends = [read_media_playlist(target / part.name).duration_s for part in (*made.rungs, *made.audio)]
    return {
        "pieces_redone": max(0, redone),
        "frames_missing": max(0, expected - 1 - len(times)),
        "frames": len(times),
        "gap_frames": round(float(np.diff(times).max() * float(made.fps)), 3),
        "ends_apart_s": round(max(ends) - min(ends), 3),
    }


def _begun_at(scratch: Path, top: str) -> int:
    names = sorted(path.name for path in (scratch / "picture" / top).glob("*.m4s"))
    index = scratch / "picture" / top / "index.m3u8"
    listed = [line for line in index.read_text().splitlines() if line.endswith(".m4s")] if index.is_file() else names
    return int(listed[0].partition(".")[0]) if listed else 0


def memory(folder: Path) -> dict[str, float]:
    """The most that ffmpeg and Python hold at once for a picture of 2160 lines, in MB."""
    source = film(folder / "uhd.mkv", "3840x2160", 4, "-f", "matroska")
    code = "import app.media.package as p; p.may_copy = lambda _facts: False\n" + CHILD
    process = subprocess.Popen([sys.executable, "-c", code, str(source), str(folder / "uhd")])
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(_resident_mb(pid) for pid in _family(process.pid)))
        time.sleep(0.1)
    assert process.returncode == 0
    return {"memory_mb": round(most)}


def _family(pid: int) -> list[int]:
    listing = Path(f"/proc/{pid}/task")
    found = [pid]
    for task in listing.iterdir() if listing.exists() else ():
        children = (task / "children").read_text().split() if (task / "children").exists() else []
        for child in children:
            found += _family(int(child))
    return found


def _resident_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    except (OSError, IndexError):
        return 0.0


def main() -> int:
    """Print what was seen; 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="length of the film for the ratios")
    parser.add_argument("--hours", type=float, default=2, help="length of the film for the first piece")
    parser.add_argument("--only", choices=("ratios", "first", "kills", "memory"))
    wanted = parser.parse_args()
    asked = {
        "ratios": lambda folder: ratios(folder, wanted.seconds),
        "first": lambda folder: first_piece(folder, wanted.hours),
        "kills": lambda folder: kills(folder, 60),
        "memory": memory,
    }
    seen: dict[str, float] = {}
    for name, ask in asked.items():
        if wanted.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
                seen |= ask(Path(folder))
    missed = [name for name, most in BOUNDS.items() if seen.get(name, 0) > most]
    for name, value in seen.items():
        bound = f"at most {BOUNDS[name]}" if name in BOUNDS else ""
        print(f"{name:<16} {value:>9} {bound:<16}{'MISSED' if name in missed else ''}")
    print(json.dumps({"question": "media", **seen, "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
