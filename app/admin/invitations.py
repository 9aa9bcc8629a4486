"""Invitations: who may come without the door being open, until when, and what they may do then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, g
from flask_admin import expose
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, ValidationError

from app.accounts import addresses, invitations, letters
from app.accounts.current import current_account
from app.accounts.models import OneTimeLink, Permission, Purpose, Role
from app.accounts.queries import is_taken
from app.admin.accounts import TAKEN
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm, one_line
from app.admin.refusing import Refused
from app.admin.title_form import at_most
from app.foundation import audit, clock
from app.foundation.db import db
from app.foundation.mail import absolute
from app.foundation.words import short_day

DAYS = ((1, "One day"), (7, "A week"), (30, "A month"))


class InvitationForm(AdminForm):
    """Who is invited."""

    address = StringField(
        "E-mail address", [DataRequired("This needs an e-mail address."), at_most(254)], filters=[one_line]
    )
    role = SelectField("Role", coerce=int, description="What the new account may do besides watching.")
    days = SelectField("Good for", coerce=int, choices=DAYS, default=7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = db.session.scalars(db.select(Role).order_by(Role.name))
        self.role.choices = [(0, "None: a viewer"), *((role.id, role.name) for role in roles)]

    def validate_address(self, field: Any) -> None:
        """An address that can be one."""
        try:
            field.data = addresses.clean_address(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class InvitationView(SecureModelView):
    """Invitations, newest first; deleting one takes it back."""

    who, icon, one, heading = Permission.ACCOUNTS_MANAGE, "ticket", "invitation", "Invitations"
    form = InvitationForm
    can_edit = False
    column_list = ("address", "role", "expires_at", "used_at")
    column_labels = {"address": "For", "expires_at": "Good until", "used_at": "State"}
    column_formatters = {"expires_at": cell("good_until"), "used_at": cell("invitation_state")}
    column_sortable_list = ("address", "expires_at")
    column_default_sort = ("id", True)
    column_searchable_list = ("address",)
    groups = (("Facts", "A letter with a link goes there; the link works once.", ("address", "role", "days")),)

    def get_query(self) -> Any:
        """Of all links only these."""
        return super().get_query().where(OneTimeLink.purpose == Purpose.INVITE)

    def get_count_query(self) -> Any:
        """As many."""
        return super().get_count_query().where(OneTimeLink.purpose == Purpose.INVITE)

    def get_one(self, id: Any) -> Any:
        """One of these, never somebody's link to a new password."""
        row = super().get_one(id)
        return row if row.purpose == Purpose.INVITE else abort(404)

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """As usual; the link is shown once, on the answer itself, for houses that send no letters."""
        answer = super().create_view()
        if link := g.pop("admin_new_link", None):
            return self.render("admin/invitation.html", link=link, address=g.admin_invited)
        return answer

    def create_model(self, form: Any) -> Any:
        """Invite them, and write to them."""
        try:
            row = self._invite(form)
        except Refused as refused:
            db.session.rollback()
            refused.tell()
            return False
        db.session.commit()
        return row

    def _invite(self, form: Any) -> OneTimeLink:
        address, role = form.address.data, db.session.get(Role, form.role.data) if form.role.data else None
        if is_taken(address):
            raise Refused(form.address, TAKEN)
        if role is not None and not (
            current_account.can(Permission.ROLES_MANAGE) and role.permissions <= current_account.permissions
        ):
            raise Refused(form.role, "You cannot give out this role.")
        lasts = timedelta(days=form.days.data)
        token = invitations.invite(address, role, lasts)
        g.admin_new_link, g.admin_invited = absolute(f"/register?invitation={token}"), address
        until = short_day(clock.now() + lasts)
        letters.write("invite", address, url=g.admin_new_link, by=current_account.name, until=until)
        audit.record("account-invited", address, role=role.name if role else "")
        row = OneTimeLink.find(Purpose.INVITE, token)
        assert row is not None  # noqa: S101 - it was issued just now
        return row

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "Its link opens nothing any more. An account that came by it stays."
