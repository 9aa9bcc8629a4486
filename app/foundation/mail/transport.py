"""How mail leaves the house: by SMTP (RFC 5321), encrypted wherever the other side can, or not at all."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from app.foundation.settings import ConfigError

TIMEOUT_S = 20.0
PORTS = {"smtp": 587, "smtps": 465}
HOME = ("localhost", "127.0.0.1", "::1")
LIKE = "it must look like smtp://user:password@mail.example.org:587, or smtps:// for port 465."


class MailFailed(Exception):
    """It was not taken. `reason` is a sentence; `is_final` says that trying again would not help."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


@dataclass(frozen=True)
class Smtp:
    """A server that takes our mail. `smtp` turns to TLS when offered; `smtps` begins with it."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    def deliver(self, message: EmailMessage) -> None:
        """Hand one message over. Raises MailFailed with the reason."""
        try:
            with self._connect() as server:
                self._sign_in(server)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPAuthenticationError as error:
            raise MailFailed(f"{self.host} does not know this user or password.", is_final=True) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:  # refused, timed out, hung up, an unknown certificate
            raise MailFailed(f"{self.host}:{self.port} could not be reached ({_said(error)}).") from error

    def _connect(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)

    def _sign_in(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self.scheme == "smtp" and self.host not in HOME and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif self.scheme == "smtp" and self.user and self.host not in HOME:
            raise MailFailed(f"{self.host} offers no encryption, so the password was not sent.", is_final=True)
        if self.user:
            server.login(self.user, self.password)


def smtp_from(address: str) -> Smtp | None:
    """The server that `MATINEE_SMTP` names; None when it is empty. Raises ConfigError without repeating a password."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"MATINEE_SMTP cannot be read; {LIKE}") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query or port == 0:
        raise ConfigError(f"MATINEE_SMTP cannot be read; {LIKE}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ConfigError(f"MATINEE_SMTP needs user and password, or neither; {LIKE}")
    return Smtp(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def sender_from(text: str) -> Address:
    """Whom mail is from, `Name <address>` or an address alone. Raises ConfigError."""
    name, _, rest = text.rpartition("<") if text.endswith(">") else ("", "", f"{text}>")
    try:
        sender = Address(display_name=name.strip().strip('"'), addr_spec=rest[:-1])
        sender.addr_spec.encode("ascii")
    except (ValueError, IndexError) as error:
        raise ConfigError(_no_sender(text)) from error
    if "." not in sender.domain and sender.domain != "localhost":
        raise ConfigError(_no_sender(text))
    return sender


def _no_sender(text: str) -> str:
    return f"MATINEE_MAIL_FROM is {text!r}; it must look like Matinee <films@example.org>."


def _refusal(code: int, words: bytes | str) -> MailFailed:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return MailFailed(f"The mail server answered {code}: {said}"[:500], is_final=500 <= code < 600)


def _said(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
