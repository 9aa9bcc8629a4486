"""What a gigabyte of film costs to deliver: `python -m bench.delivery [--gigabytes 1]`.

Processor time of the app alone, and of nginx and the app together in mode `accel`; the time of one token check; and
what ten slow readers do to a page. Prints a table, then one JSON line. Exit code 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from app.accounts.models import AccountSession
from app.foundation.db import db
from app.media import tokens
from app.media.place import media_folder
from app.media.tokens import Viewer, media_prefix
from tests.browser.programme import Programme, free_port, serving
from tests.cast import Cast
from tests.conftest import make_app
from tests.films import film, ready_video
from tests.media.test_accel import Fronted, nginx

BOUNDS = {"accel_cpu_s_per_gb": 0.5, "accel_in_segments": 0.5, "token_check_ms": 0.1, "page_delay_ms": 50}
MIB, TICKS = 1024 * 1024, os.sysconf("SC_CLK_TCK")
SEGMENT = str(3 * MIB - 1)  # four seconds at 6 Mbit/s


@dataclass(frozen=True)
class House:
    """A folder with a house in it, the signed prefix of its film, the cookie of who may watch it."""

    instance: Path
    path: str
    cookie: str

    def read(self, base: str, gigabytes: float, last: str = "") -> None:
        """Take the film from its beginning to byte `last`, or as far as is given, until it was so much."""
        left = gigabytes * 1e9
        while left > 0:
            with self.open(f"{base}{self.path}direct.mp4", Range=f"bytes=0-{last}") as answer:
                while data := answer.read(1 << 20):
                    left -= len(data)

    def open(self, address: str, **headers: str) -> Any:
        """An answer to its viewer."""
        asked = Request(address, headers={"Cookie": f"matinee={self.cookie}", **headers})  # noqa: S310 - our own server
        return urlopen(asked, timeout=120)  # noqa: S310


@contextmanager
def house(folder: Path) -> Iterator[tuple[House, dict[str, float]]]:
    """With a film of 256 MB, and what its token costs to check."""
    app = make_app(folder / "instance", f"sqlite:///{folder / 'instance' / 'matinee.db'}")
    with app.app_context(), app.test_request_context():
        cast = Cast(app)
        owner, video = cast.owner, ready_video(film())
        lineage = db.session.get_one(AccountSession, owner.session_id).lineage
        viewer = Viewer(cast.profiles["owner"].id, lineage)
        path = media_prefix(video.reference, viewer)
        (media_folder().package_path(video.reference) / "direct.mp4").write_bytes(os.urandom(256 * MIB))
        begun, times = time.perf_counter(), 2000
        for _ in range(times):
            tokens.check(path.split("/")[2], video.reference, viewer)
        checked = {"token_check_ms": round((time.perf_counter() - begun) / times * 1000, 4)}
        cookie = owner.client.get_cookie("matinee")
        assert cookie
        db.session.remove()
        db.engine.dispose()
    yield House(folder / "instance", path, cookie.value), checked


def cpu_s() -> float:
    """Processor time of everything below this process that runs, in seconds."""
    return sum(_used(pid) for pid in _below(os.getpid()))


def _below(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_below(int(child))]
    return found


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cost(known: House, base: str, gigabytes: float, last: str = "") -> float:
    """Processor seconds for each gigabyte, in answers as long as the server gives, or in pieces."""
    known.read(base, 0.05, last)
    before = cpu_s()
    known.read(base, gigabytes, last)
    return round((cpu_s() - before) / gigabytes, 3)


def page_p95_ms(known: House, base: str) -> float:
    """The 95th percentile of sixty home pages."""
    took = []
    for _ in range(60):
        begun = time.perf_counter()
        with known.open(f"{base}/") as answer:
            answer.read()
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)[56]


def page_delay_ms(known: House, base: str) -> float:
    """How much later pages come while ten readers take a film slowly."""
    alone, over = page_p95_ms(known, base), threading.Event()

    def dawdle() -> None:
        with known.open(f"{base}{known.path}direct.mp4") as answer:
            while not over.is_set() and answer.read(32_768):
                over.wait(0.1)

    readers = [threading.Thread(target=dawdle) for _ in range(10)]
    for reader in readers:
        reader.start()
    try:
        return round(max(0.0, page_p95_ms(known, base) - alone), 1)
    finally:
        over.set()
        for reader in readers:
            reader.join()


def main() -> int:
    """Print what was seen; 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as name, house(Path(name)) as (known, seen):
        with serving(Programme(known.instance, {}), free_port()) as base:
            seen["app_cpu_s_per_gb"] = cost(known, base, wanted.gigabytes)
        port = free_port()
        with (
            serving(Fronted(known.instance, {}), port),
            nginx(Path(name), known.instance / "packages", port) as base,
        ):
            seen["accel_cpu_s_per_gb"] = cost(known, base, wanted.gigabytes)
            seen["accel_in_segments"] = cost(known, base, wanted.gigabytes, SEGMENT)
            seen["page_delay_ms"] = page_delay_ms(known, base)
    missed = [one for one, most in BOUNDS.items() if seen[one] > most]
    for one, value in seen.items():
        bound = f"at most {BOUNDS[one]}" if one in BOUNDS else ""
        print(f"{one:<20} {value:>9} {bound:<14}{'MISSED' if one in missed else ''}")
    print(json.dumps({"question": "delivery", **seen, "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
