"""Mail: an outbox of rows, sent by jobs; to the console in development, by SMTP otherwise."""

from app.foundation.mail.models import Mail
from app.foundation.mail.outbox import send

__all__ = ["Mail", "send"]
