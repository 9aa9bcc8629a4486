"""Files that mean harm: each is refused or fails with a sentence, reads nothing else, and hangs nobody."""

from __future__ import annotations

import shutil
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.media.fates import fate_of, look_at
from tests.media.hostile import hostile

pytestmark = pytest.mark.media
PARTS = 4


@dataclass
class Trap:
    """A server that nobody should call."""

    port: int = 0
    calls: list[bytes] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        """Note who calls, until the socket is closed."""
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            with closing(caller):
                self.calls.append(caller.recv(200))


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    listener = socket.create_server(("127.0.0.1", 0))
    trap = Trap(listener.getsockname()[1])
    thread = threading.Thread(target=trap.serve, args=(listener,), daemon=True)
    thread.start()
    yield trap
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(timeout=5)


def test_there_are_many_of_them(tmp_path: Path) -> None:
    assert sum(1 for _ in hostile(tmp_path, 9)) >= 140


@pytest.mark.parametrize("part", range(PARTS))
def test_each_comes_to_an_end_that_can_be_told(tmp_path: Path, trap: Trap, part: int) -> None:
    files = tmp_path / "files"
    files.mkdir()
    fates = Counter[str]()
    for path in list(hostile(files, trap.port))[part::PARTS]:
        folder = tmp_path / "package"
        fate = fate_of(path, folder)
        fates[fate.kind] += 1
        if fate.package is None:
            assert fate.reason.endswith("."), f"{path.name}: {fate.reason}"
            assert "root:" not in fate.reason and not folder.exists()
        else:
            assert path.name.split("-")[1] in ("turned", "cut"), f"{path.name} became a film"
            pixels, square, frames = look_at(fate.package, folder)
            assert (pixels, square) == ("yuv420p", True) and frames
            shutil.rmtree(folder)
    assert trap.calls == []
    assert fates["refused"] > 5 and fates["failed"] > 5


def test_a_call_would_be_noticed(trap: Trap) -> None:
    with socket.create_connection(("127.0.0.1", trap.port)) as caller:
        caller.sendall(b"here")
    for _ in range(100):
        if trap.calls:
            break
        threading.Event().wait(0.02)
    assert trap.calls == [b"here"]
    trap.calls.clear()
