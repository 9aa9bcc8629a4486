"""Static files under one digest for the whole tree, so relative addresses hold and caches never lie."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request

from app.foundation.access import public
from app.foundation.inlining import inline_scripts, inline_sheets

TEXT = (".css", ".js", ".mjs", ".svg", ".html", ".json", ".webmanifest", ".txt", ".vtt")
INLINED = {".css": inline_sheets, ".js": inline_scripts}
YEAR_S = 31_536_000
BROTLI = 9  # at 11 the player is 8 % less to send, but the first to ask for it keeps everybody waiting for 0.7 s
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """A file as it is served: its bytes as they are, and compressed where that pays."""

    mimetype: str
    plain: bytes
    brotli: bytes | None = None
    gzip: bytes | None = None


class Tree:
    """All static files in memory (under 2 MB) and the digest over their names and bytes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen = _seen(root)
        self.paths = sorted(map(Path, self._seen))
        self._named = {path.relative_to(root).as_posix(): path for path in self.paths}
        self.digest = self._digest()
        self._served: dict[str, Asset] = {}

    @property
    def names(self) -> list[str]:
        """Of all files, sorted."""
        return list(self._named)

    @property
    def is_stale(self) -> bool:
        """Whether a file has been changed, added or taken away since. It reads none of them."""
        return _seen(self.root) != self._seen

    def find(self, name: str) -> Asset | None:
        """The asset of this very name (`css/./main.css` is none), compressed on first use."""
        if name not in self._named:
            return None
        if name not in self._served:
            self._served[name] = self._load(self._named[name])
        return self._served[name]

    def _digest(self) -> str:
        total = hashlib.sha256()
        for path in self.paths:
            total.update(path.relative_to(self.root).as_posix().encode() + b"\0" + path.read_bytes())
        return total.hexdigest()[:12]

    def _load(self, path: Path) -> Asset:
        mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if path.suffix not in TEXT:
            return Asset(mimetype, path.read_bytes())
        body = INLINED[path.suffix](path).encode() if path.suffix in INLINED else path.read_bytes()
        return Asset(mimetype, body, brotli.compress(body, quality=BROTLI), gzip.compress(body, 9, mtime=0))


def _seen(root: Path | str) -> dict[str, tuple[int, int]]:
    """When each file was last changed, in ns, and its size in bytes; hidden ones are an editor's own."""
    found: dict[str, tuple[int, int]] = {}
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.is_dir():
                found |= _seen(entry.path)
            elif not entry.name.startswith("."):
                found[entry.path] = (entry.stat().st_mtime_ns, entry.stat().st_size)
    return found


def tree() -> Tree:
    """The static tree; read anew in development when a file has changed."""
    kept: Tree = current_app.extensions["matinee.assets"]
    return kept


def static_url(name: str) -> str:
    """The address of a static file, with the digest of the whole tree."""
    return f"/static/{tree().digest}/{name}"


@bp.get("/static/<digest>/<path:name>")
@public
def static_file(digest: str, name: str) -> Response:
    """A static file, for a year under the present digest, and without keeping under an old one."""
    asset = tree().find(name)
    if asset is None:
        abort(404)
    response = _negotiate(asset)
    if digest == tree().digest:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return response


@bp.get("/favicon.ico")
@public
def favicon() -> Response:
    """The icon that browsers ask for without being told."""
    return static_file(tree().digest, "favicon.ico")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Nothing here is for crawlers: everything needs a sign-in."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


def _negotiate(asset: Asset) -> Response:
    accepted = request.accept_encodings
    if asset.brotli and accepted["br"]:
        response = Response(asset.brotli, mimetype=asset.mimetype, headers={"Content-Encoding": "br"})
    elif asset.gzip and accepted["gzip"]:
        response = Response(asset.gzip, mimetype=asset.mimetype, headers={"Content-Encoding": "gzip"})
    else:
        response = Response(asset.plain, mimetype=asset.mimetype)
    return response


def init_app(app: Flask) -> None:
    """Serve the tree and let templates name its files."""
    app.extensions["matinee.assets"] = Tree(Path(app.root_path) / "static")
    app.jinja_env.globals.update(static_url=static_url)
    app.register_blueprint(bp)
    if app.config["ENV"] == "development":
        app.before_request(lambda: _reload(app))


def _reload(app: Flask) -> None:
    kept: Tree = app.extensions["matinee.assets"]
    if kept.is_stale:
        app.extensions["matinee.assets"] = Tree(kept.root)
