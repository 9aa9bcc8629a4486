"""What people may send to the rooms at the door."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import DataRequired, Length, StopValidation

from app.accounts import addresses, passwords
from app.accounts.invitations import Registration
from app.foundation.settings import current_site
from app.foundation.text import clean_line

LONGEST_NAME = 80
NEW: dict[str, str] = {
    Registration.APPROVAL: " If you are new, somebody of this house has to let you in first; a letter tells you when.",
    Registration.DOMAINS: " If you are new, open the link in your letter first.",
}
TAKEN = "This address cannot be used here. If it is yours, sign in instead."


class Address:
    """Turns what was typed into the address that is kept."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raises StopValidation with a sentence."""
        try:
            addresses.clean_address(field.data)
        except ValueError as error:
            raise StopValidation(str(error)) from error


class NotEasy:
    """A password that is long enough, not common, and not the person's or the site's own name."""

    def __init__(self, *words_from: str) -> None:
        self.words_from = words_from

    def __call__(self, form: Any, field: Any) -> None:
        """Raises StopValidation with a sentence."""
        typed = [form[name].data or "" for name in self.words_from]
        own = [current_site().name, *typed, *(text.partition("@")[0] for text in typed), *form.own_words()]
        if reason := passwords.weakness(field.data, own):
            raise StopValidation(reason)


class SignInForm(FlaskForm):
    """Address and password; what is wrong with them is never said apart."""

    email = StringField("E-mail", [DataRequired("Type your e-mail address.")])
    password = PasswordField("Password", [DataRequired("Type your password."), Length(max=passwords.LONGEST)])

    def refuse(self) -> None:
        """One answer for a wrong password, an unknown address, a closed account and one that waits for something."""
        sentence = "This address and password do not belong together. Try again."
        self.password.errors = [sentence + NEW.get(current_site().registration, "")]


class RegisterForm(FlaskForm):
    """A new account."""

    name = StringField(
        "Your name",
        [DataRequired("Tell us what to call you."), Length(max=LONGEST_NAME, message="Use at most 80 characters.")],
        filters=[clean_line],
        description="Your first profile gets it too.",
    )
    email = StringField("E-mail", [DataRequired("Type your e-mail address."), Address()])
    password = PasswordField(
        "Password",
        [DataRequired("Choose a password."), NotEasy("name", "email")],
        description="8 characters or more. Three or four unrelated words do well.",
    )

    def own_words(self) -> list[str]:
        """Further words that may not be the password."""
        return []

    @property
    def address(self) -> str:
        """The address as it is kept."""
        return addresses.clean_address(self.email.data)

    def refuse_address(self) -> None:
        """The address is somebody's already."""
        self.email.errors = [TAKEN]


class CodeForm(FlaskForm):
    """A code of an authenticator, or one on paper."""

    code = StringField("Code", [DataRequired("Type the code."), Length(max=40, message="That is no code.")])

    def refuse(self) -> None:
        """It is not the present one, or was used."""
        self.code.errors = ["That is not the present code. Wait for the next one, and mind your clock."]


class ScreenForm(FlaskForm):
    """The code that a screen shows, and whether it is one's own."""

    code = StringField(
        "Code on the screen", [DataRequired("Type the code on the screen."), Length(max=20, message="That is no code.")]
    )
    is_mine = BooleanField()

    def refuse(self) -> None:
        """No screen shows it, or somebody took it."""
        self.code.errors = ["No screen shows this code now. Look again, or have it show a new one."]


class ForgottenForm(FlaskForm):
    """Whose password is forgotten."""

    email = StringField("E-mail", [DataRequired("Type your e-mail address."), Address()])


class NewPasswordForm(FlaskForm):
    """A new password, for whoever holds the link."""

    password = PasswordField(
        "New password",
        [DataRequired("Choose a new password."), NotEasy()],
        description="8 characters or more. Everybody who is signed in with the old one is signed out.",
    )

    def __init__(self, own: list[str]) -> None:
        super().__init__()
        self.own = own

    def own_words(self) -> list[str]:
        """The account's name and address."""
        return self.own


class AddressForm(FlaskForm):
    """A further address of one's account."""

    email = StringField(
        "Another address",
        [DataRequired("Type an e-mail address."), Address()],
        description="A link is sent there; opening it says that the address is yours.",
    )

    @property
    def address(self) -> str:
        """The address as it is kept."""
        return addresses.clean_address(self.email.data)

    def refuse(self) -> None:
        """It is somebody's already."""
        self.email.errors = ["This address cannot be used here."]

    def refuse_more(self, most: int) -> None:
        """There are enough."""
        self.email.errors = [f"An account has at most {most} addresses. Forget one first."]


class WelcomeForm(RegisterForm):
    """The first admin, with the code from the console."""

    code = StringField(
        "Code", [DataRequired("Type the code that the console shows.")], description="Four groups of five letters."
    )

    def refuse_code(self) -> None:
        """The code is not the present one."""
        self.code.errors = ["This is not the code. The console shows the newest: flask accounts first-admin-code."]


class ConfirmForm(FlaskForm):
    """The password again."""

    password = PasswordField("Password", [DataRequired("Type your password."), Length(max=passwords.LONGEST)])

    def refuse(self) -> None:
        """It is not the account's."""
        self.password.errors = ["That is not the password of this account. Try again."]


class PasswordForm(NewPasswordForm):
    """The same, for whoever knows the present one."""

    present = PasswordField("Present password", [DataRequired("Type your present password."), Length(max=256)])
    password = PasswordField(
        "New password",
        [DataRequired("Choose a new password."), NotEasy()],
        description="8 characters or more. Other devices are signed out.",
    )

    def refuse_present(self) -> None:
        """The present password is another."""
        self.present.errors = ["That is not your present password."]
