"""The account of this request."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from werkzeug.local import LocalProxy

current_account: Any = LocalProxy(lambda: current_user if current_user.is_authenticated else None)
