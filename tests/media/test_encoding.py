"""One command makes every rung; whatever the source, browsers can show what comes out."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import av
import pytest

from app.media.binaries import find_tools
from app.media.contained import Limits
from app.media.encode import Encode, check_length, clock_text, join_segments, picture_arguments, sound_arguments
from app.media.failures import Cancelled, EncodeFailed
from app.media.ffmpeg import explain, run
from app.media.ladder import Plan, plan
from app.media.manifest import Package
from app.media.playlists import read_media_playlist
from app.media.probe import probe
from tests.media.conftest import Clips

pytestmark = pytest.mark.media
TOOLS = find_tools()
ROOMY = Limits(time_s=60, cpu_s=60)
ENDLESS = ["-f", "lavfi", "-i", "testsrc2=s=320x240", "-f", "null", "-"]


def picture(work: Path, made: Plan) -> tuple[list[Any], Any]:
    """The frames of the top rung and the shape of their pixels, decoded by another reader than ours."""
    playlist = read_media_playlist(work / made.rungs[0].name)
    with av.open(str(join_segments(playlist, work / "joined.mp4"))) as container:
        stream = container.streams.video[0]
        return list(container.decode(stream)), stream.sample_aspect_ratio  # asked while it is open


def encoded(source: Path, work: Path) -> Plan:
    facts = probe(source)
    made = plan(facts)
    Encode(TOOLS, source, facts, made, work, work / "scratch").run()
    return made


@pytest.mark.parametrize(
    ("name", "size", "frames"),
    [
        ("odd-444.mp4", (320, 242), 5),
        ("wide-pixels.mp4", (212, 120), 25),
        ("interlaced.ts", (320, 240), 25),
        ("hdr.mp4", (160, 120), 25),
    ],
)
def test_odd_pictures_become_even_square_8_bit_ones(
    clip: Clips, tmp_path: Path, name: str, size: tuple[int, int], frames: int
) -> None:
    shown, shape = picture(tmp_path, encoded(clip(name), tmp_path))
    assert (shown[0].width, shown[0].height) == pytest.approx(size, abs=2)
    assert shown[0].format.name == "yuv420p"
    assert shape in (1, None)
    assert len(shown) == pytest.approx(frames, abs=1)
    assert not any(frame.interlaced_frame for frame in shown)


def test_a_turned_picture_stands_upright(clip: Clips, tmp_path: Path) -> None:
    shown, _ = picture(tmp_path, encoded(clip("phone.mp4"), tmp_path))
    assert (shown[0].width, shown[0].height, shown[0].rotation) == (240, 426, 0)


@pytest.mark.parametrize("name", ["silent.mp4", "short-sound.mp4"])
def test_sound_lasts_as_long_as_the_picture(clip: Clips, tmp_path: Path, name: str) -> None:
    made = encoded(clip(name), tmp_path)
    seen, heard = (read_media_playlist(tmp_path / track).duration_s for track in (made.rungs[0].name, "a0"))
    assert heard == pytest.approx(seen, abs=0.03)


def test_picture_and_sound_begin_at_zero(foreign: tuple[Path, Package]) -> None:
    """As MSE reads it: the first segment's decode time plus the first frame's composition offset."""
    for track in ("v240", "a0"):
        segment = (foreign[0] / track / "00000.m4s").read_bytes()
        at = segment.index(b"tfdt")
        assert int.from_bytes(segment[at + 8 : at + 16], "big") == 0
    at = (segment := (foreign[0] / "v240" / "00000.m4s").read_bytes()).index(b"trun")
    assert int.from_bytes(segment[at + 24 : at + 28], "big") == 0


def test_all_rungs_cut_at_the_same_frames(clip: Clips, tmp_path: Path) -> None:
    source = clip("cinema.mp4")
    facts = probe(source)
    made = plan(facts)
    small = made.rungs[0].__class__(212, 120, 200)
    made = Plan(**{**vars(made), "rungs": (made.rungs[0], small), "gop_frames": 24})
    Encode(TOOLS, source, facts, made, tmp_path, tmp_path / "scratch").run()
    cuts = [[s.duration_s for s in read_media_playlist(tmp_path / r.name).segments] for r in made.rungs]
    assert cuts[0] == cuts[1] == [pytest.approx(24 * 1001 / 24000)] * 4


def test_a_file_that_ends_early_fails_and_says_when(clip: Clips, tmp_path: Path) -> None:
    with pytest.raises(EncodeFailed, match=r"ends after 0:0\d, its header promises 0:0[34]"):
        encoded(clip("truncated.mkv"), tmp_path)


def test_a_longer_sound_or_subtitle_is_no_reason_to_fail(clip: Clips) -> None:
    facts = probe(clip("plain.mp4"))
    unsaid = facts.__class__(**{**vars(facts), "duration_s": 9, "video": _without_duration(facts.video)})
    check_length(4, unsaid, ())
    with pytest.raises(EncodeFailed):
        check_length(4, unsaid, ("[matroska] File ended prematurely at pos. 1",))


def _without_duration(video: Any) -> Any:
    return video.__class__(**{**vars(video), "duration_s": None})


def test_progress_rises_to_the_whole(clip: Clips, tmp_path: Path) -> None:
    source, told = clip("plain.mp4"), list[float]()
    facts = probe(source)
    Encode(TOOLS, source, facts, plan(facts), tmp_path, tmp_path / "scratch", on_progress=told.append).run()
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1, abs=0.05)


def test_a_cancelled_encode_ends_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        run(TOOLS, ENDLESS, limits=ROOMY, cancelled=lambda: time.monotonic() > begun + 0.3)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(time_s=0.4, cpu_s=60), "longer than one film"),
        (Limits(time_s=60, cpu_s=1), "computing time"),
        (Limits(time_s=60, cpu_s=60, memory_mb=64), "stopped|memory"),
    ],
)
def test_an_encode_past_its_limits_is_stopped(limits: Limits, sentence: str) -> None:
    with pytest.raises(EncodeFailed, match=sentence):
        run(TOOLS, ENDLESS, limits=limits)


def test_a_file_that_grows_too_large_is_stopped(tmp_path: Path) -> None:
    raw = [*ENDLESS[:4], "-t", "9", "-f", "rawvideo", str(tmp_path / "big")]
    with pytest.raises(EncodeFailed, match=r"larger|stopped with an error") as failure:
        run(TOOLS, raw, limits=Limits(time_s=60, cpu_s=60, file_mb=1), cwd=tmp_path)
    assert failure.value.reason == "It grew larger than one film may be."
    assert (tmp_path / "big").stat().st_size <= 1024 * 1024


def test_an_encoder_that_stands_still_is_stopped(tmp_path: Path) -> None:
    slow = ["-re", *ENDLESS[:4], "-vf", "select=gt(t\\,60)", "-f", "null", "-"]
    with pytest.raises(EncodeFailed, match="stopped making progress"):
        run(TOOLS, slow, limits=Limits(time_s=60, cpu_s=60, stall_s=0.5))


def test_a_failure_keeps_the_last_lines_of_the_log() -> None:
    with pytest.raises(EncodeFailed) as failure:
        run(TOOLS, ["-f", "lavfi", "-i", "nosuchfilter", "-f", "null", "-"], limits=ROOMY)
    assert any("nosuchfilter" in line for line in failure.value.log)
    assert len(failure.value.log) <= 20


def test_ffmpeg_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    """The parent is killed with SIGKILL, so that it cannot tidy up."""
    script = (
        "import sys\nfrom app.media import contained\n"
        "p = contained.start(['sleep', '60'], contained.QUICK)\nprint(p.pid, flush=True)\np.wait()\n"
    )
    parent = subprocess.Popen(["python3", "-c", script], stdout=subprocess.PIPE, text=True, env=_path_only())
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert _gone_within(child, 3)


def _path_only() -> dict[str, str]:
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(Path(__file__).parents[2])}


def _gone_within(pid: int, seconds: float) -> bool:
    ended = threading.Event()
    for _ in range(int(seconds * 20)):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().split()[2] == "Z":
            return True
        ended.wait(0.05)
    return False


def test_nothing_but_four_containers_and_files_is_read(clip: Clips) -> None:
    source = clip("plain.mp4")
    facts = probe(source)
    for arguments in (picture_arguments(source, facts, plan(facts), TOOLS), sound_arguments(source, plan(facts))):
        at = arguments.index("-i")
        assert arguments[at - 4 : at] == [
            "-protocol_whitelist", "file", "-format_whitelist", "mov,matroska,mpegts,avi",
        ]  # fmt: skip
        assert arguments[at + 1].startswith("file:/")


@pytest.mark.parametrize(
    ("code", "line", "sentence"),
    [
        (1, "av_interleaved_write_frame(): No space left on device", "disk is full"),
        (-24, "", "computing time"),
        (-9, "", "from outside"),
        (187, "something odd", "code 187"),
    ],
)
def test_failures_are_explained(code: int, line: str, sentence: str) -> None:
    assert sentence in explain(code, [line])


def test_lengths_are_told_as_a_clock() -> None:
    assert [clock_text(s) for s in (5.2, 63, 3670)] == ["0:05", "1:03", "1:01:10"]
