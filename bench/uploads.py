"""Whether a film of 200 MB arrives as it was: `python -m bench.uploads [--megabytes 200]`.

Cut off five times by its sender and five times by kill -9 of the whole house. Prints a table, then one JSON line.
Exit code 1 when the SHA-256 differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.uploads.cuts import sending

CUTS = 5


def main() -> int:
    """Print what was seen; 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    size = parser.parse_args().megabytes * 1_000_000
    film = b"\x1a\x45\xdf\xa3" + Random(size).randbytes(size - 4)
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as name, sending(Path(name), film) as upload:
        upload.begin()
        arrived = upload.cut(CUTS)
        left, begun = size - arrived[-1], time.perf_counter()
        upload.send()
        speed = left / 1e6 / (time.perf_counter() - begun)
        files = list((upload.house.programme.instance / "sources").iterdir())
        is_same = [hashlib.sha256(file.read_bytes()).digest() for file in files] == [hashlib.sha256(film).digest()]
    for number, bytes_ in enumerate(arrived):
        print(f"{'sender' if number % 2 == 0 else 'kill -9':<10} {bytes_:>12,} bytes had arrived")
    print(f"the rest   {left:>12,} bytes at {speed:.0f} MB/s; SHA-256 {'equal' if is_same else 'DIFFERS'}")
    print(json.dumps({"question": "uploads", "cuts": len(arrived), "equal": is_same, "mb_per_s": round(speed)}))
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
