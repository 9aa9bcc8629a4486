"""How a film is to be encoded, where an editor wants it otherwise than usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

SPEEDS = {"faster": "superfast", "usual": "veryfast", "slower": "medium"}
QUALITIES = {"smaller": 3, "usual": 0, "finer": -3}
TALLEST = (0, 1080, 720, 480)
FINER_PER_STEP = 0.12  # of the bitrate for each step of the rate factor: six steps about double it


@dataclass(frozen=True)
class EncodeWishes:
    """`quality` and `speed` are words of QUALITIES and SPEEDS; `tallest` is the short side of the largest picture in
    pixels, 0 for the source's own; `copies` takes H.264 over as it is where browsers can show it; `av1` makes
    the pictures up to 1080 lines in AV1 as well."""

    quality: str = "usual"
    speed: str = "usual"
    tallest: int = 0
    copies: bool = True
    av1: bool = False

    @property
    def preset(self) -> str:
        """x264's name for the speed."""
        return SPEEDS[self.speed]

    @property
    def steps(self) -> int:
        """What is added to the rate factor (CRF); less is finer."""
        return QUALITIES[self.quality]

    @property
    def weight(self) -> float:
        """By what the bound on the bitrate is multiplied."""
        return 1 - self.steps * FINER_PER_STEP

    @property
    def kept(self) -> dict[str, Any]:
        """As a row keeps it: only what is not usual."""
        usual = asdict(USUAL)
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> EncodeWishes:
        """As a row kept it. Raises ValueError for what nobody can wish."""
        known = {field.name for field in fields(cls)}
        wishes = cls(**{name: value for name, value in (kept or {}).items() if name in known})
        if wishes.quality not in QUALITIES or wishes.speed not in SPEEDS or wishes.tallest not in TALLEST:
            raise ValueError(f"Nobody can encode with {dict(kept or {})}.")
        return wishes


USUAL = EncodeWishes()
