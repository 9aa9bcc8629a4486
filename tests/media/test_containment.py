"""Programs that read people's files: never root, and nothing of theirs is written outside their folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.media.contained import QUICK, capture, end, start

TELL = "import os; print(*os.getresuid(), *os.getresgid())"
WRITE = "open('inside', 'w').write('x'); open({outside!r}, 'w').write('x')"


def test_a_program_is_never_root() -> None:
    code, said, _ = capture([sys.executable, "-c", TELL])
    assert code == 0
    assert b"0" not in said.split()
    if os.geteuid() != 0:
        assert said.split()[0] == str(os.geteuid()).encode()


def test_it_gains_nothing_by_programs_that_make_one_root() -> None:
    facts = capture([sys.executable, "-c", "print(open('/proc/self/status').read())"])[1].decode()
    lent = {line.split()[0]: line.split()[1] for line in facts.splitlines() if line.startswith(("Cap", "NoNew"))}
    if os.geteuid() == 0:
        assert lent["NoNewPrivs:"] == "1"
        assert {lent[name] for name in ("CapInh:", "CapPrm:", "CapEff:", "CapAmb:")} == {"0000000000000004"}
    else:
        assert lent["CapEff:"] == "0000000000000000"


def test_it_writes_into_its_folder_and_not_beside_it(tmp_path: Path) -> None:
    work, outside = tmp_path / "work", tmp_path / "closed" / "outside"
    work.mkdir()
    outside.parent.mkdir(mode=0o555)  # even for whoever is not root
    process = start([sys.executable, "-c", WRITE.format(outside=str(outside))], QUICK, cwd=work, stderr=subprocess.PIPE)
    complaint = process.communicate(timeout=30)[1]
    end(process)
    assert b"Permission denied" in complaint
    assert (work / "inside").read_text() == "x"
    assert not outside.exists()


def test_it_reads_a_film_that_only_its_owner_may_read(tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.write_text("a film")
    film.chmod(0o600)
    assert capture([sys.executable, "-c", f"print(open({str(film)!r}).read())"])[1].strip() == b"a film"
