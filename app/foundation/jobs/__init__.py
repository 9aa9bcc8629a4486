"""The jobs table is the queue: leased, beating, retried, reaped, cancellable, with progress."""

from app.foundation.jobs.models import Job, JobState
from app.foundation.jobs.queue import Lane, enqueue, job

__all__ = ["Job", "JobState", "Lane", "enqueue", "job"]
