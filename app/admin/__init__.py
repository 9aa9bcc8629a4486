"""The editors' house: Flask-Admin over every room, wearing Matinee's tokens."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from flask_admin import Admin

    from app.admin import changes
    from app.admin.dashboard import Dashboard
    from app.admin.views import every_view
    from app.foundation import security

    index = Dashboard(name="Dashboard", endpoint="admin_dashboard", url="/admin")
    admin = Admin(app, name="Matinee", index_view=index, csp_nonce_generator=security.nonce)
    admin.add_views(*every_view())
    changes.listen()
