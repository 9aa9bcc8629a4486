"""The jobs table is the queue: leased, beating, retried, reaped, cancellable, with progress."""

from app.foundation.jobs.models import Job, JobState
from app.foundation.jobs.queue import Lane, enqueue, job
from app.foundation.jobs.run import JobCancelled, JobRefused, Run
from app.foundation.jobs.schedule import every

__all__ = ["Job", "JobCancelled", "JobRefused", "JobState", "Lane", "Run", "enqueue", "every", "job"]
