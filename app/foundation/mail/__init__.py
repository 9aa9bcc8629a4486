"""Mail: an outbox of rows, sent by jobs by SMTP; without MATINEE_SMTP it stays in the house, and says so."""

from app.foundation.mail import jobs
from app.foundation.mail.models import Mail, MailState
from app.foundation.mail.outbox import absolute, send, send_again

__all__ = ["Mail", "MailState", "absolute", "jobs", "send", "send_again"]
