"""The playlist over all renditions of a package, and the subtitles that are put into it later."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from app.media.captions import Captions, write_captions
from app.media.manifest import FACTS, File, Package, Rendition, files_in, read_package_facts, write_package_facts
from app.media.playlists import Track, Variant, master_playlist
from app.media.publish import alone, sync_tree, write_whole

SENT = re.compile(r"s-[a-z0-9-]+-x\d+")


def master_of(fps: float, renditions: Sequence[Rendition]) -> str:
    """The text of master.m3u8."""
    pictures, sounds, texts = ([r for r in renditions if r.kind == kind] for kind in ("video", "audio", "subtitles"))
    heaviest = max(sounds, key=lambda sound: sound.peak_bitrate)
    variants = [_variant(picture, heaviest, fps) for picture in pictures]
    return master_playlist(variants, [_track(r) for r in sounds], [_track(r) for r in texts])


def text_rendition(name: str, caption: Captions) -> Rendition:
    """The subtitles in folder `name`, as a package tells of them."""
    return Rendition(
        kind="subtitles",
        path=f"{name}/index.m3u8",
        codecs="wvtt",
        language=caption.language,
        label=caption.label,
        forced=caption.forced,
        sdh=caption.sdh,
    )


def sent_name(language: str, number: int) -> str:
    """The folder of subtitles that an editor sent: `s-de-x12`, which none from a source is called."""
    return f"s-{language}-x{number}"


def put_sent(folder: Path, sent: Mapping[str, Captions]) -> Package:
    """Make these all the subtitles that were sent for the package in `folder`; those of the source stay.

    Each file changes in one step, the master after what it names and before what it names no more is removed.
    Raises FileNotFoundError where there is no whole package.
    """
    with alone(folder):
        package = read_package_facts(folder)
        for name, caption in sent.items():
            write_captions(folder / name, caption, package.duration_s)
        renditions = (*_others(package), *(text_rendition(name, caption) for name, caption in sent.items()))
        write_whole(folder / "master.m3u8", master_of(package.fps, renditions))
        for path in [path for path in folder.iterdir() if SENT.fullmatch(path.name) and path.name not in sent]:
            shutil.rmtree(path)
        sync_tree(folder)
        package = replace(package, renditions=renditions, files=_with_sent(package, files_in(folder)))
        write_package_facts(folder, package)
    return package


def is_touched(name: str) -> bool:
    """Whether `put_sent` writes or removes this file of a package; of the others it needs none."""
    return name in ("master.m3u8", FACTS) or bool(SENT.fullmatch(name.partition("/")[0]))


def _with_sent(package: Package, there: tuple[File, ...]) -> tuple[File, ...]:
    """All files of the package: those that are touched as they are in the folder, the rest as they were."""
    kept = [file for file in package.files if not is_touched(file.name)]
    return tuple(sorted([*kept, *(file for file in there if is_touched(file.name))], key=lambda file: file.name))


def _others(package: Package) -> tuple[Rendition, ...]:
    return tuple(r for r in package.renditions if not SENT.fullmatch(r.path.partition("/")[0]))


def _variant(picture: Rendition, sound: Rendition, fps: float) -> Variant:
    return Variant(
        picture.path,
        picture.width,
        picture.height,
        Fraction(fps),
        f"{picture.codecs},{sound.codecs}",
        picture.bitrate + sound.bitrate,
        max(picture.peak_bitrate + sound.peak_bitrate, picture.bitrate + sound.bitrate),
    )


def _track(r: Rendition) -> Track:
    return Track(r.path, r.language, r.label, r.default, r.forced, r.channels, r.sdh)
