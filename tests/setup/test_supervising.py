"""The supervisor, with real child processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.operations.supervisor import delay_before

ROOT = Path(__file__).resolve().parents[2]
FOREVER = "import time; print('up', flush=True); time.sleep(600)"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
PROGRAM = """
import runpy, sys
alone = runpy.run_path("app/operations/supervisor.py")  # without the whole app, which would take a second
Child, Supervisor = alone["Child"], alone["Supervisor"]
code = dict(pair.split("=", 1) for pair in sys.argv[1:])
Supervisor([Child(name, [sys.executable, "-c", text]) for name, text in code.items()], grace_s=1).run()
print("all ended", flush=True)
"""


class Watched:
    """A supervisor in a process of its own, and everything it has said."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self.log = log

    def said(self) -> list[str]:
        return self.log.read_text().splitlines()

    def waits_for(self, what: Callable[[list[str]], bool], seconds: float = 10) -> list[str]:
        deadline = time.monotonic() + seconds
        while not what(self.said()):
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)
        return self.said()

    def stops_within(self, seconds: float, number: int = signal.SIGTERM) -> float:
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=seconds)
        return time.monotonic() - begun


@contextmanager
def supervised(tmp_path: Path, **code: str) -> Iterator[Watched]:
    log = tmp_path / "log"
    with log.open("w") as output:
        command = [sys.executable, "-c", PROGRAM, *(f"{name}={text}" for name, text in code.items())]
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, text=True)
    try:
        yield Watched(process, log)
    finally:
        process.kill()
        process.wait()


def telling_its_pid(after: str = "time.sleep(600)") -> str:
    return f"import os, time; print('pid', os.getpid(), flush=True); {after}"


def pids_of(name: str, lines: list[str]) -> list[int]:
    return [int(line.split()[-1]) for line in lines if line.startswith(name) and "pid" in line]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().split()[2] if sys.platform == "linux" else "?"
        os.kill(pid, 0)
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"


def test_each_line_carries_the_name_of_the_program_that_said_it(tmp_path: Path) -> None:
    with supervised(tmp_path, web="print('open for viewers'); " + FOREVER, worker=FOREVER) as watched:
        lines = watched.waits_for(lambda said: len(said) >= 3)
    assert "web    | open for viewers" in lines
    assert "worker | up" in lines


def test_a_program_that_is_killed_starts_again_and_the_other_never_notices(tmp_path: Path) -> None:
    with supervised(tmp_path, web=telling_its_pid(), worker=telling_its_pid()) as watched:
        lines = watched.waits_for(lambda said: pids_of("web", said) != [] and pids_of("worker", said) != [])
        os.kill(pids_of("web", lines)[0], signal.SIGKILL)
        lines = watched.waits_for(lambda said: len(pids_of("web", said)) == 2)
        assert any("SIGKILL" in line and "starts again in 0.5 s" in line for line in lines)
        assert len(pids_of("worker", lines)) == 1
        assert is_alive(pids_of("worker", lines)[0])


def test_a_program_that_ends_at_once_is_restarted_ever_more_slowly(tmp_path: Path) -> None:
    with supervised(tmp_path, web="raise SystemExit(3)", worker=FOREVER) as watched:
        lines = watched.waits_for(lambda said: sum("starts again" in line for line in said) >= 3)
    delays = [line.rsplit(" in ", 1)[1] for line in lines if "starts again" in line]
    assert delays[:3] == ["0.5 s", "1 s", "2 s"]
    assert any("exit code 3" in line for line in lines)


def test_the_delay_never_grows_past_half_a_minute() -> None:
    assert [delay_before(restart) for restart in (1, 2, 3, 6, 7, 500)] == [0.5, 1, 2, 16, 30, 30]


def test_sigterm_ends_every_program_and_then_the_supervisor(tmp_path: Path) -> None:
    with supervised(tmp_path, web=telling_its_pid(), worker=telling_its_pid()) as watched:
        lines = watched.waits_for(lambda said: len(said) == 2)
        assert watched.stops_within(5) < 3
        assert not any(is_alive(pid) for pid in pids_of("web", lines) + pids_of("worker", lines))
        assert watched.said()[-1] == "all ended"


def test_ctrl_c_ends_a_program_that_has_just_died_and_waits_to_be_restarted(tmp_path: Path) -> None:
    with supervised(tmp_path, web="raise SystemExit(1)", worker=FOREVER) as watched:
        watched.waits_for(lambda said: sum("starts again" in line for line in said) >= 2)
        watched.stops_within(5, signal.SIGINT)
        assert watched.process.returncode == 0


def test_a_program_deaf_to_sigterm_is_killed_after_the_grace(tmp_path: Path) -> None:
    with supervised(tmp_path, web=DEAF, worker=telling_its_pid()) as watched:
        watched.waits_for(lambda said: len(said) == 2)
        assert 0.9 < watched.stops_within(8) < 5


def test_what_a_killed_program_had_started_is_ended_with_it(tmp_path: Path) -> None:
    grandchild = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    with supervised(tmp_path, web=grandchild + "print('pid', p.pid, flush=True); raise SystemExit(1)") as watched:
        lines = watched.waits_for(lambda said: any("starts again" in line for line in said))
        first = pids_of("web", lines)[0]
        deadline = time.monotonic() + 5
        while is_alive(first) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not is_alive(first)


def test_when_the_supervisor_itself_is_killed_its_programs_end_too(tmp_path: Path) -> None:
    if sys.platform != "linux":
        return  # only Linux can promise this
    with supervised(tmp_path, web=telling_its_pid()) as watched:
        pid = pids_of("web", watched.waits_for(lambda said: len(said) == 1))[0]
        watched.process.kill()
        watched.process.wait()
        deadline = time.monotonic() + 5
        while is_alive(pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not is_alive(pid)
