"""A worker over the chores: `python -m tests.foundation.worker_process <database> <instance> <quick> <slow>`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from app.foundation.jobs import Lane
from app.foundation.jobs.worker import Worker
from tests.foundation.workshop import make_workshop


def main(address: str, instance: str, quick: str, slow: str) -> None:
    worker = Worker(make_workshop(Path(instance), address), {Lane.QUICK: int(quick), Lane.SLOW: int(slow)}, grace_s=1)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    if not worker.run():
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
