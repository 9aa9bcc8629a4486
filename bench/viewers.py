"""A thousand people watching at once: `python -m bench.viewers [--viewers 1000] [--seconds 60]`.

Each player says every ten seconds where it is, to gunicorn as `make run` starts it, on SQLite and on PostgreSQL. Prints
a table, then one JSON line. Exit code 1 when a beat was refused or lost, or the slowest twentieth took too long.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app.foundation.db import db
from bench import clients, house
from bench.clients import Tally
from bench.house import Visitor
from tests import postgres
from tests.browser.programme import free_port
from tests.foundation.workshop import migrate

BEAT_EVERY_S, FILMS, WORKERS = 10.0, 40, 2
P95_MS = {"sqlite": 500.0, "postgresql": 250.0}


async def play(port: int, tally: Tally, visitor: Visitor, offset_s: float, until: float) -> None:
    """A player: a beat every ten seconds by the clock, however long the one before took."""
    connection, number = clients.Connection(port), 0
    due = time.monotonic() + offset_s
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        number, due = number + 1, due + BEAT_EVERY_S
        begun = time.perf_counter()
        try:
            status = await asyncio.wait_for(connection.ask(clients.beat(visitor, number)), 10)
            if status != 204:
                tally.failures.append(str(status))
        except (OSError, EOFError, TimeoutError) as error:
            tally.failures.append(type(error).__name__)
            connection.close()
        tally.ms.append((time.perf_counter() - begun) * 1000)
    connection.close()


async def everybody(port: int, people: list[Visitor], seconds: float) -> Tally:
    """All of them, spread evenly over the ten seconds."""
    tally, until = Tally(), time.monotonic() + seconds
    apart = BEAT_EVERY_S / len(people)
    await asyncio.gather(*(play(port, tally, one, n * apart, until) for n, one in enumerate(people)))
    return tally


def measured(kind: str, viewers: int, seconds: float) -> dict[str, Any]:
    """One database's figures."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        os.environ.pop("MATINEE_DATABASE", None)
        if kind == "postgresql":
            os.environ["MATINEE_DATABASE"] = postgres.migrated_database("bench-viewers", migrate)
        app, people = house.build(Path(folder), viewers, FILMS)
        port = free_port()
        with house.gunicorn(port, Path(folder) / "log", WORKERS) as pid:
            asyncio.run(everybody(port, people, BEAT_EVERY_S))  # connections and statements are made
            before, _ = house.processor_s(pid)
            tally = asyncio.run(everybody(port, people, seconds))
            after, _ = house.processor_s(pid)
        with app.app_context():
            db.engine.dispose()
    return {
        "database": kind,
        "viewers": viewers,
        "beats": len(tally.ms),
        "failures": len(tally.failures),
        "p50_ms": round(tally.percentile(0.5), 1),
        "p95_ms": round(tally.percentile(0.95), 1),
        "processor_share": round((after - before) / seconds, 2),
        "ok": not tally.failures and tally.percentile(0.95) <= P95_MS[kind],
    }


def main() -> int:
    """Measure, print, judge."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--viewers", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--database", choices=[*P95_MS, "both"], default="both")
    given = options.parse_args()
    kinds = P95_MS if given.database == "both" else [given.database]
    figures = [measured(kind, given.viewers, given.seconds) for kind in kinds]
    for name in figures[0]:
        print(f"{name:<18}" + "".join(f"{row[name]!s:>16}" for row in figures))
    postgres.stop_server()
    ok = all(row["ok"] for row in figures)
    print(json.dumps({"bench": "viewers", "ok": ok, "figures": figures}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
