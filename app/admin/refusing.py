"""A verb's no, at the field that it concerns."""

from __future__ import annotations

from typing import Any

from flask import flash


class Refused(Exception):
    """Nothing is kept; `field` says why, or the top of the page when there is none."""

    def __init__(self, field: Any, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence

    def tell(self) -> None:
        """Say so."""
        if self.field is None:
            flash(self.sentence, "danger")
        else:
            self.field.errors = [*self.field.errors, self.sentence]
