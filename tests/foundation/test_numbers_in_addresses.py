"""Ids in addresses: whatever cannot be a row's key matches no route."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from app.foundation import routing


@pytest.fixture
def matcher() -> object:
    app = Flask(__name__)
    routing.init_app(app)
    app.add_url_rule("/films/<number:film_id>", "film")
    app.add_url_rule("/faces/<number(low=0):seed>.svg", "face")
    return app.url_map.bind("localhost").match


@pytest.mark.parametrize("text", ["1", "42", "2147483647"])
def test_a_key_is_taken(matcher, text: str) -> None:
    assert matcher(f"/films/{text}") == ("film", {"film_id": int(text)})


@pytest.mark.parametrize("text", ["0", "007", "2147483648", "-1", "1.0", "٣", "9" * 5000, "x", "%00"])
def test_anything_else_names_nothing(matcher, text: str) -> None:
    with pytest.raises(NotFound):
        matcher(f"/films/{text}")


def test_a_count_may_begin_at_nought(matcher) -> None:
    assert matcher("/faces/0.svg") == ("face", {"seed": 0})
