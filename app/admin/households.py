"""Households, e-mail addresses and roles."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from sqlalchemy.orm import joinedload, selectinload
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, ValidationError

from app.accounts import addresses
from app.accounts.models import Account, EmailAddress, Household, HouseholdMember, Permission, Role
from app.admin.account_acts import refuse_above
from app.admin.accounts import TAKEN
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm, ChoicesField, RowField, one_line
from app.admin.last_admin import hold_admins, keep_an_admin
from app.admin.refusing import Refused
from app.admin.title_form import at_most, named
from app.foundation import clock
from app.foundation.db import db

ACCOUNTS = QueryAjaxModelLoader("account", db, Account, fields=["name"], order_by=Account.name)
PERMISSION_WORDS = {
    Permission.ADMIN_ENTER: "Enter the admin",
    Permission.CATALOGUE_EDIT: "Edit titles, people, genres and collections",
    Permission.MEDIA_UPLOAD: "Upload films and look after videos",
    Permission.REVIEWS_MODERATE: "Decide about reviews",
    Permission.MODERATION_DECIDE: "Decide about reports, posts and who may speak",
    Permission.REQUESTS_ANSWER: "Answer viewers’ problems and wishes",
    Permission.RECOMMENDATIONS_TRAIN: "Train the recommendations",
    Permission.ACCOUNTS_MANAGE: "Manage accounts, households and profiles",
    Permission.GROUPS_MANAGE: "Manage groups and their members",
    Permission.ROLES_MANAGE: "Give out roles",
    Permission.SETTINGS_EDIT: "Change the house’s settings",
    Permission.JOBS_MANAGE: "Stop, retry and prefer jobs",
    Permission.AUDIT_READ: "Read everybody’s actions",
    Permission.MAIL_READ: "Read the mail that waits or was sent",
}


class HouseholdForm(AdminForm):
    """The people behind one door."""

    name = StringField("Name", named(80), filters=[one_line])


class HouseholdView(SecureModelView):
    """Households."""

    who, icon, one, heading = Permission.ACCOUNTS_MANAGE, "house", "household", "Households"
    form = HouseholdForm
    load_options = (selectinload(Household.members).joinedload(HouseholdMember.account),)
    column_list = ("name", "members")
    column_labels = {"name": "Household", "members": "Accounts"}
    column_formatters = {"name": cell("household_name"), "members": cell("household_members")}
    column_sortable_list = ("name",)
    column_default_sort = ("id", True)
    column_searchable_list = ("name",)
    groups = (("Facts", "Accounts join a household on their own page.", ("name",)),)

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "Its profiles go, with their progress, lists and reviews. The accounts stay, without a household."


class AddressForm(AdminForm):
    """An address of an account."""

    account = RowField(ACCOUNTS, "Account")
    address = StringField(
        "E-mail address", [DataRequired("This needs an e-mail address."), at_most(254)], filters=[one_line]
    )
    is_primary = BooleanField("The one that is written to")
    is_verified = BooleanField("Shown to be theirs")

    def validate_address(self, field: Any) -> None:
        """An address that can be one."""
        try:
            field.data = addresses.clean_address(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class AddressView(SecureModelView):
    """E-mail addresses."""

    who, icon, one, many, heading = (
        *(Permission.ACCOUNTS_MANAGE, "mail"),
        *("e-mail address", "e-mail addresses", "E-mail addresses"),
    )
    form = AddressForm
    form_ajax_refs = {"account": ACCOUNTS}
    load_options = (joinedload(EmailAddress.account),)
    column_list = ("address", "account", "is_primary", "verified_at")
    column_labels = {"is_primary": "Primary", "verified_at": "Shown to be theirs"}
    column_formatters = {
        "address": cell("address_name"),
        "is_primary": cell("yes_primary"),
        "verified_at": cell("verified"),
    }
    column_sortable_list = ("address",)
    column_default_sort = ("id", True)
    column_searchable_list = ("address", "account.name")
    groups = (("Facts", "An address belongs to one account.", ("account", "address", "is_primary", "is_verified")),)

    def edit_form(self, obj: Any = None) -> Any:
        """The form; when it is opened it shows whether the address was verified."""
        form = super().edit_form(obj)
        if request.method == "GET" and obj is not None:
            form.is_verified.data = obj.verified_at is not None
        return form

    def on_model_change(self, form: Any, model: EmailAddress, is_created: bool) -> None:
        """One primary address each, and every address once."""
        with db.session.no_autoflush:
            refuse_above(model.account)
            same = db.select(EmailAddress.id).where(EmailAddress.address == model.address)
            if db.session.scalar(same.where(EmailAddress.id != (model.id or 0))):
                raise Refused(form.address, TAKEN)
            model.verified_at = (model.verified_at or clock.now()) if form.is_verified.data else None
            others = [row for row in model.account.addresses if row is not model]
            model.is_primary = model.is_primary or not any(row.is_primary for row in others)
            for row in others:
                row.is_primary = row.is_primary and not model.is_primary

    def on_model_delete(self, model: EmailAddress) -> None:
        """Never the last one: nobody could sign in."""
        refuse_above(model.account)
        others = [row for row in model.account.addresses if row is not model]
        if not others:
            raise Refused(None, "This is the account’s only address, and nobody can sign in without one.")
        if model.is_primary:
            others[0].is_primary = True

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "Nobody can sign in with it any more. The account stays."


class RoleForm(AdminForm):
    """A named set of permissions."""

    name = StringField("Name", named(40), filters=[one_line])
    description = StringField("What for", [at_most(200)], filters=[one_line])
    permissions = ChoicesField("May", coerce=str, choices=[(each.value, PERMISSION_WORDS[each]) for each in Permission])


class RoleView(SecureModelView):
    """Roles."""

    who, icon, one, heading = Permission.ROLES_MANAGE, "shield", "role", "Roles"
    form = RoleForm
    load_options = (selectinload(Role.grants),)
    column_list = ("name", "description", "permissions")
    column_labels = {"description": "What for", "permissions": "May"}
    column_formatters = {"name": cell("role_name"), "permissions": cell("role_permissions")}
    column_sortable_list = ("name",)
    column_default_sort = "name"
    column_searchable_list = ("name",)
    groups = (
        ("Facts", "What it is called.", ("name", "description")),
        ("Rights", "Whoever has the role may do these.", ("permissions",)),
    )

    def on_model_change(self, form: Any, model: Role, is_created: bool) -> None:
        """The permissions ticked, unless nobody could give out roles then."""
        hold_admins()
        with db.session.no_autoflush:
            taken = db.select(Role.id).where(db.func.lower(Role.name) == model.name.lower(), Role.id != (model.id or 0))
            if db.session.scalar(taken):
                raise Refused(form.name, "Another role is called so.")
            model.allow(*form.permissions.data)
        keep_an_admin()

    def on_model_delete(self, model: Role) -> None:
        """Not the one that the last admin has."""
        hold_admins()
        keep_an_admin(without_role=model.id)

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "Whoever has it loses what it allows. The accounts stay."
