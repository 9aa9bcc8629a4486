"""`flask media …`: files taken in, and leftovers removed, from the console."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.text import plural
from app.media import sources
from app.media.checking import findings, remove_orphans

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


@media.command("check")
@click.option("--remove", is_flag=True, help="Remove what no video is told of.")
def check(remove: bool) -> None:
    """Compare the files with the rows: gaps and orphans. Exit code 1 where a viewer would meet a gap."""
    found = findings()
    for finding in found:
        click.echo(finding.what)
    gaps, orphans = [f for f in found if not f.is_orphan], [f for f in found if f.is_orphan]
    size = sum(finding.size for finding in orphans)
    click.echo(f"{plural(len(gaps), 'gap')}, {plural(len(orphans), 'orphan')} of {size / 1e6:,.1f} MB.")
    if remove:
        click.echo(f"{remove_orphans(orphans) / 1e6:,.1f} MB freed.")
    raise SystemExit(1 if gaps else 0)
