"""What becomes of uploads by itself."""

from __future__ import annotations

from app.foundation.jobs import Run, every
from app.uploads.finishing import remove_expired


@every("uploads.sweep", hours=1)
def sweep(_run: Run) -> None:
    """Remove what nobody went on sending."""
    remove_expired()
