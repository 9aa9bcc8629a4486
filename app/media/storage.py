"""Where media lies on disk: named by references only, opened by an allow-list of names."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.media.opened import OnDisk

REFERENCE = re.compile(r"[A-Za-z0-9_-]{6,32}")
DELIVERED = re.compile(
    r"master\.m3u8|direct\.mp4|storyboard\.vtt|storyboard-\d{1,4}\.jpg|still-\d{2,4}\.webp|offered-\d\.webp"
    r"|[vax]\d{1,4}/(?:index\.m3u8|init\.mp4|\d{5,6}\.m4s)"
    r"|s-[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,4}/(?:index\.m3u8|captions\.vtt)"
)

TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt; charset=utf-8",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}


class NoSuchMedia(LookupError):
    """No such reference or name, or one that nobody may ask for."""


def checked_reference(reference: str) -> str:
    """The reference itself; raises NoSuchMedia for anything but letters, digits, - and _."""
    if not REFERENCE.fullmatch(reference):
        raise NoSuchMedia(reference)
    return reference


def checked_name(name: str) -> str:
    """The name itself; raises NoSuchMedia for what is not part of a package that viewers may have."""
    if not DELIVERED.fullmatch(name):
        raise NoSuchMedia(name)
    return name


@dataclass(frozen=True)
class MediaFolder:
    """Sources, work in progress and published packages under one root, on one file system."""

    root: Path

    def source_path(self, reference: str) -> Path:
        """Where the uploaded file of a video lies."""
        return self.root / "sources" / checked_reference(reference)

    def work_path(self, reference: str) -> Path:
        """Where its package is being made; nothing below is ever delivered."""
        return self.root / "work" / checked_reference(reference)

    def package_path(self, reference: str) -> Path:
        """Where its published package stands."""
        return self.root / "packages" / checked_reference(reference)

    def path(self, reference: str, name: str) -> Path:
        """A file of a published package; raises NoSuchMedia also when it is not there."""
        path = self.package_path(reference) / checked_name(name)
        if path.is_symlink() or not path.is_file():
            raise NoSuchMedia(name)
        return path

    def open(self, reference: str, name: str) -> OnDisk:
        """The same file opened for reading; never follows a symbolic link."""
        path = self.path(reference, name)
        try:
            return OnDisk(os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb"))
        except OSError as error:
            raise NoSuchMedia(name) from error

    def is_published(self, reference: str) -> bool:
        return (self.package_path(reference) / "master.m3u8").is_file()

    def remove(self, reference: str) -> None:
        """Frees everything of a video. The package goes out of sight at once, then file by file."""
        doomed = self.work_path(reference).with_name(f"{reference}.gone")
        doomed.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(doomed, ignore_errors=True)
        if self.package_path(reference).exists():
            self.package_path(reference).rename(doomed)
        for folder in (doomed, self.work_path(reference)):
            shutil.rmtree(folder, ignore_errors=True)
        self.source_path(reference).unlink(missing_ok=True)

    def size(self, reference: str) -> int:
        """Bytes of the published package and its source."""
        files = [*self.package_path(reference).rglob("*"), self.source_path(reference)]
        return sum(path.stat().st_size for path in files if path.is_file())
