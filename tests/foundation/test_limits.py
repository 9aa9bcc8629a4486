"""Token buckets: so many at once, then one by one as time passes; each key its own; given back by who proves right."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from app.foundation import clock
from app.foundation.limits import Limit, LocalLimiter, forgive, refuse, spend

THREE = Limit(burst=3, period_s=60)
NOON = datetime.fromisoformat("2026-11-24T12:00:00+00:00")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    at(monkeypatch, 0)


def at(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(seconds=seconds))


def refused(key: str = "a") -> int:
    """The seconds to wait that the refusal tells; 0 where there is none."""
    try:
        spend(key, THREE)
    except TooManyRequests as refusal:
        assert isinstance(refusal.retry_after, int)
        return refusal.retry_after
    return 0


def test_so_many_at_once_and_no_more() -> None:
    assert [refused() for _ in range(5)] == [0, 0, 0, 20, 20]


def test_each_key_has_its_own() -> None:
    assert [refused("a") for _ in range(4)][-1] and not refused("b")


def test_one_comes_back_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        refused()
    at(monkeypatch, 15)
    assert refused() == 5
    at(monkeypatch, 20)
    assert [refused(), refused()] == [0, 20]


def test_never_more_come_back_than_there_were(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        refused()
    at(monkeypatch, 86_400)
    assert [refused() for _ in range(4)] == [0, 0, 0, 20]


def test_a_clock_that_goes_back_gives_nothing_away_and_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        refused()
    at(monkeypatch, -3_600)
    assert 0 < refused() <= 60
    at(monkeypatch, -3_540)
    assert refused() == 0


def test_what_was_proven_is_forgiven() -> None:
    for _ in range(4):
        refused()
    forgive("a")
    assert [refused() for _ in range(4)] == [0, 0, 0, 20]


def test_in_memory_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter, now = LocalLimiter(THREE), [100.0]
    monkeypatch.setattr("app.foundation.limits.time.monotonic", lambda: now[0])

    def waits(key: str = "a") -> int:
        try:
            limiter.spend(key)
        except TooManyRequests as refusal:
            assert isinstance(refusal.retry_after, int)
            return refusal.retry_after
        return 0

    assert [waits() for _ in range(4)] == [0, 0, 0, 20] and waits("b") == 0
    now[0] += 20
    assert [waits(), waits()] == [0, 20]


def test_in_memory_it_remembers_so_many_and_no_more() -> None:
    limiter = LocalLimiter(THREE, keys=5)
    for number in range(50):
        limiter.spend(str(number))
        assert len(limiter.buckets) <= 6


@pytest.mark.parametrize(
    ("wait_s", "words"), [(0.2, "1 second."), (89, "89 seconds"), (90, "2 minutes"), (600, "10 minutes")]
)
def test_it_says_how_long(wait_s: float, words: str) -> None:
    with pytest.raises(TooManyRequests) as refusal:
        refuse(wait_s)
    assert words in str(refusal.value.description)
