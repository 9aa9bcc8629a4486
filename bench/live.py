"""Whether facts arrive, and what they cost: `python -m bench.live [--facts 2000] [--database sqlite|postgresql|both]`.

Two clients come and go at random while three writers tell so many facts and the server restarts in the middle; then 500
streams stand idle. Prints a table, then one JSON line. Exit code 1 when a fact was missed, doubled or out of order.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from bench import clients, house
from bench.clients import Tally
from tests import postgres
from tests.cast import Cast
from tests.conftest import make_app
from tests.foundation.workshop import migrate
from tests.live.reconnecting import roam, served

STREAMS, ACCOUNTS = 500, 100
DATABASES = ("sqlite", "postgresql")


@contextmanager
def a_house(kind: str) -> Iterator[tuple[Flask, Cast]]:
    """The cast in an empty house on that database."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        address = f"sqlite:///{folder}/live.db"
        if kind == "postgresql":
            address = postgres.migrated_database("bench-live", migrate)
        app = make_app(Path(folder), address)
        with app.app_context():
            yield app, Cast(app)


def arriving(kind: str, facts: int) -> dict[str, Any]:
    """The clients that come and go."""
    with a_house(kind) as (app, cast):
        begun = time.monotonic()
        accounts, delays = roam(app, [cast.owner, cast.stranger], facts)
        seconds = time.monotonic() - begun
    tally = Tally(delays)
    return {
        "database": kind,
        "facts": facts,
        "seconds": round(seconds, 1),
        **{name: sum(getattr(one, name) for one in accounts) for name in vars(accounts[0])},
        "way_p50_ms": round(tally.percentile(0.5)),
        "way_p95_ms": round(tally.percentile(0.95)),
        "ok": all(one.is_clean for one in accounts),
    }


def idle(seconds: float = 10.0) -> dict[str, Any]:
    """What 500 streams cost while nothing is told."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        app, people = house.build(Path(folder), ACCOUNTS, 2)
        with served(app, processes=1) as (port, server):
            before_mb = house.memory_mb(server.pid)
            heard: list[float] = []
            ran_s, standing_mb = asyncio.run(_stand(port, server.pid, people, heard, seconds))
            return {
                "streams": STREAMS,
                "cpu_share": round(ran_s / seconds, 4),
                "memory_mb": round(standing_mb - before_mb, 1),
            }


async def _stand(
    port: int, pid: int, people: list[house.Visitor], heard: list[float], seconds: float
) -> tuple[float, float]:
    until = time.monotonic() + seconds + 15
    streams = [asyncio.create_task(clients.listen(port, people[n % ACCOUNTS], heard, until)) for n in range(STREAMS)]
    await asyncio.sleep(12)  # by then all stand
    ran_s, _ = house.processor_s(pid)
    await asyncio.sleep(seconds)
    now_s, memory_mb = house.processor_s(pid)[0], house.memory_mb(pid)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    return now_s - ran_s, memory_mb


def main() -> int:
    """Ask both questions; 1 when a fact was missed, doubled or came out of order."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--facts", type=int, default=2_000)
    options.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    options.add_argument("--without-idle", action="store_true")
    given = options.parse_args()
    kinds = DATABASES if given.database == "both" else (given.database,)
    figures = [arriving(kind, given.facts) for kind in kinds]
    for name in figures[0]:
        print(f"{name:<14}" + "".join(f"{row[name]!s:>16}" for row in figures))
    standing = {} if given.without_idle else idle()
    print("\n".join(f"{name:<14}{value!s:>16}" for name, value in standing.items()))
    ok = all(row["ok"] for row in figures)
    print("Each fact came once, in order." if ok else "MISSED: facts were lost, doubled or out of order.")
    print(json.dumps({"bench": "live", "ok": ok, "arriving": figures, "idle": standing}))
    postgres.stop_server()
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
