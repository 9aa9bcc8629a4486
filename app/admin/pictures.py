"""Pictures that an editor gives: kept before the transaction, hung in it, dropped when it fails."""

from __future__ import annotations

from typing import Any

from app.admin.refusing import Refused
from app.catalogue.artwork import Picture, PictureRefused, drop_picture, keep_picture
from app.catalogue.models import Artwork
from app.foundation.db import db, let_go


def take_pictures(form: Any, kinds: tuple[str, ...]) -> dict[str, Picture]:
    """The pictures that were sent, by kind. Raises Refused at the field of one that cannot be used."""
    sent = [(kind, form[kind]) for kind in kinds if form[kind].file]
    kept: dict[str, Picture] = {}
    if sent:
        let_go()  # pictures are slow work: nobody else should wait for the database meanwhile
    for kind, field in sent:
        try:
            kept[kind] = keep_picture(field.file.stream, kind)
        except PictureRefused as refusal:
            drop(kept)
            raise Refused(field, str(refusal)) from refusal
    return kept


def hang(kept: dict[str, Picture], **subject: int) -> list[str]:
    """Make them the subject's pictures; the references of those that they replace."""
    replaced = []
    for kind, picture in kept.items():
        for old in db.session.scalars(db.select(Artwork).filter_by(kind=kind, **subject)):
            replaced.append(old.reference)
            db.session.delete(old)
        size = {"width": picture.width, "height": picture.height}
        db.session.add(Artwork(reference=picture.reference, kind=kind, **size, **subject))
    return replaced


def drop(kept: dict[str, Picture]) -> None:
    """Remove what was kept for nothing."""
    for picture in kept.values():
        drop_picture(picture.reference)
