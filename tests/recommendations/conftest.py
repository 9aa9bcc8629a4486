from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.catalogue.models import Title
from app.recommendations.serving import forget_weights
from tests.cast import Cast
from tests.recommendations import house


@pytest.fixture
def films(app: Flask, cast: Cast) -> Iterator[dict[str, Title]]:
    """Ten films, and twelve people who watched them; nothing of other tests is served."""
    forget_weights()
    films = house.make_films()
    house.fill(films)
    yield films
    forget_weights()
