"""`flask media …`: files taken in, and leftovers removed, from the console."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.catalogue.models import Title
from app.foundation.db import db
from app.media import sources

media = AppGroup("media", help="Films' files.")


@media.command("add")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
def add(slug: str, file: Path) -> None:
    """Take in FILE as the film SLUG and queue its encode."""
    title = db.session.scalar(db.select(Title).where(Title.slug == slug))
    if title is None or title.is_series:
        raise click.ClickException(f"There is no film called {slug}.")
    try:
        video = sources.take_in(file, file.name, title)
    except sources.RefusedSource as refusal:
        raise click.ClickException(refusal.reason) from refusal
    click.echo(f"{video.reference} waits to be encoded.")


@media.command("tidy")
def tidy() -> None:
    """Remove what uploads that were cut off left behind."""
    click.echo(f"{sources.remove_leftovers()} files removed.")
