"""`make audit`: ruff's security rules, bandit, the local semgrep rules, the vendored files, known weaknesses of the
packages. Only the last one needs the network, and says so where there is none.

A check that saw nothing fails: each tool must have read the files it was given, and each local rule must fire on the
fault that planted.py holds for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.steps import PYTHON, ROOT, VENV

HERE = Path(__file__).parent
CODE = ["app", "config.py", "wsgi.py", "scripts", "migrations"]
BIN = PYTHON.parent
SEMGREP = VENV / "audit" / "bin"
QUIET = {"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}


def ruff() -> list[str]:
    """Ruff with the project's own choice of rules, all of S (security) and B (bugs) among them."""
    answer = _run([str(PYTHON), "-m", "ruff", "check", "--output-format", "concise", *CODE])
    return [] if answer.returncode == 0 else answer.stdout.splitlines() + answer.stderr.splitlines()


def bandit() -> list[str]:
    """What bandit finds at medium severity or above; it must have read every file of the code."""
    answer = _run([str(BIN / "bandit"), "-q", "-r", *CODE, "-ll", "-f", "json", "-x", "scripts/audit/planted.py"])
    said = json.loads(answer.stdout or "{}")
    read = {name for name in said.get("metrics", {}) if name != "_totals"}
    faults = [f"bandit could not read {error['filename']}" for error in said.get("errors", [])]
    if len(read) < len(_files()) - 1:
        faults.append(f"bandit read {len(read)} of {len(_files())} files")
    return faults + [f"{r['filename']}:{r['line_number']}: {r['test_id']} {r['issue_text']}" for r in said["results"]]


def semgrep() -> list[str]:
    """The local rules over the code, once each of them has fired on its planted fault."""
    wanted = [line.split("id: ")[1] for line in (HERE / "rules.yaml").read_text().splitlines() if "- id: " in line]
    seen = {_rule(result) for result in _semgrep("scripts/audit/planted.py")["results"]}
    if blind := set(wanted) - seen:
        return [f"the rule {rule} does not see its planted fault" for rule in sorted(blind)]
    said = _semgrep("app", "config.py", "wsgi.py")
    faults = [f"semgrep: {error.get('message', error)}" for error in said["errors"]]
    if len(said["paths"]["scanned"]) < 200:
        faults.append(f"semgrep read only {len(said['paths']['scanned'])} files")
    return faults + [f"{r['path']}:{r['start']['line']}: {_rule(r)} {r['extra']['message']}" for r in said["results"]]


def vendored() -> list[str]:
    """Vendored scripts are byte for byte what SOURCES.md says."""
    answer = _run([str(PYTHON), "-m", "scripts.vendor", "--check"])
    return [] if answer.returncode == 0 else (answer.stdout + answer.stderr).splitlines()


def weaknesses() -> list[str]:
    """What is publicly known of the locked packages, asked of PyPI. Where nobody answers, nothing was looked up, and
    that is a fault of its own."""
    asked = ["--requirement", "requirements/base.txt", "--disable-pip", "--progress-spinner=off", "--format=json"]
    answer = _run([str(SEMGREP / "pip-audit"), *asked])
    try:
        said = json.loads(answer.stdout)["dependencies"]
    except (ValueError, KeyError):
        return [f"nothing could be looked up: {(answer.stderr.strip().splitlines() or ['no answer'])[-1][:200]}"]
    locked = sum(line[0].isalnum() for line in (ROOT / "requirements/base.txt").read_text().splitlines() if line)
    unseen = [f"only {len(said)} of {locked} packages were looked up"] if len(said) < locked * 0.9 else []
    skipped = [row["name"] for row in said if "skip_reason" in row]
    unseen += [f"{len(skipped)} could not be looked up: {', '.join(skipped[:5])} …"] if skipped else []
    known = [f"{row['name']} {row['version']}: {one['id']}" for row in said for one in row.get("vulns", ())]
    return unseen + known


def _rule(result: dict[str, Any]) -> str:
    return str(result["check_id"]).rsplit(".", 1)[-1]


def _semgrep(*paths: str) -> dict[str, Any]:
    flags = ["--json", "--quiet", "--metrics=off", "--disable-version-check", "--no-git-ignore"]
    answer = _run([str(SEMGREP / "semgrep"), "scan", *flags, "--config", str(HERE / "rules.yaml"), *paths])
    if answer.returncode not in (0, 1):
        raise SystemExit(f"semgrep did not run:\n{answer.stderr}")
    said: dict[str, Any] = json.loads(answer.stdout)
    return said


def _files() -> list[Path]:
    folders = [ROOT / name for name in CODE]
    return [path for folder in folders for path in ([folder] if folder.is_file() else folder.rglob("*.py"))]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **QUIET, "PATH": f"{SEMGREP}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)


def main() -> int:
    """Run every check; 1 when any found something."""
    checks: tuple[Callable[[], list[str]], ...] = (ruff, bandit, semgrep, vendored, weaknesses)
    found = {check.__name__: check() for check in checks}
    for name, faults in found.items():
        print(f"{name:<12}{len(faults)} to look at" if faults else f"{name:<12}ok")
        print("".join(f"  {fault}\n" for fault in faults), end="")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
