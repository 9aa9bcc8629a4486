"""Where the worker runs as root, the programs that read people's files do not: they become `nobody`.

Such a program may read what root may, since films lie in folders of root's, and write into its own folder only. See
capabilities(7): permissions survive the change of user (PR_SET_KEEPCAPS), all but one are dropped, and that one passes
on to the program (an ambient capability).
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

NOBODY = 65534
DEVICES = Path("/dev/dri")
PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, RAISE = 8, 38, 47, 2
CAPABILITY_VERSION_3 = 0x20080522
DAC_READ_SEARCH = 2
log = logging.getLogger("matinee.media")


def lowering(folder: Path | None) -> Callable[[], None]:
    """What the child does to be `nobody`, to whom `folder` is given; nothing where this process is not root."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not _may_lend():
        return lambda: None
    if folder is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    library, groups = ctypes.CDLL(None, use_errno=True), _groups()

    def lower() -> None:
        library.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setgroups(groups)
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        only = 1 << DAC_READ_SEARCH
        header, data = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)(only, only, only)
        if library.capset(header, data) or library.prctl(PR_CAP_AMBIENT, RAISE, DAC_READ_SEARCH, 0, 0):
            os._exit(126)
        library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)

    return lower


def _groups() -> list[int]:
    """Those of the chips that encode."""
    return sorted({path.stat().st_gid for path in DEVICES.glob("renderD*")})


@cache
def _may_lend() -> bool:
    """Whether root itself may read everything here, which containers often take from it."""
    facts = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    mine = next((line.split()[1] for line in facts.splitlines() if line.startswith("CapPrm:")), "0")
    if int(mine, 16) >> DAC_READ_SEARCH & 1:
        return True
    log.warning("ffmpeg runs as root here: run the worker as a user of its own")
    return False
