"""How an editor wants a video encoded."""

from __future__ import annotations

from dataclasses import asdict

from wtforms import BooleanField, SelectField

from app.admin.forms import AdminForm
from app.media.models import Video
from app.media.wishes import TALLEST, EncodeWishes

QUALITY_WORDS = [("smaller", "Smaller files"), ("usual", "Usual"), ("finer", "Finer, about half as large again")]
SPEED_WORDS = [("faster", "Faster, larger files"), ("usual", "Usual"), ("slower", "Slower, smaller files")]
TALLEST_WORDS = [(str(side), f"{side}p" if side else "As the file") for side in TALLEST]


class EncodeForm(AdminForm):
    """The wishes of EncodeWishes, as choices."""

    quality = SelectField("Quality", choices=QUALITY_WORDS)
    speed = SelectField("Speed", choices=SPEED_WORDS, description="A chip that encodes has a speed of its own.")
    tallest = SelectField("Largest picture", choices=TALLEST_WORDS)
    copies = BooleanField(
        "Take H.264 over as it is where browsers can show it",
        description="Fast and without loss, but in the one size of the file.",
    )

    av1 = BooleanField(
        "Pictures up to 1080p in AV1 as well",
        description="Less to send, to browsers that show it; the encode takes several times as long.",
    )

    @classmethod
    def of(cls, video: Video) -> EncodeForm:
        """As it is wished now, or as it was sent."""
        wishes = video.wishes
        return cls(**asdict(wishes) | {"tallest": str(wishes.tallest)})

    @property
    def wishes(self) -> EncodeWishes:
        """What was chosen; only of a form that is valid."""
        chosen = self.quality.data, self.speed.data, int(self.tallest.data), self.copies.data, self.av1.data
        return EncodeWishes(*chosen)
