"""What is to be drawn: the size, the speed and the length of one film."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """One film's frame in pixels, its frames per second and its length in seconds."""

    width: int = 960
    height: int = 540
    fps: int = 24
    seconds: float = 24.0

    @property
    def frames(self) -> int:
        """How many frames there are; at least one."""
        return max(1, round(self.seconds * self.fps))

    def reduced(self, divisor: float) -> tuple[int, int]:
        """(width, height) of a smaller canvas of the same shape, never under 16 pixels high."""
        divisor = min(divisor, self.height / 16)
        return round(self.width / divisor), round(self.height / divisor)

    def moments(self) -> Iterator[tuple[float, float]]:
        """For every frame its time in seconds and its place in the film from 0 to 1."""
        for number in range(self.frames):
            yield number / self.fps, number / self.frames
