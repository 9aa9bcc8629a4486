"""Sign in with …: the providers that this house asks, and who came from them."""

from __future__ import annotations

import re
from typing import Any

from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, ValidationError

from app.accounts.models import Account, Permission, SocialAccount, SocialApplication
from app.accounts.models.social import SCOPES
from app.accounts.social import joined, provider
from app.accounts.social.presets import PRESETS
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm, RowField, one_line
from app.admin.title_form import at_most
from app.foundation.db import db, let_go
from app.foundation.text import slugify

CELLS = "admin/_social.html"
ACCOUNTS = QueryAjaxModelLoader("account", db, Account, fields=["name"], order_by=Account.name)
ISSUER = re.compile(r"https?://[^\s?#<>@]{1,280}")


class ApplicationForm(AdminForm):
    """A provider, as it knows this house."""

    preset = SelectField(
        "Provider",
        choices=[("", "Another one"), *((key, preset.name) for key, preset in PRESETS.items())],
        description="Fills in what is left empty below.",
    )
    name = StringField("Name", [at_most(60)], filters=[one_line], description="As the button says: Continue with …")
    issuer = StringField(
        "Issuer", [at_most(300)], filters=[one_line], description="Its address, as its discovery document says it."
    )
    client_id = StringField(
        "Client id", [DataRequired("The provider gives this house an id."), at_most(300)], filters=[one_line]
    )
    secret = PasswordField("Client secret", [at_most(500)])
    scopes = StringField("Scopes", [at_most(200)], filters=[one_line], default=SCOPES)
    is_enabled = BooleanField("Open", default=True)
    trusts_addresses = BooleanField(
        "Trust its addresses",
        description="A school’s or company’s own provider: somebody who comes with an address that was proven here "
        "comes into that account. Leave it off for providers where anybody makes an account.",
    )
    makes_accounts = BooleanField(
        "Make accounts", description="Whoever it knows gets an account here, however the house is entered otherwise."
    )
    is_inside = BooleanField(
        "In our own network", description="Its address may be one of the house’s own network, and without https."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = kwargs.get("obj")
        self.standing_issuer = standing.issuer if standing else ""
        self.secret.description = "Leave empty to keep the present one." if standing else "Kept sealed; never shown."

    def validate(self, extra_validators: Any = None) -> bool:
        """The preset first, so that what it fills in is checked like what is typed."""
        if preset := PRESETS.get(self.preset.data or ""):
            self.name.data = self.name.data or preset.name
            self.issuer.data = self.issuer.data or preset.issuer
        return super().validate(extra_validators)

    def validate_name(self, field: Any) -> None:
        """Something to call it by."""
        if not field.data:
            raise ValidationError("This needs a name.")

    def validate_issuer(self, field: Any) -> None:
        """An address; one that is new is asked, so that a slip of the pen is found here and not at the door."""
        if not ISSUER.fullmatch(field.data or ""):
            raise ValidationError("This is no issuer: https:// and a place, with everything in < > filled in.")
        if not (self.is_inside.data or field.data.startswith("https://")):
            raise ValidationError("Without https only in our own network.")
        if field.data != self.standing_issuer:
            self._ask(field)

    def _ask(self, field: Any) -> None:
        let_go()
        try:
            provider.check(field.data, inside=self.is_inside.data)
        except provider.ProviderSilent as silence:
            raise ValidationError(f"It does not answer as a provider does: {str(silence)[:200]}") from silence

    def validate_scopes(self, field: Any) -> None:
        """OpenID Connect is asked for by its scope."""
        if "openid" not in (field.data or "").split():
            raise ValidationError("Keep openid among the scopes, with spaces between them.")

    def populate_obj(self, obj: Any) -> None:
        """Its columns; the secret only when one is typed."""
        for each in ("name", "issuer", "client_id", "scopes", "is_enabled", *SWITCHES):
            setattr(obj, each, self[each].data)
        if self.secret.data:
            obj.secret = self.secret.data


SWITCHES = ("trusts_addresses", "makes_accounts", "is_inside")


class ApplicationView(SecureModelView):
    """The providers."""

    who, icon, one, heading = Permission.SETTINGS_EDIT, "key-round", "provider", "Sign in with"
    form = ApplicationForm
    edit_template = "admin/social_edit.html"
    column_list = ("name", "issuer", "is_enabled", "accounts")
    column_labels = {"name": "Provider", "issuer": "Issuer", "is_enabled": "State", "accounts": "Joined"}
    column_formatters = {
        "name": cell("application_name", CELLS),
        "is_enabled": cell("application_state", CELLS),
        "accounts": cell("application_accounts", CELLS),
    }
    column_sortable_list = ("name",)
    column_default_sort = "name"
    groups = (
        ("Provider", "Enter this house there first; it gives an id and a secret.", ("preset", "name", "issuer")),
        ("Client", "How it knows this house.", ("client_id", "secret", "scopes")),
        ("Door", "Whom it lets in.", ("is_enabled", *SWITCHES)),
    )

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """How many are joined to each: one statement for all."""
        column = SocialAccount.application_id
        select = db.select(column, db.func.count()).where(column.in_([row.id for row in rows])).group_by(column)
        return dict(db.session.execute(select).tuples().all())

    def on_model_change(self, form: Any, model: SocialApplication, is_created: bool) -> None:
        """A name for its address, which never changes: the provider knows it."""
        if is_created:
            with db.session.no_autoflush:
                model.slug = _free_slug(model.name)

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "Whoever signs in with it alone has to ask for a password by letter. Their accounts stay."


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:34] or "provider"
    taken = set(db.session.scalars(db.select(SocialApplication.slug).where(SocialApplication.slug.startswith(wanted))))
    return next(slug for n in range(1, 10_000) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)


class SocialAccountForm(AdminForm):
    """Nothing is typed here: people join by proving who they are."""

    account = RowField(ACCOUNTS, "Account")


class SocialAccountView(SecureModelView):
    """Who is who elsewhere, and what the providers handed out; deleting one parts the two."""

    who, icon, one, heading = Permission.ACCOUNTS_MANAGE, "users", "joined account", "Joined accounts"
    form = SocialAccountForm
    form_ajax_refs = {"account": ACCOUNTS}
    can_create = can_edit = False
    load_options = (
        joinedload(SocialAccount.account),
        joinedload(SocialAccount.application),
        joinedload(SocialAccount.token),
    )
    column_list = ("account", "application", "called", "token", "used_at")
    column_labels = {
        "account": "Account",
        "application": "Provider",
        "called": "Known there as",
        "token": "Token",
        "used_at": "Last used",
    }
    column_formatters = {
        "account": cell("joined_account", CELLS),
        "application": cell("joined_application", CELLS),
        "token": cell("joined_token", CELLS),
        "used_at": cell("joined_used", CELLS),
    }
    column_sortable_list = ("used_at",)
    column_default_sort = ("id", True)
    column_searchable_list = ("called", "account.name")

    def delete_model(self, model: SocialAccount) -> bool:
        """Part them; the token is given back. Never the last way in."""
        joined.part(model)
        db.session.commit()
        return True

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "The provider lets nobody into the account any more, until its owner joins them again."
