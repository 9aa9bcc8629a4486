"""A fragment is a part of a page: asked for both ways, it must stand identical inside."""

from __future__ import annotations

import re

from tests.cast import Person

OUT_OF_BAND = re.compile(r"<hx-partial\b.*?</hx-partial>", re.DOTALL)
ROOT = re.compile(r"<[a-z][a-z0-9-]*\b[^>]*\bid=\"([^\"]+)\"")


def assert_fragment_in_page(person: Person, path: str, block_id: str) -> None:
    """Ask for page and fragment; the fragment's root element has this id and stands identical in the page."""
    page, part = person.get(path), person.get(path, fragment=True)
    assert page.status_code == part.status_code == 200, f"{path}: {page.status_code} and {part.status_code}"
    assert_part_of(page.text, part.text, block_id)


def assert_part_of(page: str, fragment: str, block_id: str) -> None:
    """The same for two answers already at hand (a form sent back with 422, say)."""
    root = OUT_OF_BAND.sub("", fragment).strip()
    found = ROOT.match(root)
    assert found and found[1] == block_id, f"the fragment begins with {root[:80]!r}, not with #{block_id}"
    assert "<html" not in root, "the fragment is a whole page"
    assert root in page, f"#{block_id} differs inside the page"
