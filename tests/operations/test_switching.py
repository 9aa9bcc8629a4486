"""No greenlet waits with SQLite's write lock in hand: the guard, and that it could fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
from gevent import monkey
monkey.patch_all()
import sys, time
import gevent
from pathlib import Path
from app.foundation.db import db
from app.foundation.jobs import enqueue
from app.operations import switches
from tests.foundation.workshop import make_workshop, migrate

address, waits = sys.argv[1], sys.argv[2] == "waits"
migrate(address)
app = make_workshop(Path("/nowhere"), address)
assert switches.watch(app) is not None
busy = gevent.spawn(lambda: [time.sleep(0.001) for _ in range(200)])
with app.app_context():
    for number in range(20):
        enqueue("chore.mark", file="nowhere")
        if waits:
            time.sleep(0.01)
        db.session.commit()
        time.sleep(0.002)
print("20 transactions")
"""


def run(tmp_path: Path, how: str) -> subprocess.CompletedProcess[str]:
    address = f"sqlite:///{tmp_path / 'switching.db'}"
    return subprocess.run([sys.executable, "-c", PROGRAM, address, how], cwd=ROOT, capture_output=True, text=True)


def test_a_write_that_does_not_wait_passes_the_guard(tmp_path: Path) -> None:
    done = run(tmp_path, "goes")
    assert done.stdout == "20 transactions\n", done.stderr


def test_a_write_that_waits_is_found_and_its_place_named(tmp_path: Path) -> None:
    done = run(tmp_path, "waits")
    place = PROGRAM.splitlines().index("            time.sleep(0.01)") + 1
    assert done.returncode != 0 and "SwitchedWhileWriting" in done.stderr
    assert f'File "<string>", line {place}' in done.stderr
