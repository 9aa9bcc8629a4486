"""Run as a program: prints what PyAV reads of a file in the form of `ffprobe -of json`."""

import json
import sys
from typing import Any

OPTIONS = {"protocol_whitelist": "file", "format_whitelist": "mov,matroska,mpegts,avi"}
TRANSFERS = {16: "smpte2084", 18: "arib-std-b67"}


def main(path: str) -> None:
    """Exit code 1 and the library's sentence on standard error when the file cannot be opened."""
    import av

    try:
        with av.open(f"file:{path}", options=OPTIONS) as container:
            json.dump(_answer(container), sys.stdout)
    except (av.error.FFmpegError, ValueError, OSError) as error:
        sys.exit(str(error))


def _answer(container: Any) -> dict[str, Any]:
    streams = [_stream(stream) for stream in container.streams]
    _look_at_first_frame(container, streams)
    return {
        "format": {
            "format_name": container.format.name,
            "start_time": _seconds(container.start_time, 1e-6),
            "duration": _seconds(container.duration, 1e-6),
        },
        "streams": streams,
        "chapters": [_chapter(chapter) for chapter in container.chapters()],
    }


def _stream(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    facts = {
        "index": stream.index,
        "codec_type": stream.type,
        "codec_name": context.name if context else "unknown",
        "start_time": _seconds(stream.start_time, stream.time_base),
        "duration": _seconds(stream.duration, stream.time_base),
        "tags": dict(stream.metadata),
        "disposition": {flag.name: 1 for flag in type(stream.disposition) if flag in stream.disposition},
    }
    return facts | _EXTRA.get(stream.type, _nothing)(stream)


def _video(stream: Any) -> dict[str, Any]:
    return {
        "width": stream.width,
        "height": stream.height,
        "pix_fmt": stream.pix_fmt,
        "avg_frame_rate": str(stream.average_rate),
        "r_frame_rate": str(stream.base_rate),
        "sample_aspect_ratio": str(stream.sample_aspect_ratio or "1/1"),
        "color_transfer": TRANSFERS.get(stream.codec_context.color_trc, ""),
    }


def _audio(stream: Any) -> dict[str, Any]:
    return {"channels": stream.channels}


def _nothing(_stream: Any) -> dict[str, Any]:
    return {}


_EXTRA = {"video": _video, "audio": _audio}


def _look_at_first_frame(container: Any, streams: list[dict[str, Any]]) -> None:
    """Rotation and interlacing are told by frames only."""
    if not container.streams.video:
        return
    stream = container.streams.video[0]
    frame = next(container.decode(stream), None)
    if frame is not None:
        streams[stream.index]["side_data_list"] = [{"rotation": frame.rotation}]
        streams[stream.index]["field_order"] = "tt" if frame.interlaced_frame else "progressive"


def _chapter(row: Any) -> dict[str, Any]:
    base = row["time_base"]
    times = {"start_time": _seconds(row["start"], base), "end_time": _seconds(row["end"], base)}
    return times | {"tags": dict(row["metadata"])}


def _seconds(count: Any, unit: Any) -> float | None:
    return None if count is None else float(count * unit)


if __name__ == "__main__":
    main(sys.argv[1])
