"""What people may send to the rooms at the door."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length, StopValidation

from app.accounts import addresses, passwords
from app.foundation.settings import current_site
from app.foundation.text import clean_line

LONGEST_NAME = 80
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
        """One answer for a wrong password, an unknown address and a closed account."""
        self.password.errors = ["This address and password do not belong together. Try again."]


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


class PasswordForm(FlaskForm):
    """A new password, for whoever knows the present one."""

    present = PasswordField("Present password", [DataRequired("Type your present password."), Length(max=256)])
    password = PasswordField(
        "New password",
        [DataRequired("Choose a new password."), NotEasy()],
        description="8 characters or more. Other devices are signed out.",
    )

    def __init__(self, own: list[str]) -> None:
        super().__init__()
        self.own = own

    def own_words(self) -> list[str]:
        """The account's name and address."""
        return self.own

    def refuse_present(self) -> None:
        """The present password is another."""
        self.present.errors = ["That is not your present password."]
