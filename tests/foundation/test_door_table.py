"""`flask access table`: every address and who may come in."""

from __future__ import annotations

import json

from flask import Flask


def test_every_rule_is_listed_with_who_may(house: Flask) -> None:
    rows = json.loads(house.test_cli_runner().invoke(args=["access", "table", "--json"]).output)
    assert len(rows) == len(list(house.url_map.iter_rules()))
    who = {row["endpoint"]: row["who"] for row in rows}
    assert who["accounts.sign_in"] == "public" and who["profiles.index"] == "signed-in"
    assert who["profiles.theme_update"] == "profile"


def test_it_reads_as_lines_too(house: Flask) -> None:
    assert "/sign-in" in house.test_cli_runner().invoke(args=["access", "table"]).output
