"""`flask search …`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.foundation.db import writing
from app.search import indexing

search = AppGroup("search", help="The search index.")


@search.command("rebuild")
def rebuild() -> None:
    """Write every document anew."""
    with writing():
        count = indexing.rebuild()
    click.echo(f"{count} documents written.")
