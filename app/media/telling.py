"""What the rows say of a package, so that no page reads package.json."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.media.manifest import Package
from app.media.manifest import Rendition as Made
from app.media.models import Rendition


def facts_of(package: Package) -> dict[str, Any]:
    """What the player's page needs to know, kept on the row so that no page reads package.json."""
    return {
        "fps": package.fps,
        "bytes": package.size,
        "still_at_s": package.still_at_s,
        "offered_s": list(package.offered_s),
        "chapters": [asdict(chapter) for chapter in package.chapters],
        "captions": [
            {
                "path": text.captions_path,
                "language": text.language,
                "label": text.label,
                "forced": text.forced,
                "sdh": text.sdh,
            }
            for text in package.of_kind("subtitles")
        ],
        "notes": list(package.notes),
    }


def row_of(made: Made) -> Rendition:
    """A rendition of a package as viewers and editors read of it."""
    return Rendition(
        kind=made.kind,
        name=made.label[:80],
        language=made.language[:12],
        height=made.height or None,
        bitrate_kbps=round(made.bitrate / 1000) or None,
        codecs=made.codecs[:60],
        path=made.path,
    )
