"""`make run` once set-up is done: database and demo in one go, then web and worker under the supervisor.

DEMO=0           an empty house; the one-time code for its first admin is printed
PORT             8000
MATINEE_HOST     127.0.0.1; 0.0.0.0 lets the home network in
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from app.operations.preparation import CannotPrepare, ensure_prepared
from app.operations.supervisor import Child, Supervisor

PATIENCE_S = 4.0
NO_DEMO = "opened-without-demo"
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 # nosec B104 - compared with, not bound to


class House:
    """Where it runs and what is in it, as the environment says."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.host = values.get("MATINEE_HOST", "127.0.0.1")
        self.port = _port(values.get("PORT") or "8000")
        self.instance = Path(values.get("MATINEE_INSTANCE") or "instance").resolve()
        self.public_address = values.get("MATINEE_ADDRESS", "")
        self.wants_demo = values.get("DEMO", "").lower()

    @property
    def has_demo(self) -> bool:
        """DEMO decides; unsaid, a house that was once opened without the demo stays without it."""
        if self.wants_demo:
            return self.wants_demo not in ("0", "no", "off", "false")
        return not (self.instance / NO_DEMO).exists()

    @property
    def address(self) -> str:
        """What to type on this machine."""
        shown = "localhost" if self.host in (*EVERYWHERE, "127.0.0.1") else self.host
        return self.public_address or f"http://{shown}:{self.port}"

    def enter(self) -> IO[str]:
        """Lock the instance folder for as long as the given file stays open. SystemExit when somebody else has it."""
        self.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (self.instance / "run.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            cure = "Cure: stop it, or name another MATINEE_INSTANCE"
            raise SystemExit(f"Matinee already runs in {self.instance}. {cure}") from None
        return lock

    def remember(self) -> None:
        """Keep the demo's open registration and known names out of a real owner's house for good."""
        if not self.has_demo:
            (self.instance / NO_DEMO).touch()
        elif self.wants_demo:
            (self.instance / NO_DEMO).unlink(missing_ok=True)

    def check_port(self, patience_s: float = PATIENCE_S) -> None:
        """SystemExit when the port stays taken; a run that was just killed needs a moment to let go of it."""
        deadline = time.monotonic() + patience_s
        while error := self._refusal():
            if time.monotonic() >= deadline:
                raise SystemExit(f"Port {self.port}: {error.strerror}. Cure: PORT={self.port + 1} make run")
            time.sleep(0.1)

    def _refusal(self) -> OSError | None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with closing(socket.socket(family)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                return error
        return None

    def is_ready(self) -> bool:
        """Whether /readyz answers 200."""
        here = "127.0.0.1" if self.host in EVERYWHERE else self.host
        name = urlsplit(self.public_address).netloc or f"{here}:{self.port}"
        with suppress(OSError, HTTPException), closing(HTTPConnection(here, self.port, timeout=2)) as connection:
            connection.request("GET", "/readyz", headers={"Host": name})
            return connection.getresponse().status == 200
        return False


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise SystemExit(f"PORT is {text!r}, which is no port. Cure: PORT=8000 make run")


def welcome(house: House, first_admin_code: str) -> str:
    """What is printed once it serves: the address, and how to get in."""
    lines = ["", f"  Matinee is open: {house.address}"]
    if house.host in EVERYWHERE:
        lines.append(f"  On your network: http://{socket.gethostname()}:{house.port}")
    if house.has_demo:
        lines += ["", *_sign_ins(house.instance / "demo-accounts.json")]
    elif first_admin_code:
        lines += ["", "  There is no admin yet. This code makes the first one, once:", f"  {first_admin_code}"]
    return "\n".join([*lines, "", "  Ctrl-C stops it.", ""])


def _sign_ins(path: Path) -> list[str]:
    """One line an account: role, e-mail address, password, profiles."""
    if not path.is_file():
        return []
    accounts = json.loads(path.read_text(encoding="utf-8"))
    width = max((len(account["email"]) for account in accounts), default=0)
    words = max((len(account["password"]) for account in accounts), default=0)
    rows = [f"  {a['role']:<10}{a['email']:<{width + 2}}{a['password']:<{words + 2}}{_profiles(a)}" for a in accounts]
    return [f"  Demo sign-ins (also in {path}):", *(row.rstrip() for row in rows)]


def _profiles(account: Mapping[str, list[dict[str, object]]]) -> str:
    return ", ".join(_profile(profile) for profile in account["profiles"])


def _profile(profile: Mapping[str, object]) -> str:
    facts = [f"up to {profile['maturity']}"] if profile["maturity"] != 18 else []
    facts += [f"PIN {profile['pin']}"] if profile["pin"] else []
    return f"{profile['name']} ({', '.join(facts)})" if facts else str(profile["name"])


def children(env: Mapping[str, str]) -> list[Child]:
    """Web and worker; their lines come unbuffered, so that each is seen when it is said."""
    python, loud = sys.executable, {**env, "PYTHONUNBUFFERED": "1"}
    return [
        Child("web", [python, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"], loud),
        Child("worker", [python, "-m", "flask", "--app", "wsgi", "jobs", "work"], loud),
    ]


def serve(house: House, first_admin_code: str) -> int:
    """Run until told to stop; welcome people once /readyz answers."""

    def wait_for_readiness() -> bool:
        if not house.is_ready():
            return True
        print(welcome(house, first_admin_code), flush=True)
        return False

    return Supervisor(children(os.environ), poll=wait_for_readiness).run()


def main() -> int:
    """Prepare and serve; 1 with the reason when it cannot be prepared, 130 when interrupted."""
    house = House(os.environ)
    lock = house.enter()
    house.check_port()
    os.environ.setdefault("MATINEE_ENV", "demo" if house.has_demo else "home")
    try:
        first_admin_code = ensure_prepared(house.instance, house.has_demo)
    except CannotPrepare as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. Run it again: it goes on where it was.", file=sys.stderr)
        return 130
    house.remember()
    with lock:
        return serve(house, first_admin_code)


if __name__ == "__main__":
    sys.exit(main())
