"""Which passwords are too easy, and where the slow work happens."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from argon2 import PasswordHasher

from app.accounts.devices import device_name
from app.accounts.passwords import hash_password, is_outdated, is_password, weakness

PATCHED = """
from gevent import monkey; monkey.patch_all()
import gevent
from app.accounts import passwords
hashed = passwords.hash_password("four unrelated words")
assert passwords.is_password("four unrelated words", hashed)
assert not passwords.is_password("other", hashed)
ticks = []
def tick():
    while len(ticks) < 1000: ticks.append(1); gevent.sleep(0.001)
ticker = gevent.spawn(tick)
for _ in range(5): passwords.hash_password("four unrelated words")
assert len(ticks) > 10, len(ticks)
"""


@pytest.mark.parametrize(
    "easy",
    [
        "12345678",
        "Password!",
        "letmein1",
        "QWERTYUIOP",
        "abababab",
        "!!sunshine99",
        "liverpool1",
        "Zaq12wsx",
        "letmein2024",
    ],
)
def test_common_ones_are_refused(easy: str) -> None:
    assert weakness(easy)


@pytest.mark.parametrize("fine", ["four unrelated words", "ünïcödé ist schön", "x7$kQp2!", "plum river kite"])
def test_others_are_taken(fine: str) -> None:
    assert weakness(fine, ["Matinee", "Ruth", "ruth@example.org"]) == ""


def test_a_password_has_its_bounds() -> None:
    assert "8 characters" in weakness("plum ky") and "at most 256" in weakness("plum river kite " * 16 + "x")
    assert weakness("plum river kite " * 16) == ""


def test_own_words_are_refused_in_any_dress() -> None:
    assert weakness("Ruth2026!!", ["Ruth"]) and weakness("1matinee1", ["Matinee"])
    assert not weakness("Ruthless words", ["Ruth"])


def test_a_very_long_name_is_compared_as_quickly_as_a_short_one() -> None:
    began = time.perf_counter()
    assert weakness("four unrelated words", ["a" + "1" * 900_000 + "a"]) == ""
    assert time.perf_counter() - began < 1


def test_a_hash_fits_its_password_only() -> None:
    kept = hash_password("four unrelated words")
    assert is_password("four unrelated words", kept) and not is_password("four unrelated word", kept)
    assert not is_password("anything", "") and not is_password("anything", "not a hash")
    assert not is_outdated(kept) and is_outdated(PasswordHasher(time_cost=1, memory_cost=64).hash("x"))


def test_under_gevent_others_go_on_while_it_hashes() -> None:
    run = subprocess.run([sys.executable, "-c", PATCHED], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36 Edg/130", "Edge on Windows"),
        ("<script>", "A browser"),
    ],
)
def test_a_device_has_a_name(agent: str, name: str) -> None:
    assert device_name(agent) == name
