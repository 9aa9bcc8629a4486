"""Everything to take along, and going for good."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, send_file
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from app.foundation import audit
from app.foundation.access import after_password, signed_in
from app.foundation.db import db
from app.foundation.hypermedia import is_fragment_request, render_page, see_other
from app.foundation.jobs import enqueue
from app.foundation.limits import Limit, spend
from app.foundation.settings import current_site
from app.foundation.text import slugify
from app.privacy import leaving
from app.privacy.models import Export

bp = Blueprint("privacy", __name__, url_prefix="/account/data")
EXPORTS = Limit(burst=3, period_s=86_400)


class LeaveForm(FlaskForm):
    """One's own address, typed, so that nobody goes by a slip of the finger."""

    address = StringField("Your e-mail address", [DataRequired("Type your address to show that you mean it.")])

    def refuse(self) -> None:
        """It is not the account's."""
        self.address.errors = ["This is not the address of this account."]

    def refuse_last(self) -> None:
        """There would be no admin."""
        self.address.errors = ["Nobody would be left who may give out roles. Make another admin first."]


@bp.get("")
@signed_in
@after_password
def show() -> Any:
    """What can be taken along, and the way out."""
    return _page(LeaveForm(), "download" if is_fragment_request() else None)


@bp.post("/export")
@signed_in
@after_password
def create() -> Any:
    """Have a download made."""
    if not any(row.is_being_made for row in _exports()):
        spend(f"export:{current_user.id}", EXPORTS)
        export = Export(account_id=current_user.id)
        db.session.add(export)
        db.session.flush()
        enqueue("privacy.export", dedupe_key=f"export:{export.id}", export_id=export.id)
        audit.record("export-asked", current_user.email)
        db.session.commit()
    return _page(LeaveForm(), "download") if is_fragment_request() else see_other("/account/data")


@bp.get("/<reference>.zip")
@signed_in
@after_password
def download(reference: str) -> Any:
    """One's own download, for a week."""
    mine = Export.reference == reference, Export.account_id == current_user.id
    export = db.session.scalar(db.select(Export).where(*mine)) or abort(404)
    if export.ready_at is None or export.is_over or not export.path.is_file():
        abort(404)
    name = f"{slugify(current_site().name)}-{export.ready_at:%Y-%m-%d}.zip"
    answer = send_file(export.path, "application/zip", as_attachment=True, download_name=name, conditional=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/leave")
@signed_in
@after_password
def leave() -> Any:
    """Go in a week."""
    form, account = LeaveForm(), current_user._get_current_object()
    if form.validate() and form.address.data.strip().lower() != account.email:
        form.refuse()
    if not form.errors:
        try:
            leaving.ask_to_leave(account)
        except leaving.LastAdmin:
            form.refuse_last()
    if form.errors:
        return _page(form, "leave", 422)
    db.session.commit()
    return see_other("/account/data", notice="Your account goes in seven days. Until then you can keep it.")


@bp.post("/stay")
@signed_in
@after_password
def stay() -> Any:
    """Think better of it."""
    leaving.stay(current_user._get_current_object())
    db.session.commit()
    return see_other("/account/data", notice="Good to have you: your account stays.")


def _exports() -> list[Export]:
    mine = db.select(Export).where(Export.account_id == current_user.id).order_by(Export.id.desc())
    return [row for row in db.session.scalars(mine) if not row.is_over]


def _page(form: LeaveForm, block: str | None, status: int = 200) -> Any:
    facts: dict[str, Any] = {"exports": _exports(), "account": current_user._get_current_object()}
    facts["sends_letters"] = current_app.config["SMTP"] is not None
    return render_page("privacy/data.html", block, status=status, form=form, **facts)
