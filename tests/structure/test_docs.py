"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMED = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|md|txt|css|js|conf|yaml|html))?)`")
MADE = ("instance", ".venv")  # by set-up, not by anybody who writes here
BASES = (ROOT, ROOT / "tests", ROOT / "app", ROOT / "app" / "static" / "js", ROOT / "app" / "templates")


def missing(text: str) -> list[str]:
    """Paths in backquotes that are nowhere."""
    named = {path for path in NAMED.findall(text) if path.split("/")[0] not in MADE}
    return sorted(path for path in named if not any((base / path).exists() for base in BASES))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    assert missing(document.read_text(encoding="utf-8")) == []


def test_a_file_that_is_not_there_is_reported() -> None:
    assert missing("see `tests/accounts/test_nothing.py` and `app/accounts/`") == ["tests/accounts/test_nothing.py"]
