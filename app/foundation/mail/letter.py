"""A row of the outbox as the bytes that travel: plain text, HTML beside it, headers by the library alone."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from app.foundation.mail.models import Mail

# Lines up to 900 octets (998 are allowed): a folded List-Unsubscribe would become an encoded word that nobody can open.
POLICY = SMTP.clone(max_line_length=900)


class UnfitForMail(ValueError):
    """No mail can be made of this row; the text is a sentence."""


def letter_of(mail: Mail, sender: Address) -> EmailMessage:
    """The mail as a message. Its Message-ID is the same for each try, so that twins can be told as such."""
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=mail.recipient)
        message["Subject"] = mail.subject
    except (ValueError, IndexError) as error:  # IndexError: the library's parser at the end of an odd address
        raise UnfitForMail(f"“{mail.recipient}” is no address that mail can be sent to.") from error
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<matinee-{mail.id}-{mail.created_at:%Y%m%d%H%M%S%f}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message
