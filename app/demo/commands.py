"""`flask demo …`: open the demo, take it away."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.demo.opening import open_demo
from app.demo.removal import remove_demo

demo = AppGroup("demo", help="The demo programme.")


@demo.command("open")
def open_() -> None:
    """Set the demo up, or go on where it was interrupted."""
    path = open_demo()
    click.echo(f"The demo is open; its sign-ins are in {path}.")


@demo.command("remove")
@click.confirmation_option(prompt="Remove the demo's titles, films, people and accounts?")
def remove() -> None:
    """Take away everything that `open` made, and nothing else."""
    click.echo(f"Removed {remove_demo()} rows and their files.")
