"""Gather Lucide icons into the one sprite that pages use: python scripts/icons.py <unpacked lucide-static package>."""

import re
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "app" / "static" / "icons.svg"
LICENCE = "<!-- Icons by Lucide (ISC; some from Feather, MIT). Symbol ids are Lucide's names. -->"
NAMES = """
armchair arrow-down arrow-down-wide-narrow arrow-left arrow-right arrow-up audio-lines baby badge-check ban bell bird
bookmark bookmark-plus calendar calendar-days captions cast check chevron-down chevron-left chevron-right chevron-up
circle-alert circle-check circle-help circle-user-round clapperboard clock cloud copy cpu delete door-open download
droplets ellipsis ellipsis-vertical external-link eye eye-off file-video film flag gauge globe grip-vertical hard-drive
heart history house image info key-round keyboard languages layout-dashboard layout-grid leaf library lightbulb
list-filter list-plus list-video lock lock-open log-in log-out mail maximize menu message-circle minimize monitor moon
music pause pencil picture-in-picture-2 play plus popcorn projector refresh-cw rotate-ccw rotate-cw save scale search
send server settings settings-2 share-2 shield shuffle skip-forward sliders-horizontal smartphone sparkles sprout star
sun sunset tag tags thumbs-down thumbs-up ticket trash-2 triangle-alert tv undo-2 upload user user-plus users volume-1
volume-2 volume-x wifi-off x
"""


def symbol(package: Path, name: str) -> str:
    """One icon as a <symbol>, without the attributes that the style sheet sets."""
    drawing = (package / "icons" / f"{name}.svg").read_text()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    if not inner:
        raise SystemExit(f"{name}.svg has no drawing")
    body = re.sub(r"\s*\n\s*", "", inner[1])
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


if __name__ == "__main__":
    symbols = "\n".join(symbol(Path(sys.argv[1]), name) for name in NAMES.split())
    TARGET.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{LICENCE}\n{symbols}\n</svg>\n')
