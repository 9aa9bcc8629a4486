"""How much the widest tests look at: in `make test` an even choice of it, in `make thorough` all there is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

THOROUGH = os.environ.get("MATINEE_THOROUGH") == "1"


def some(values: Sequence[Any], most: int) -> Sequence[Any]:
    """`most` of them at even distances, with the first and the last; all of them when the run is thorough."""
    count = len(values)
    if THOROUGH or count <= most:
        return values
    return [values[place * (count - 1) // (most - 1)] for place in range(most)]
