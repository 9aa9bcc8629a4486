"""How fast an encode goes and when it will end, in words."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

BELIEVED_AFTER_S = 3.0


@dataclass
class Pace:
    """Looks at the share of a film that is done, from where this try began; `length_s` is the film's."""

    length_s: float
    begun: tuple[float, float] | None = field(default=None, init=False)

    def words(self, share: float) -> str:
        """`2.4 times as fast as it plays, 3 min left`; nothing in the first seconds, when nobody can know."""
        now = time.monotonic()
        if self.begun is None:
            self.begun = now, share
        began_at, began_share = self.begun
        took_s, done = now - began_at, share - began_share
        if took_s < BELIEVED_AFTER_S or done <= 0:
            return ""
        speed = done * self.length_s / took_s
        return f"{speed:.1f} times as fast as it plays, {left(took_s * (1 - share) / done)}"


def left(seconds: float) -> str:
    """`40 s left`, `3 min left`, `2 h 10 min left`."""
    if seconds < 90:
        return f"{round(seconds)} s left"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min left" if hours else f"{minutes} min left"
