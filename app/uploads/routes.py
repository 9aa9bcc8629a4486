"""tus 1.0: a file arrives in as many requests as it takes, and only its sender knows of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, request, url_for
from werkzeug.http import http_date

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.foundation.access import lasting, needs
from app.foundation.db import db
from app.foundation.security import csrf
from app.foundation.text import clean_line
from app.media.sources import NOT_A_FILM, RefusedSource, check_room, check_size, expect_upload, most_bytes
from app.uploads import protocol
from app.uploads.chunks import append, check_head, held
from app.uploads.finishing import drop, finish
from app.uploads.models import Upload
from app.uploads.protocol import Checksum, Refused
from app.uploads.purposes import FIELDS, Purpose
from app.uploads.queries import check_quota, own_upload

bp = Blueprint("uploads", __name__, url_prefix="/uploads")


@bp.route("", methods=["OPTIONS"])
@needs(Permission.MEDIA_UPLOAD)
def abilities() -> Response:
    """What can be asked for here."""
    response = make_response("", 204)
    response.headers["Tus-Version"] = protocol.VERSION
    response.headers["Tus-Extension"] = protocol.EXTENSIONS
    response.headers["Tus-Max-Size"] = str(most_bytes())
    response.headers["Tus-Checksum-Algorithm"] = ",".join(protocol.ALGORITHMS)
    return response


@bp.post("")
@needs(Permission.MEDIA_UPLOAD)
def create() -> Response:
    """A new upload of Upload-Length bytes; what it is for stands in Upload-Metadata."""
    protocol.check_version(request.headers)
    length, said = protocol.number_in(request.headers, "Upload-Length"), protocol.metadata_in(request.headers)
    purpose = Purpose({name: said.get(name, "") for name in FIELDS})
    for fault in purpose.faults().values():
        raise Refused(422, fault)
    purpose.check()
    if not length:
        raise Refused(422, "The file is empty.")
    check_size(length)
    check_room(length)
    check_quota(current_account, length)
    upload = Upload(account_id=current_account.id, length=length, received=0, fields=dict(purpose.fields))
    upload.name = clean_line(said.get("filename", "").replace("\\", "/").rpartition("/")[2])[:255] or "film"
    db.session.add(upload)
    db.session.commit()
    return _told(upload, 201, Location=url_for("uploads.ask", reference=upload.reference))


@bp.route("/<reference>", methods=["HEAD"])
@lasting
@needs(Permission.MEDIA_UPLOAD)
def ask(reference: str) -> Response:
    """How much has arrived."""
    protocol.check_version(request.headers)
    upload = _mine(reference)
    if upload.video_id is None:
        with held(upload):
            pass
    return _told(upload, 200, **{"Upload-Length": str(upload.length)})


@bp.patch("/<reference>")
@lasting
@needs(Permission.MEDIA_UPLOAD)
def send(reference: str) -> Response:
    """The next chunk. When it is the last, the upload becomes a video; exempt from the CSRF check until here."""
    expect_upload()
    csrf.protect()
    protocol.check_version(request.headers)
    if request.mimetype != protocol.CHUNK_TYPE:
        raise Refused(415, f"A chunk is sent as {protocol.CHUNK_TYPE}.")
    upload, offset = _mine(reference), protocol.number_in(request.headers, "Upload-Offset")
    if upload.video_id is None:
        _take_chunk(upload, offset)
    elif offset != upload.length:
        raise Refused(409, "This upload has ended.")
    return _told(upload, 204)


csrf.exempt(f"{__name__}.send")


def _take_chunk(upload: Upload, offset: int) -> None:
    with held(upload) as file:
        if offset != upload.received:
            raise Refused(
                409, f"{upload.received} bytes are here, not {offset}.", **{"Upload-Offset": str(upload.received)}
            )
        append(file, upload, request.stream, Checksum.in_(request.headers))
        check_head(file, upload)
        if upload.is_whole:
            finish(upload)


@bp.delete("/<reference>")
@lasting
@needs(Permission.MEDIA_UPLOAD)
def end(reference: str) -> Response:
    """Forget it (termination). What became a video is removed as one."""
    protocol.check_version(request.headers)
    upload = _mine(reference)
    if upload.video_id is not None:
        raise Refused(409, "This upload is a video by now.")
    with held(upload):
        drop(upload)
    return make_response("", 204)


def _mine(reference: str) -> Upload:
    """The sender's upload; Refused (410) once it is over."""
    upload = own_upload(reference, current_account)
    if upload.is_over:
        raise Refused(410, "Nobody went on with this upload, and it has been removed. Send the file anew.")
    return upload


def _told(upload: Upload, status: int, **headers: str) -> Response:
    response = make_response("", status)
    response.headers.update({"Upload-Offset": str(upload.received), "Cache-Control": "no-store", **headers})
    if upload.video_id is None:
        response.headers["Upload-Expires"] = http_date(upload.expires_at)
    else:
        response.headers["Upload-Video"] = str(upload.video_id)
    return response


@bp.errorhandler(Refused)
def _refused(refused: Refused) -> Any:
    response = make_response(refused.reason, refused.status)
    response.mimetype = "text/plain"
    response.headers.update(refused.headers)
    return response


@bp.errorhandler(RefusedSource)
def _refused_source(refusal: RefusedSource) -> Any:
    """What is no film is forgotten at once; whatever else is in the way may be put right, and the upload stays."""
    reference = (request.view_args or {}).get("reference")
    if refusal.reason == NOT_A_FILM and reference:
        drop(own_upload(reference, current_account))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal.status == HTTPStatus.CONFLICT else refusal.status
    return _refused(Refused(status, refusal.reason))


@bp.after_request
def _speak_tus(response: Response) -> Response:
    response.headers["Tus-Resumable"] = protocol.VERSION
    return response
