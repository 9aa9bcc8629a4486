"""How pages fare while 200 slow clients, 200 event streams and an encode are there: `python -m bench.serving`.

Prints a table, then one JSON line. Exit code 1 when a figure is missed: no failures for normal clients, and a p95 under
100 ms with 200 slow clients.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from app.foundation.db import db
from app.foundation.events import EVERYONE, publish
from bench import clients, house
from bench.clients import Tally
from bench.house import Visitor

SLOW, STREAMS, VIEWERS, VISITORS, FILMS = 200, 200, 100, 40, 40
PAGES = ("/", "/search?q=film", "/titles/film-number-1")
P95_MS = 100.0
FACT_EVERY_S = 0.5
SETTLING_S, DRAINING_S = 4.0, 3.0


@dataclass
class Phase:
    """Who is there besides the normal visitors, and how these fared."""

    name: str
    slow: int = 0
    streams: int = 0
    encode: bool = False
    pages: Tally = field(default_factory=Tally)
    beats: Tally = field(default_factory=Tally)
    heard: list[float] = field(default_factory=list)
    told: int = 0
    memory_mb: float = 0.0
    cpu_s: float = 0.0
    cpu_wait_s: float = 0.0

    @property
    def lost(self) -> int:
        """Facts that some stream did not hear."""
        return self.told * self.streams - len(self.heard)

    @property
    def misses(self) -> list[str]:
        """The named figures that were missed."""
        found = [
            f"{len(t.failures)} failures: {sorted(set(t.failures))}" for t in (self.pages, self.beats) if t.failures
        ]
        if self.pages.percentile(0.95) >= P95_MS:
            found.append(f"p95 {self.pages.percentile(0.95):.0f} ms")
        return found + ([f"{self.lost} facts lost"] if self.lost else [])


PHASES = (
    Phase("nobody else"),
    Phase("200 slow clients", slow=SLOW),
    Phase("200 streams", streams=STREAMS),
    Phase("an encode at nice 10", encode=True),
    Phase("all of it", slow=SLOW, streams=STREAMS, encode=True),
)


async def play(phase: Phase, port: int, people: list[Visitor], seconds: float) -> None:
    """Everybody at once: 4 browsers that turn pages, 100 players that beat every 10 s, and the phase's others."""
    until = time.monotonic() + seconds
    others = [clients.dawdle(port, clients.get("/", people[0]), until) for _ in range(phase.slow)]
    others += [
        clients.listen(port, people[n % VISITORS], phase.heard, until + DRAINING_S) for n in range(phase.streams)
    ]
    gone = [asyncio.create_task(other) for other in others]
    await asyncio.sleep(SETTLING_S if others else 0)
    visits = [
        clients.visit(port, phase.pages, [clients.get(path, people[n]) for path in PAGES], 0.2, until) for n in range(4)
    ]
    visits += [
        clients.visit(port, phase.beats, [clients.beat(people[n % VISITORS], k) for k in range(n, n + 50)], 10, until)
        for n in range(VIEWERS)
    ]
    await asyncio.gather(*visits, *gone)


@contextmanager
def telling(app: Flask, phase: Phase, seconds: float) -> Iterator[None]:
    """A fact for everyone twice a second, from another process than the web's."""

    def tell() -> None:
        until = time.monotonic() + seconds - 1
        time.sleep(SETTLING_S + 1)  # by then all streams stand
        while time.monotonic() < until:
            with app.app_context():
                publish("lamp-lit", EVERYONE, written=time.time())
                db.session.commit()
            phase.told += 1
            time.sleep(FACT_EVERY_S)

    thread = threading.Thread(target=tell)
    if phase.streams:
        thread.start()
    yield
    if phase.streams:
        thread.join()


def measure(phase: Phase, app: Flask, port: int, pid: int, people: list[Visitor], seconds: float) -> None:
    """One phase, with its encode if it has one."""
    ran_s, waited_s = house.processor_s(pid)
    with ExitStack() as stack:
        if phase.encode:
            stack.enter_context(house.encode())
        stack.enter_context(telling(app, phase, seconds))
        asyncio.run(play(phase, port, people, seconds))
    now_ran_s, now_waited_s = house.processor_s(pid)
    phase.cpu_s, phase.cpu_wait_s, phase.memory_mb = now_ran_s - ran_s, now_waited_s - waited_s, house.memory_mb(pid)


def report(phase: Phase) -> dict[str, Any]:
    """The figures of a phase."""
    heard = Tally(phase.heard)
    return {
        "phase": phase.name,
        "pages": len(phase.pages.ms),
        "beats": len(phase.beats.ms),
        "failures": len(phase.pages.failures) + len(phase.beats.failures),
        "page_p50_ms": round(phase.pages.percentile(0.5), 1),
        "page_p95_ms": round(phase.pages.percentile(0.95), 1),
        "beat_p95_ms": round(phase.beats.percentile(0.95), 1),
        "facts_heard": len(phase.heard),
        "fact_p50_ms": round(heard.percentile(0.5), 1) if phase.heard else None,
        "memory_mb": round(phase.memory_mb),
        "cpu_s": round(phase.cpu_s, 2),
        "cpu_wait_s": round(phase.cpu_wait_s, 2),
    }


def main() -> int:
    """Measure every phase; 1 when a figure was missed."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--seconds", type=float, default=20, help="for each phase")
    options.add_argument("--port", type=int, default=8941)
    options.add_argument("--only", default="", help="phases whose name has this in it")
    given = options.parse_args()
    phases = [phase for phase in PHASES if given.only in phase.name]
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        app, people = house.build(Path(folder), VISITORS, FILMS)
        with house.gunicorn(given.port, Path(folder) / "gunicorn.log") as pid:
            measure(Phase("warming up"), app, given.port, pid, people, 5)
            for phase in phases:
                measure(phase, app, given.port, pid, people, given.seconds + SETTLING_S)
    figures = [report(phase) for phase in phases]
    for name in figures[0]:
        print(f"{name:<14}" + "".join(f"{row[name]!s:>22}" for row in figures))
    misses = [f"{phase.name}: {miss}" for phase in phases for miss in phase.misses]
    print("\n".join(f"MISSED {miss}" for miss in misses) or "Every figure held.")
    print(json.dumps({"bench": "serving", "ok": not misses, "misses": misses, "phases": figures}))
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
