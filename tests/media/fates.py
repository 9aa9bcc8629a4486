"""What becomes of a file: the same steps as a film's that is taken in, without the database."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import av

from app.media.encode import join_segments
from app.media.failures import MediaFailure
from app.media.manifest import Package
from app.media.package import make_package
from app.media.playlists import read_media_playlist
from app.media.sources import HEAD_BYTES, NOT_A_FILM, is_film


@dataclass(frozen=True)
class Fate:
    """`refused` before anything is queued, `failed` with a reason, or `ready`."""

    kind: str
    reason: str = ""
    package: Package | None = None

    def __str__(self) -> str:
        if self.package is None:
            return f"{self.kind}: {self.reason}"
        rungs = len(self.package.of_kind("video"))
        return f"ready: {self.package.width}x{self.package.height}, {self.package.duration_s:.2f} s, {rungs} rungs"


def fate_of(path: Path, folder: Path) -> Fate:
    """Take the file in and make its package in `folder`, which is empty again when it has none."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        return Fate("refused", "The file is empty.")
    if not is_film(head):
        return Fate("refused", NOT_A_FILM)
    try:
        return Fate("ready", package=make_package(path, folder))
    except MediaFailure as failure:
        shutil.rmtree(folder, ignore_errors=True)
        return Fate("failed", failure.reason)


def look_at(package: Package, folder: Path) -> tuple[str, bool, int]:
    """Pixel format, whether pixels are square, and the count of frames, as another reader sees the top rung."""
    best = max(package.of_kind("video"), key=lambda rendition: rendition.height)
    top = (folder / best.path).parent
    joined = join_segments(read_media_playlist(top), folder.with_name(f"{folder.name}.mp4"))
    with av.open(str(joined)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        return frames[0].format.name, stream.sample_aspect_ratio in (1, None), len(frames)
