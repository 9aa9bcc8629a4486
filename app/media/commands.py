"""`flask media …`: files taken in, and leftovers removed, from the console."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.catalogue.models import Title
from app.foundation.db import db
from app.foundation.text import plural
from app.media import sources
from app.media.bucket import BucketFailed
from app.media.checking import findings, remove_orphans
from app.media.models import Store, Video, VideoState
from app.media.moving import NO_BUCKET, queue_move
from app.media.place import media_bucket

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
@click.option("--deep", is_flag=True, help="Read every byte in the bucket, and compare it with what was sent.")
def check(remove: bool, deep: bool) -> None:
    """Compare the files with the rows: gaps and orphans. Exit code 1 where a viewer would meet a gap."""
    try:
        found = findings(deep)
    except BucketFailed as failure:
        raise click.ClickException(failure.reason) from failure
    for finding in found:
        click.echo(finding.what)
    gaps, orphans = [f for f in found if not f.is_orphan], [f for f in found if f.is_orphan]
    size = sum(finding.size for finding in orphans)
    click.echo(f"{plural(len(gaps), 'gap')}, {plural(len(orphans), 'orphan')} of {size / 1e6:,.1f} MB.")
    if remove:
        click.echo(f"{remove_orphans(orphans) / 1e6:,.1f} MB freed.")
    raise SystemExit(1 if gaps else 0)


@media.command("move")
@click.argument("to", type=click.Choice([store.value for store in Store]))
@click.argument("references", nargs=-1)
def move(to: str, references: tuple[str, ...]) -> None:
    """Have ready films brought to the bucket or the folder: those named, else all. The worker does it, one by one."""
    if media_bucket() is None:
        raise click.ClickException(NO_BUCKET)
    select = db.select(Video).where(Video.state == VideoState.READY, Video.store != to).order_by(Video.id)
    if references:
        select = select.where(Video.reference.in_(references))
    count = sum(bool(queue_move(video, to)) for video in db.session.scalars(select).all())
    db.session.commit()
    click.echo(f"{plural(count, 'film')} will be moved to the {to}.")
