"""A rendition that may be watched while it is made: whole pieces in its folder, and a playlist that names them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from app.media.boxes import retimed, timescale
from app.media.playlists import read_pieces
from app.media.publish import sync_file, write_whole

INDEX, INIT = "index.m3u8", "init.mp4"


@dataclass
class Reel:
    """What viewers have of a rung or a sound.

    A piece is renamed into the folder first and named by the playlist afterwards, so that nothing is named that is
    not there, and nothing is there that is not whole. The playlist is of type EVENT (RFC 8216, 4.3.3.5) until the
    reel is closed.
    """

    folder: Path
    pieces: list[tuple[str, float]] = field(default_factory=list)
    is_closed: bool = False

    @classmethod
    def at(cls, folder: Path) -> Reel:
        """The reel in this folder as an earlier encode has left it; new where there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / INDEX).is_file() or not (folder / INIT).is_file():
            return cls(folder)
        text = (folder / INDEX).read_text()
        return cls(folder, _standing(folder, read_pieces(text)), "#EXT-X-ENDLIST" in text)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def duration_s(self) -> float:
        """Seconds that can be watched."""
        return sum(duration_s for _, duration_s in self.pieces)

    def take(self, work: Path, count: int, begun_at: int, begun_s: Fraction) -> bool:
        """Take over the pieces that ffmpeg has finished in `work`, as far as piece number `count`; whether any was new.

        The encode in `work` began with piece `begun_at`, `begun_s` into the film.
        """
        made = read_pieces((work / INDEX).read_text())
        fresh = [piece for piece in made[: count - begun_at] if _number(piece[0]) >= len(self.pieces)]
        for name, duration_s in fresh:
            self._take_piece(work, name, begun_at, begun_s)
            self.pieces.append((name, duration_s))
        if fresh:
            self._tell()
        return bool(fresh)

    def close(self) -> None:
        """It is whole: no piece will follow."""
        self.is_closed = True
        self._tell()

    def _take_piece(self, work: Path, name: str, begun_at: int, begun_s: Fraction) -> None:
        if not (self.folder / INIT).exists():
            sync_file(work / INIT)
            os.replace(work / INIT, self.folder / INIT)
        if begun_at:
            ticks = round(begun_s * timescale((self.folder / INIT).read_bytes()))
            (work / name).write_bytes(retimed((work / name).read_bytes(), ticks, begun_at))
        sync_file(work / name)
        os.replace(work / name, self.folder / name)

    def _tell(self) -> None:
        longest = max((duration_s for _, duration_s in self.pieces), default=1)
        lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{max(1, int(longest + 0.5))}"]
        lines += ["#EXT-X-MEDIA-SEQUENCE:0", f"#EXT-X-PLAYLIST-TYPE:{'VOD' if self.is_closed else 'EVENT'}"]
        lines += ["#EXT-X-INDEPENDENT-SEGMENTS", f'#EXT-X-MAP:URI="{INIT}"']
        for name, duration_s in self.pieces:
            lines += [f"#EXTINF:{duration_s:.6f},", name]
        lines += ["#EXT-X-ENDLIST"] if self.is_closed else []
        write_whole(self.folder / INDEX, "\n".join(lines) + "\n")


def finished_in(work: Path) -> int:
    """How many pieces an encode has finished in this folder."""
    index = work / INDEX
    return len(read_pieces(index.read_text())) if index.is_file() else 0


def _standing(folder: Path, pieces: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """The pieces up to the first that is not there, should a disk have lost one."""
    for number, (name, _) in enumerate(pieces):
        path = folder / name
        if _number(name) != number or not path.is_file() or not path.stat().st_size:
            return pieces[:number]
    return pieces


def _number(name: str) -> int:
    return int(name.partition(".")[0])
