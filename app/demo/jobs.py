"""Jobs of the demo."""

from __future__ import annotations

from app.demo.filming import film, hang_stills
from app.demo.members import watch
from app.foundation.jobs import Lane, Run, job


@job("demo.film", lane=Lane.SLOW)
def demo_film(run: Run, film_key: str) -> None:
    """Draw one film and take it in like an upload."""
    film(film_key, run)


@job("demo.stills")
def demo_stills(run: Run) -> None:
    """Give the drawn films' titles their pictures before the films are there."""
    hang_stills(run)


@job("demo.watched")
def demo_watched(_run: Run, video_id: int) -> None:
    """Write what the made-up members have seen of a film that plays now."""
    watch(video_id)
