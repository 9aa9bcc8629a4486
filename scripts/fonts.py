"""Cut the two typefaces of the house out of their npm packages (a one-time act).

Run in an environment with fonttools and brotli:
    python scripts/fonts.py <unpacked bricolage-grotesque package> <unpacked instrument-sans package>
Bricolage Grotesque keeps only its weight axis (optical size 96, width 80); together the four files stay under 100 KB.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).parent.parent / "app" / "static" / "fonts"
SCRIPTS = ("latin", "latin-ext")


def cut_display(package: Path, script: str) -> None:
    """Write the condensed display face, weights 400 to 800."""
    font = TTFont(package / "files" / f"bricolage-grotesque-{script}-standard-normal.woff2")
    font = instantiateVariableFont(font, {"opsz": 96, "wdth": 80, "wght": (400, 800)})
    font.flavor = "woff2"
    font.save(TARGET / f"bricolage-grotesque-{script}.woff2")


def cut_interface(package: Path, script: str) -> None:
    """Write the interface face with its weight axis as it comes."""
    font = TTFont(package / "files" / f"instrument-sans-{script}-wght-normal.woff2")
    font.save(TARGET / f"instrument-sans-{script}.woff2")


if __name__ == "__main__":
    display, interface = (Path(argument) for argument in sys.argv[1:3])
    for name in SCRIPTS:
        cut_display(display, name)
        cut_interface(interface, name)
