"""What the machine says: `MATINEE_…` variables become Flask's configuration, or Matinee refuses to start."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url

from app.foundation.mail.transport import sender_from, smtp_from
from app.foundation.settings import ConfigError, Environment
from app.media.encoders import WORDS

ENVIRONMENTS = ("demo", "home", "development", "production")


def from_environment(values: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Read and check every setting. Raises ConfigError with the variable and its cure."""
    env = Environment(values)
    kind = env.choice("ENV", "production", ENVIRONMENTS)
    instance = Path(env.text("INSTANCE", "instance")).resolve()
    address, database = env.text("ADDRESS", ""), _database(env, instance)
    return {
        "ENV": kind,
        "INSTANCE": instance,
        "ADDRESS": address.rstrip("/"),
        "SECRET_KEY": _secret_key(env, kind, instance),
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": not database.startswith("sqlite")},  # a file hangs up on nobody
        **_mail(env, address.rstrip("/")),
        "REGISTRATION": "open" if kind == "demo" else env.choice("REGISTRATION", "invitation", ("open", "invitation")),
        "TRUSTED_PROXIES": env.number("TRUSTED_PROXIES", 0, 0, 5),
        **_stores(env),
        **_encoding(env),
        "MAX_UPLOAD_MB": env.number("MAX_UPLOAD_MB", 20_000, 1, 1_000_000),
        "UPLOAD_QUOTA_GB": env.number("UPLOAD_QUOTA_GB", 0, 0, 1_000_000),
        "LIBRARY": _library(env),
        "MOST_STREAMS": env.number("MOST_STREAMS", 500, 0, 100_000),
        "MAX_CONTENT_LENGTH": 10 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "SESSION_COOKIE_NAME": "__Host-matinee" if address.startswith("https://") else "matinee",
        "PERMANENT_SESSION_LIFETIME": 90 * 86_400,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_REFRESH_EACH_REQUEST": False,  # a late answer would bring back the cookie of before
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": address.startswith("https://"),
        "WTF_CSRF_TIME_LIMIT": None,
        "TRUSTED_HOSTS": _trusted_hosts(env, kind, address),
    }


def _stores(env: Environment) -> dict[str, Any]:
    """Where films are kept once they are encoded, and who sends them to viewers."""
    bucket, endpoint, region = _bucket(env), env.text("BUCKET_ENDPOINT", ""), env.text("BUCKET_REGION", "us-east-1")
    delivery = env.choice("DELIVERY", "app", ("app", "accel", "redirect"))
    if delivery == "redirect" and not bucket:
        raise ConfigError("MATINEE_DELIVERY=redirect sends viewers to a bucket; name it in MATINEE_BUCKET.")
    at_amazon = f"https://s3.{region}.amazonaws.com"
    seen = urlsplit(endpoint or at_amazon)
    places = ("bucket", "folder") if bucket else ("folder",)
    return {
        "DELIVERY": delivery,
        "MEDIA_ORIGIN": f"{seen.scheme}://{seen.netloc}" if delivery == "redirect" else "",
        "BUCKET": bucket,
        "KEEP_IN": env.choice("KEEP_IN", places[0], places),
    }


def _encoding(env: Environment) -> dict[str, Any]:
    """What the worker may use; the media room reads the last two from the environment, where it has no app."""
    return {
        "ENCODES": env.number("ENCODES", 1, 0, 64),
        "ENCODE_CORES": env.number("ENCODE_CORES", 0, 0, 1024),
        "ENCODER": env.choice("ENCODER", "auto", WORDS),
    }


def _bucket(env: Environment) -> dict[str, str]:
    """A bucket, or a folder of one, as obstore's S3Store takes it; without a key the machine's own role or
    `AWS_…` variables are asked."""
    named = env.text("BUCKET", "")
    if not named:
        return {}
    found = re.fullmatch(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9_./-]*))?", named)
    endpoint = env.text("BUCKET_ENDPOINT", "")
    if not found:
        raise ConfigError(f"MATINEE_BUCKET is {named}; give it like s3://films or s3://films/matinee.")
    if endpoint and not re.fullmatch(r"https?://[^/\s]+", endpoint):
        raise ConfigError(f"MATINEE_BUCKET_ENDPOINT is {endpoint}; give it like https://s3.example.org.")
    if bool(env.text("BUCKET_KEY", "")) != bool(env.text("BUCKET_SECRET", "")):
        raise ConfigError("MATINEE_BUCKET_KEY and MATINEE_BUCKET_SECRET go together; set both or neither.")
    given = {
        "bucket": found[1],
        "prefix": (found[2] or "").strip("/"),
        "endpoint": endpoint,
        "region": env.text("BUCKET_REGION", "us-east-1"),
        "access_key_id": env.text("BUCKET_KEY", ""),
        "secret_access_key": env.text("BUCKET_SECRET", ""),
    }
    return {name: value for name, value in given.items() if value}


def _library(env: Environment) -> Path | None:
    """A folder on this machine of which editors may take in films; none unless it is named."""
    given = env.text("LIBRARY", "")
    if given and not Path(given).is_dir():
        raise ConfigError(f"MATINEE_LIBRARY names {given}, which is no folder.")
    return Path(given).resolve() if given else None


def _secret_key(env: Environment, kind: str, instance: Path) -> str:
    given = env.text("SECRET_KEY")
    if given:
        if len(given) < 32:
            raise ConfigError("MATINEE_SECRET_KEY is shorter than 32 characters; make one with `openssl rand -hex 32`.")
        return given
    if kind == "production":
        raise ConfigError("MATINEE_SECRET_KEY is not set; make one with `openssl rand -hex 32`.")
    return _kept_key(instance / "secret_key")


def _kept_key(path: Path) -> str:
    """The instance's key, made once: whole under its name or not at all, whoever else starts or stops meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _database(env: Environment, instance: Path) -> str:
    """The database's address; Heroku's `postgres://` and a plain `postgresql://` both mean psycopg 3.

    The password may come apart from it, as a container's secrets do.
    """
    address = env.text("DATABASE") or env.values.get("DATABASE_URL", "") or f"sqlite:///{instance / 'matinee.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if address.startswith(prefix):
            address = "postgresql+psycopg://" + address.removeprefix(prefix)
    if password := env.text("DATABASE_PASSWORD"):
        return make_url(address).set(password=password).render_as_string(hide_password=False)
    return address


def _mail(env: Environment, address: str) -> dict[str, Any]:
    """Who takes our mail (nobody: it stays in the house), whom it is from, and where its links lead."""
    smtp, sender = smtp_from(env.text("SMTP")), env.text("MAIL_FROM")
    if smtp and not sender:
        raise ConfigError("MATINEE_MAIL_FROM is not set; say whom mail is from, e.g. Matinee <films@example.org>.")
    here = address or f"http://localhost:{env.values.get('PORT') or 8000}"
    return {"SMTP": smtp, "MAIL_FROM": sender_from(sender or "matinee@localhost"), "MAIL_ADDRESS_OF_SITE": here}


def _trusted_hosts(env: Environment, kind: str, address: str) -> list[str] | None:
    hosts = [host for host in env.text("TRUSTED_HOSTS").replace(",", " ").split() if host]
    if address:
        hosts.append(address.split("//", 1)[-1].split("/")[0].split(":")[0])
    if kind == "production" and not hosts:
        raise ConfigError("MATINEE_ADDRESS is not set; give the address people type, e.g. https://films.example.org.")
    return hosts or None
