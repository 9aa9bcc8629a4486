"""The addresses of one's account: several, of which one is written to; each is proven by a link sent there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from app.accounts import letters
from app.accounts.forms import AddressForm
from app.accounts.models import Account, EmailAddress, OneTimeLink, Purpose
from app.accounts.own_page import account_changed, account_page
from app.accounts.proving import ask_whose
from app.accounts.queries import is_taken
from app.foundation import audit
from app.foundation.access import after_password, public, signed_in
from app.foundation.db import db
from app.foundation.hypermedia import render_page, see_other
from app.foundation.limits import Limit, spend

bp = Blueprint("own_addresses", __name__)
LETTERS = Limit(burst=10, period_s=86_400)
MOST = 5


@bp.post("/account/addresses")
@signed_in
@after_password
def create() -> Any:
    """Add an address; it counts once the link sent there is opened."""
    form, account = AddressForm(), _account()
    if form.validate() and is_taken(form.address):
        form.refuse()
    if not form.errors and len(account.addresses) >= MOST:
        form.refuse_more(MOST)
    if form.errors:
        return account_page("addresses", status=422, address_form=form)
    spend(f"verify:{account.id}", LETTERS)
    row = EmailAddress(address=form.address)
    account.addresses.append(row)
    try:
        db.session.flush()
    except IntegrityError:  # a twin of this form was faster
        db.session.rollback()
        form.refuse()
        return account_page("addresses", status=422, address_form=form)
    ask_whose(account, row)
    audit.record("address-added", row.address)
    db.session.commit()
    return account_changed("addresses", f"A letter is on its way to {row.address}. Open the link in it.")


@bp.post("/account/addresses/<number:address_id>/ask")
@signed_in
@after_password
def ask(address_id: int) -> Any:
    """Send the link once more."""
    row = _mine(address_id)
    if row.verified_at is None:
        spend(f"verify:{row.account_id}", LETTERS)
        ask_whose(row.account, row)
        db.session.commit()
    return account_changed("addresses", f"A letter is on its way to {row.address}.")


@bp.post("/account/addresses/<number:address_id>/primary")
@signed_in
@after_password
def make_primary(address_id: int) -> Any:
    """Be written to here from now on; who is written to no longer is told so there."""
    account, row = _account(), _mine(address_id)
    if row.verified_at is None:
        return _refused("Open the link that was sent there first.")
    if not row.is_primary:
        letters.tell(account, "address-changed", address=row.address)
        account.write_to(row)
        audit.record("address-changed", row.address)
        db.session.commit()
    return account_changed("addresses", f"Letters go to {row.address} from now on.")


@bp.post("/account/addresses/<number:address_id>/remove")
@signed_in
@after_password
def remove(address_id: int) -> Any:
    """Forget an address; not the one that is written to."""
    row = _mine(address_id)
    if row.is_primary:
        return _refused("Letters go there. Choose another for them first.")
    row.account.addresses.remove(row)
    audit.record("address-removed", row.address)
    db.session.commit()
    return account_changed("addresses", f"{row.address} is forgotten.")


@bp.get("/verify/<token>")
@public
def show(token: str) -> Any:
    """The page behind the link. It only asks: programs that read mail open links, too."""
    link = OneTimeLink.find(Purpose.VERIFY, token)
    return _over() if link is None else render_page("accounts/verify.html", token=token, address=link.address)


@bp.post("/verify/<token>")
@public
def verify(token: str) -> Any:
    """It is theirs. Whoever waited for this may come in."""
    link = OneTimeLink.find(Purpose.VERIFY, token)
    if link is None or link.account is None or not link.account.confirm_address(link.address) or not link.use():
        return _over()
    audit.record("address-verified", link.address, account_id=link.account_id)
    db.session.commit()
    here = "/account" if current_user.is_authenticated else "/sign-in"
    return see_other(here, notice=f"Thank you: {link.address} is yours.")


def _account() -> Account:
    account: Account = current_user._get_current_object()
    return account


def _mine(address_id: int) -> EmailAddress:
    mine = EmailAddress.id == address_id, EmailAddress.account_id == current_user.id
    return db.session.scalar(db.select(EmailAddress).where(*mine)) or abort(404)


def _refused(sentence: str) -> Any:
    form = AddressForm()
    form.email.errors = [sentence]
    return account_page("addresses", status=422, address_form=form)


def _over() -> Any:
    return render_page("accounts/link_over.html", status=410, again="")
