"""The application that a WSGI server serves: `gunicorn wsgi:app`, `flask --app wsgi`."""

from app import create_app
from app.foundation.settings import ConfigError

try:
    app = create_app()
except ConfigError as error:
    raise SystemExit(f"Matinee does not start: {error}") from None
