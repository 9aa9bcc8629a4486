"""Every list of the editors' house, whole and as the rows that HTMX swaps."""

from __future__ import annotations

from flask import Flask

from app.foundation.access import doors
from tests.cast import Cast


def lists(app: Flask) -> list[str]:
    """The lists' addresses: where rows may be looked up, there is a list above."""
    return [door.rule.removesuffix("ajax/lookup/") for door in doors(app) if door.rule.endswith("/ajax/lookup/")]


def test_the_rows_of_every_list_are_part_of_its_page(cast: Cast) -> None:
    assert len(lists(cast.app)) > 10
    for address in lists(cast.app):
        answer = cast.admin.get(f"{address}?search=nothing-is-called-so", fragment=True)
        assert answer.status_code == 200 and 'id="rows"' in answer.text and "<html" not in answer.text, address
        assert 'id="rows"' in cast.admin.get(address).text, address
