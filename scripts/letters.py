"""Write the outlines of the display face that drawn posters set their names in (an <img> cannot load page fonts).

    python scripts/letters.py      needs fonttools and brotli; reads app/static/fonts, writes app/catalogue/letters.json
Outlines are whole numbers on a 400-unit em with relative path commands, y downwards.
"""

import itertools
import json
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).parent.parent
EM = 400
LETTERS = [
    chr(code)
    for code in (
        *range(0x20, 0x7F),
        *range(0xA1, 0x180),
        *range(0x218, 0x21C),
        0x2013,
        0x2014,
        0x2018,
        0x2019,
        0x201C,
        0x201D,
        0x2026,
    )
]


class Outline(DecomposingRecordingPen):
    """Records contours and writes them as one relative path."""

    def path(self, scale: float) -> str:
        here = (0, 0)
        words: list[str] = []
        for verb, points in self.value:
            spots = [(round(x * scale), round(-y * scale)) for x, y in self._quadratic(verb, points)]
            if verb in ("closePath", "endPath"):
                words.append("z")
                here = self._start  # type: ignore[has-type]
                continue
            if verb == "moveTo":
                self._start = spots[0]
            letter = {"moveTo": "m", "lineTo": "l", "qCurveTo": "q", "curveTo": "c"}[verb]
            group = {"q": 2, "c": 3}.get(letter, 1)
            numbers = []
            for first in range(0, len(spots), group):
                for x, y in spots[first : first + group]:
                    numbers += [x - here[0], y - here[1]]
                here = spots[first : first + group][-1]
            words.append(letter + " ".join(map(str, numbers)).replace(" -", "-"))
        return "".join(words)

    @staticmethod
    def _quadratic(verb: str, points: tuple) -> list:
        """TrueType leaves out the on-curve points between two off-curve ones; an SVG needs them."""
        if verb != "qCurveTo":
            return list(points)
        full = []
        for a, b in itertools.pairwise(points):
            full += [a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)]
        return [*full, points[-2], points[-1]]


def outlines(script: str) -> dict[str, list]:
    """{character: [advance, path]} for the letters that this file has."""
    font = TTFont(ROOT / "app/static/fonts" / f"bricolage-grotesque-{script}.woff2")
    font = instantiateVariableFont(font, {"wght": 800})
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = EM / font["head"].unitsPerEm
    drawn = {}
    for letter in (one for one in LETTERS if ord(one) in names):
        pen = Outline(glyphs)
        glyphs[names[ord(letter)]].draw(pen)
        drawn[letter] = [round(glyphs[names[ord(letter)]].width * scale), pen.path(scale)]
    return drawn


if __name__ == "__main__":
    table = outlines("latin-ext") | outlines("latin")
    lines = ",\n".join(
        f"{json.dumps(k, ensure_ascii=False)}:{json.dumps(v, separators=(',', ':'))}" for k, v in sorted(table.items())
    )
    (ROOT / "app/catalogue/letters.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")
