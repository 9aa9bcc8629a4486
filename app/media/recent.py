"""Answers kept for a few seconds, in this process."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """What was found stays found for `fresh_s` seconds; what was not is asked for again."""

    def __init__(self, fresh_s: float, most: int = 10_000) -> None:
        self.fresh_s, self.most = fresh_s, most
        self._kept: dict[Hashable, tuple[float, T]] = {}

    def get(self, key: Hashable, find: Callable[[], T | None]) -> T | None:
        """The kept answer, else what `find` says."""
        kept = self._kept.get(key)
        if kept and monotonic() - kept[0] < self.fresh_s:
            return kept[1]
        asked_at, found = monotonic(), find()
        self._keep(key, asked_at, found)
        return found

    def forget(self) -> None:
        """Ask again for everything."""
        self._kept.clear()

    def _keep(self, key: Hashable, asked_at: float, found: T | None) -> None:
        if len(self._kept) >= self.most:
            self._kept.clear()
        if found is None:
            self._kept.pop(key, None)
        else:
            self._kept[key] = (asked_at, found)
