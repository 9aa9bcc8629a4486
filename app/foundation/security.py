"""Headers on every answer, CSRF on every POST, a name for every request."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("matinee.request")
csrf = CSRFProtect()

VIEWER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "media-src 'self' blob:{elsewhere}; connect-src 'self'{elsewhere}; manifest-src 'self'; worker-src 'self' blob:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ADMIN_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NOTHING_NEW = 204
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "private, no-cache",
}


class SignedCookies(SecureCookieSessionInterface):
    """Flask's, but that its signer is made once, not with every request."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of the session's cookie; of this app, for each has an interface of its own."""
        self._signer = self._signer or super().get_signing_serializer(app)
        return self._signer


def nonce() -> str:
    """The admin pages' nonce, made when first asked for: a request refused early has none and needs none."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def csrf_token() -> str:
    """One token per session. Flask-WTF signs a new one on each render, which would end every ETag."""
    if "csrf_kept" not in session or "csrf_token" not in session:
        session["csrf_kept"] = generate_csrf()
    return str(session["csrf_kept"])


def request_id() -> str:
    """The name of this request in the log: the proxy's if it gave a decent one, else 16 hex digits."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if re.fullmatch(r"[A-Za-z0-9-]{8,32}", given) else secrets.token_hex(8)
    return str(g.request_id)


class Headed:
    """Puts the headers on every answer as it leaves; on its way through Flask each value would be read twice more."""

    def __init__(self, wsgi_app: WSGIApplication) -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer, with those of the headers that it did not have. The request is still there when it starts."""

        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            given = {name.lower() for name, _ in headers}
            own = [(name, value) for name, value in _wanted().items() if name.lower() not in given]
            return start_response(status, headers + own, *failed)

        return self.wsgi_app(environ, start)


def _wanted() -> dict[str, str]:
    wanted = {"Content-Security-Policy": _policy(), **HEADERS, "X-Request-Id": request_id()}
    if request.is_secure:
        wanted["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return wanted


def _policy() -> str:
    """What this page may load; films also from where they are sent straight to viewers."""
    if request.path.startswith("/admin/"):
        return ADMIN_POLICY.format(nonce=nonce())
    origin = current_app.config["MEDIA_ORIGIN"]
    return VIEWER_POLICY.format(elsewhere=f" {origin}" if origin else "")


def _begin() -> None:
    g.began = time.perf_counter()


def _finish(response: Response) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    if response.status_code != NOTHING_NEW or not getattr(view, "said_often", False):
        _log(response)
    return response


def _log(response: Response) -> None:
    spent_ms = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
    facts: dict[str, Any] = {"status": response.status_code, "ms": spent_ms, "address": request.remote_addr}
    # the path alone: a query may carry a token
    log.info("%s %s", request.method, without_signature(request.path), extra={"facts": facts})


def without_signature(path: str) -> str:
    """The path as logs may hold it: an address of media, of a guest or of a feed lets in whoever has it."""
    return re.sub(r"^/(m|cast|guests|feeds|reset|verify)/[^/]+", r"/\1/…", path)


def init_app(app: Flask) -> None:
    """Protect every route of the app; must be initialised before any blueprint is registered."""
    app.session_interface = SignedCookies()
    app.before_request(_begin)
    app.after_request(_finish)
    csrf.init_app(app)
    app.wsgi_app = Headed(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})  # over Flask-WTF's own, which has the same name
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
