"""What a player's heartbeat costs: `python -m bench.heartbeat`.

Twenty viewers beat through gunicorn on loopback. Prints a table, then one JSON line. Exit code 1 when the figure is
missed.
"""

from __future__ import annotations

import asyncio
import json
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import clients, house
from tests.browser.programme import free_port

BOUNDS = {"heartbeat_cpu_ms": 1.5}
BEATERS, TURNS, BEATS = 20, 20, 10  # viewers, and how often each says how many beats


def measured() -> dict[str, Any]:
    """Processor time of one beat in a gunicorn process, in milliseconds: the median of the turns after a first, for
    whatever else the machine does makes some of them slower. An interpreter that was built without
    `--enable-optimizations` (as pyenv's are, and distributions' are not) takes an eighth more."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        _, visitors = house.build(Path(folder), BEATERS, 1)
        port = free_port()
        with house.gunicorn(port, Path(folder) / "log") as pid:
            turns = [_turn(pid, port, visitors, first) for first in range(1, (TURNS + 1) * BEATS, BEATS)]
    return {"python": platform.python_version(), "heartbeat_cpu_ms": round(statistics.median(turns[1:]), 3)}


def _turn(pid: int, port: int, visitors: list[house.Visitor], first: int) -> float:
    before, _ = house.processor_s(pid)
    asyncio.run(_beat(port, visitors, BEATS, first))
    after, _ = house.processor_s(pid)
    return (after - before) / (BEATS * len(visitors)) * 1000


async def _beat(port: int, visitors: list[house.Visitor], count: int, first: int) -> None:
    async def one(visitor: house.Visitor) -> None:
        connection = clients.Connection(port)
        for number in range(first, first + count):
            status = await connection.ask(clients.beat(visitor, number))
            assert status == 204, status  # else it measures refusals
        connection.close()

    await asyncio.gather(*map(one, visitors))


def main() -> int:
    """Measure, print, judge."""
    figures = measured()
    missed = [name for name, bound in BOUNDS.items() if figures[name] > bound]
    for name, value in figures.items():
        print(f"{name:<26}{value!s:>12}  {f'at most {BOUNDS[name]}' if name in BOUNDS else ''}")
    print(json.dumps({"question": "heartbeat", **figures, "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
