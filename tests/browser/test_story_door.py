"""The door: a lost password, a second step, a television, an invitation; with scripts and without."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.foundation.db import db
from app.foundation.jobs.worker import work_off
from app.foundation.mail import Mail
from tests.browser.stage import Enter, Stage, Witness
from tests.browser.test_axe import look
from tests.browser.test_story_evening import PASSWORD, register, sign_in

pytestmark = pytest.mark.browser
NEW = "nine quiet rows of plush"


def link_in_letter(stage: Stage, address: str, kind: str) -> str:
    """The path of the link in the newest letter of this kind; the worker is let at its jobs first."""
    with stage.programme.app().app_context():
        work_off()
        mine = Mail.recipient == address, Mail.kind == kind
        mail = db.session.scalars(db.select(Mail).where(*mine).order_by(Mail.id.desc())).first()
        assert mail is not None
        found = re.search(r"https?://\S+", mail.text)
        db.session.remove()
        db.engine.dispose()
    assert found
    parts = urlsplit(found[0])
    return parts.path + (f"?{parts.query}" if parts.query else "")


def come_in(page: Page, address: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def go_out(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(page.get_by_role("heading", name="Come on in")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lost_password_comes_back_by_letter(enter: Enter, stage: Stage, witness: Witness, scripts: bool) -> None:
    witness.expected = (422, 410)
    name = f"Zelda{scripts}".lower()
    address = f"{name}@example.org"
    go_out(register(enter(scripts=scripts), name.title()))
    page = enter(scripts=scripts).new_page()
    page.goto("/sign-in")
    page.get_by_role("link", name="Lost the password?").click()
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look at your letters")).to_be_visible()
    link = link_in_letter(stage, address, "reset")
    page.goto(link)
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("8 characters or more").first).to_be_visible()
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Your new password is kept")).to_be_visible()
    come_in(page, address, NEW)
    expect(page).to_have_url(re.compile("/profiles$|/$"))
    page.goto(link)
    expect(page.get_by_role("heading", name="This link is over")).to_be_visible()


def turn_on(page: Page) -> tuple[str, str]:
    """The secret, and one code on paper."""
    page.goto("/account")
    page.get_by_role("link", name="Second step").click()
    secret = page.locator(".key").inner_text()
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn it on").click()
    paper = page.locator(".codes code")
    expect(paper).to_have_count(10)
    assert look(page, "recovery codes") == []
    return secret, paper.first.inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_second_step_is_asked_for_at_the_door(enter: Enter, witness: Witness, scripts: bool) -> None:
    witness.expected = (422,)
    name = f"Yorick{scripts}".lower()
    page = register(enter(), name.title())
    secret, paper = turn_on(page)
    other = enter(scripts=scripts).new_page()
    come_in(other, f"{name}@example.org", PASSWORD)
    expect(other.get_by_role("heading", name="One more thing")).to_be_visible()
    if scripts:
        assert look(other, "second step") == []
    other.get_by_label("Code").fill("000000")
    other.get_by_role("button", name="Come in").click()
    expect(other.get_by_text("not the present code").first).to_be_visible()
    if scripts:
        other.get_by_label("Code").fill(pyotp.TOTP(secret).at(int(time.time()) + 30))
    else:
        other.get_by_label("Code").fill(paper)
    other.get_by_role("button", name="Come in").click()
    expect(other).to_have_url(re.compile("/profiles$|/$"))


def shown_code(context: BrowserContext) -> tuple[Page, str]:
    tv = context.new_page()
    tv.goto("/tv")
    tv.get_by_role("button", name="Show a code").click()
    return tv, tv.locator(".screen-code").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_television_is_signed_in_by_the_code_it_shows(enter: Enter, scripts: bool) -> None:
    name = f"Xander{scripts}"
    phone = register(enter(), name)
    tv, code = shown_code(enter(scripts=scripts))
    if scripts:
        assert look(tv, "a code on the screen") == []
    phone.goto("/account")
    phone.get_by_role("link", name="Sign a screen in").click()
    phone.get_by_label("Code on the screen").fill(code.lower())
    phone.get_by_role("button", name="Look for it").click()
    assert look(phone, "whose screen") == []
    phone.get_by_role("button", name="Yes, sign it in").click()
    expect(phone.get_by_text("That screen is signed in now")).to_be_visible()
    if not scripts:
        tv.get_by_role("button", name="I have typed it").click()
    expect(tv).to_have_url(re.compile("/profiles$"), timeout=15_000)
    expect(tv.get_by_role("button", name=name)).to_be_visible()


def test_whoever_is_invited_comes_in_by_the_letter(enter: Enter, stage: Stage) -> None:
    page = enter("ada").new_page()
    page.goto("/admin/invitations/new/")
    page.get_by_label("E-mail address").fill("winnie@example.org")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="winnie@example.org is invited")).to_be_visible()
    guest = enter().new_page()
    guest.goto(link_in_letter(stage, "winnie@example.org", "invite"))
    guest.get_by_label("Your name").fill("Winnie")
    guest.get_by_label("Password").fill(NEW)
    guest.get_by_role("button", name="Make my account").click()
    expect(guest.get_by_role("button", name="Winnie")).to_be_visible()
    page.goto("/admin/invitations/")
    expect(page.get_by_text("Used")).to_be_visible()


def test_another_address_is_proven_by_the_letter_sent_there(enter: Enter, stage: Stage, witness: Witness) -> None:
    witness.expected = (422,)
    page = register(enter(), "Vera")
    page.goto("/account")
    page.get_by_label("Another address").fill("no at sign")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("This address has no @.").first).to_be_visible()
    page.get_by_label("Another address").fill("vera@seats.example")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Not proven yet").first).to_be_visible()
    assert look(page, "an address that is not proven") == []
    page.goto(link_in_letter(stage, "vera@seats.example", "verify"))
    page.get_by_role("button", name="Yes, it is mine").click()
    page.goto("/account")
    page.get_by_role("button", name="Write to this one").click()
    expect(page.get_by_role("listitem").filter(has_text="vera@seats.example")).to_contain_text("letters go here")
    sign_in(enter(), "Vera")


def with_a_device(page: Page) -> Page:
    """A device that holds passkeys and always finds its owner's finger."""
    told = page.context.new_cdp_session(page)
    told.send("WebAuthn.enable")
    how = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    able = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    told.send("WebAuthn.addVirtualAuthenticator", {"options": how | able})
    return page


def test_a_passkey_is_made_and_signs_in(enter: Enter, stage: Stage, witness: Witness) -> None:
    witness.expected = (422,)
    here = stage.address.replace("127.0.0.1", "localhost")  # browsers make passkeys for names, never for numbers
    page = with_a_device(enter().new_page())
    page.goto(f"{here}/register")
    page.get_by_label("Your name").fill("Ulla")
    page.get_by_label("E-mail").fill("ulla@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_role("button", name="Ulla").click()
    page.goto(f"{here}/account")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("The passkey is kept")).to_be_visible()
    expect(page.locator("#passkeys .row__name")).to_have_count(1)
    assert look(page, "a passkey") == []
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/profiles"))
    page.goto(f"{here}/account")
    page.locator("#passkeys").get_by_role("button", name="Remove").click()
    expect(page.locator("#passkeys")).to_contain_text("None yet")
    expect(page.get_by_role("button", name="Make a passkey")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This passkey opens nothing here").first).to_be_visible()
