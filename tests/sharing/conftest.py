"""A film that all of Elm Street but Mia may see, and whoever is found by a handle."""

from __future__ import annotations

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from tests.cast import Cast
from tests.programme import make_title


@pytest.fixture
def film(cast: Cast) -> Title:
    cast.profiles["stranger"].handle = "iris"
    db.session.commit()
    return make_title("The Aurora Keeper", 12, tagline="A lamp at the end of the lake.")
