"""What a package contains, as values and as `package.json`."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.media.facts import Chapter
from app.media.publish import write_whole

FACTS = "package.json"
FORM = 1


@dataclass(frozen=True)
class Rendition:
    """One way to see, hear or read the film. `kind` is video, audio, subtitles or direct; bitrates in bits a second."""

    kind: str
    path: str
    codecs: str
    bitrate: int = 0
    peak_bitrate: int = 0
    width: int = 0
    height: int = 0
    language: str = ""
    label: str = ""
    default: bool = False
    forced: bool = False
    sdh: bool = False
    channels: int = 0

    @property
    def captions_path(self) -> str:
        """The WebVTT file of a subtitle rendition, for a `<track>`."""
        return self.path.replace("index.m3u8", "captions.vtt")


@dataclass(frozen=True)
class File:
    name: str
    size: int


@dataclass(frozen=True)
class Package:
    """A finished film. `notes` are sentences about what was left out; `files` all but package.json; `made_of` names
    the source and the plan, so that nothing is made twice of the same; `offered_s` the moments of the frames that an
    editor may choose from."""

    duration_s: float
    width: int
    height: int
    fps: float
    renditions: tuple[Rendition, ...]
    chapters: tuple[Chapter, ...]
    still_at_s: float
    storyboard_interval_s: float
    notes: tuple[str, ...]
    files: tuple[File, ...]
    made_of: str = ""
    offered_s: tuple[float, ...] = ()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files)

    def of_kind(self, kind: str) -> tuple[Rendition, ...]:
        return tuple(rendition for rendition in self.renditions if rendition.kind == kind)


def files_in(folder: Path) -> tuple[File, ...]:
    """Every file of a package but package.json, by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FACTS)
    return tuple(File(path.relative_to(folder).as_posix(), path.stat().st_size) for path in paths)


def write_package_facts(folder: Path, package: Package) -> None:
    """Writes `package.json` into `folder`, whole."""
    text = json.dumps({"form": FORM, **asdict(package)}, indent=1, ensure_ascii=False)
    write_whole(folder / FACTS, text + "\n")


def read_package_facts(folder: Path) -> Package:
    """The package in `folder`; raises FileNotFoundError when there is none, ValueError for another form."""
    return read_package_text((folder / FACTS).read_text(encoding="utf-8"))


def read_package_text(text: str) -> Package:
    """The package that a `package.json` tells of; raises ValueError for another form."""
    facts: dict[str, Any] = json.loads(text)
    if facts.pop("form", None) != FORM:
        raise ValueError(f"{FACTS} was written by another version")
    facts["renditions"] = tuple(Rendition(**row) for row in facts["renditions"])
    facts["chapters"] = tuple(Chapter(**row) for row in facts["chapters"])
    facts["files"] = tuple(File(**row) for row in facts["files"])
    facts |= {name: tuple(facts.get(name, ())) for name in ("notes", "offered_s")}
    return Package(**facts)
