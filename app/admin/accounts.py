"""Accounts, households, e-mail addresses and roles."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, request
from flask_admin import expose
from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from flask_admin.contrib.sqla.filters import BooleanEqualFilter
from sqlalchemy.orm import joinedload, selectinload
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import DataRequired, ValidationError

from app.accounts import addresses, passwords, resetting
from app.accounts.current import current_account
from app.accounts.devices import device_name
from app.accounts.models import Account, EmailAddress, Household, HouseholdMember, Permission, Role
from app.accounts.models.household import MEMBER, OWNER
from app.accounts.queries import find_session
from app.accounts.registration import move_in
from app.admin import account_page
from app.admin.account_acts import AccountActs, end_sessions, is_below, refuse_above
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm, ChoicesField, LooseField, RowField, one_line
from app.admin.last_admin import hold_admins, keep_an_admin
from app.admin.refusing import Refused
from app.admin.title_form import named
from app.foundation.db import db, let_go, writing
from app.foundation.hypermedia import see_other
from app.foundation.settings import current_site
from app.foundation.text import plural

HOUSEHOLDS = QueryAjaxModelLoader("household", db, Household, fields=["name"], order_by=Household.name)
ACCOUNTS = QueryAjaxModelLoader("account", db, Account, fields=["name"], order_by=Account.name)
TAKEN = "This address belongs to an account already."


class PasswordRule:
    """What everybody's password must be; nothing typed is fine."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError with a sentence."""
        typed = [form.name.data or "", form.address.data or ""]
        own = [current_site().name, *typed, *(text.partition("@")[0] for text in typed)]
        if field.data and (reason := passwords.weakness(field.data, own)):
            raise ValidationError(reason)


class AccountForm(AdminForm):
    """Somebody who can sign in."""

    name = StringField("Name", named(80), filters=[one_line])
    address = LooseField("E-mail address", [DataRequired("This needs an e-mail address.")], filters=[one_line])
    password = PasswordField("Password", [PasswordRule()])
    household = RowField(
        HOUSEHOLDS, "Household", allow_blank=True, description="A new account gets one of its own if you choose none."
    )
    is_owner = BooleanField("May change the household")
    roles = ChoicesField("Roles", coerce=int)
    is_enabled = BooleanField("May sign in", default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles.choices = [(role.id, role.name) for role in db.session.scalars(db.select(Role).order_by(Role.name))]
        account = kwargs.get("obj")
        words = "Leave empty to keep the present one." if account else "Leave empty to let them choose it by a link."
        self.password.description = words

    def validate_address(self, field: Any) -> None:
        """An address that can be one."""
        try:
            field.data = addresses.clean_address(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def populate_obj(self, obj: Any) -> None:
        """Name and door; the rest by verbs."""
        obj.name, obj.is_enabled = self.name.data, self.is_enabled.data

    def read(self, account: Account) -> None:
        """Show what stands."""
        self.address.data, self.roles.data = account.email, [role.id for role in account.roles]
        self.household.data = account.membership.household if account.membership else None
        self.is_owner.data = bool(account.membership and account.membership.is_owner)


class AccountView(AccountActs, SecureModelView):
    """Accounts."""

    who, icon, one, heading = Permission.ACCOUNTS_MANAGE, "circle-user-round", "account", "Accounts"
    form = AccountForm
    edit_template = "admin/account_edit.html"
    can_view_details = True
    form_ajax_refs = {"household": HOUSEHOLDS}
    load_options = (
        selectinload(Account.addresses),
        selectinload(Account.roles),
        joinedload(Account.membership).joinedload(HouseholdMember.household),
    )
    column_list = ("name", "household", "roles", "is_enabled")
    column_labels = {"name": "Account", "household": "Household", "roles": "Roles", "is_enabled": "State"}
    column_formatters = {
        "name": cell("account_name"),
        "household": cell("account_household"),
        "roles": cell("account_roles"),
        "is_enabled": cell("account_state"),
    }
    column_sortable_list = ("name",)
    column_default_sort = ("id", True)
    column_searchable_list = ("name", "addresses.address")
    column_filters = (BooleanEqualFilter(Account.is_enabled, "May sign in"),)
    groups = (
        ("Facts", "Who signs in.", ("name", "address", "password")),
        ("Household", "Whose profiles they watch as.", ("household", "is_owner")),
        ("Rights", "What they may do here.", ("roles", "is_enabled")),
    )

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Name or e-mail"

    def get_query(self) -> Any:
        """Each account once, however many of its addresses match."""
        return super().get_query().distinct()

    def edit_form(self, obj: Any = None) -> Any:
        """The form; when it is opened it shows what stands."""
        form = super().edit_form(obj)
        if request.method == "GET" and obj is not None:
            form.read(obj)
        return form

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """As usual; a link to a first password is shown once, on the answer itself."""
        answer = super().create_view()
        if link := g.pop("admin_first_link", None):
            return self.render("admin/first_password.html", link=link, address=g.admin_first_address)
        return answer

    def create_model(self, form: Any) -> Any:
        """The password is hashed before the transaction, since that is slow on purpose."""
        self._hash(form)
        account = super().create_model(form)
        if not account:
            g.pop("admin_first_link", None)  # it went with the transaction
        return account

    def update_model(self, form: Any, model: Account) -> bool:
        """The same, and only by who may do as much."""
        self._hash(form)
        return bool(super().update_model(form, model))

    def _hash(self, form: Any) -> None:
        let_go()
        typed = form.password.data
        g.admin_hash = passwords.hash_password(typed) if typed else ""

    def on_model_change(self, form: Any, model: Account, is_created: bool) -> None:
        """Rights, address, household, password; the last admin stays one."""
        hold_admins()
        with db.session.no_autoflush:
            refuse_above(model)
            self._address(form, model)
            self._roles(form, model)
        self._move(form, model, is_created)
        if g.admin_hash:
            model.change_password(g.admin_hash)
        elif is_created:
            g.admin_first_link, g.admin_first_address = resetting.offer_first(model), model.email
        if not is_created and (g.admin_hash or not model.is_enabled):
            end_sessions(model)
        keep_an_admin()

    def _address(self, form: Any, account: Account) -> None:
        typed = form.address.data
        owner = db.session.scalar(db.select(EmailAddress).where(EmailAddress.address == typed))
        if owner is not None and owner.account_id != account.id:
            raise Refused(form.address, TAKEN)
        primary = next((row for row in account.addresses if row.is_primary), None)
        if owner is not None:
            for row in account.addresses:
                row.is_primary = row is owner
        elif primary is not None:
            primary.address, primary.verified_at = typed, None
        else:
            account.addresses.append(EmailAddress(address=typed, is_primary=True))

    def _roles(self, form: Any, account: Account) -> None:
        wanted = list(db.session.scalars(db.select(Role).where(Role.id.in_(form.roles.data or ()))))
        if set(wanted) == set(account.roles):
            return
        if not current_account.can(Permission.ROLES_MANAGE):
            raise Refused(form.roles, "Only somebody who may give out roles can change these.")
        account.roles = wanted

    def _move(self, form: Any, account: Account, is_created: bool) -> None:
        role, household = OWNER if form.is_owner.data else MEMBER, form.household.data
        if household is None:
            if is_created:
                move_in(account)
            elif account.membership:
                account.membership = None
        elif account.membership and account.membership.household_id == household.id:
            account.membership.role = role
        else:
            account.membership = HouseholdMember(household=household, role=role)

    def on_model_delete(self, model: Account) -> None:
        """Not above oneself, not oneself, and never the last admin."""
        hold_admins()
        refuse_above(model)
        if model.id == current_account.id:
            raise Refused(None, "You cannot delete the account that you are signed in with.")
        keep_an_admin(without=model.id)

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        if name != "delete":
            return super().consequence(name, rows)
        return "Sign-ins and e-mail addresses go too. The household, its profiles and their reviews stay."

    @expose("/details/")
    def details_view(self) -> Any:
        """All that the house knows of one account; that it was looked at is written down."""
        account, part = self.get_one(request.args.get("id")), request.args.get("part", "")
        part = part if part in {each.name for each in account_page.PARTS} else ""
        shown = account_page.alone(part, account, request.args.get("page", ""))
        facts = {"account": account, "shown": shown, "part": part, "is_below": is_below(account)}
        facts["mine"] = current_account.session.id if current_account.session else ""
        answer = self.render("admin/account.html", "parts", **facts)
        with writing():
            account_page.write_down(account, part)
        return answer

    @expose("/<number:account_id>/sessions/<string(length=64):key>/end", methods=("POST",))
    def end_session(self, account_id: int, key: str) -> Any:
        """Sign one device out."""
        account = db.session.get(Account, account_id) or abort(404)
        row, here = find_session(key, account), f"{self.home}details/?id={account_id}"
        if not is_below(account):
            abort(403)
        if current_account.session and row.id == current_account.session.id:
            flash("You are signed in here with this one. Log out instead.", "danger")
            return see_other(here)
        db.session.delete(row)
        db.session.commit()
        flash(f"{device_name(row.agent)} is signed out.", "success")
        return see_other(here)

    @expose("/<number:account_id>/sessions", methods=("POST",))
    def sessions(self, account_id: int) -> Any:
        """End all sign-ins of one account."""
        account = db.session.get(Account, account_id) or abort(404)
        if not is_below(account):
            abort(403)
        ended = end_sessions(account)
        db.session.commit()
        return see_other(f"{self.home}edit/?id={account_id}", notice=f"{plural(ended, 'sign-in')} ended.")
