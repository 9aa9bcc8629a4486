"""What people may send about who watches."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from app.accounts.forms import Address, AddressForm
from app.foundation.text import clean_line
from app.profiles import choices, handles, maturity, pins
from app.profiles.models import CHILD_UNDER, NO_CAP, Profile

LONGEST_NAME = 40


class FourDigits:
    """A PIN that is four digits and not the first that anybody tries."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raises StopValidation with a sentence."""
        if reason := pins.weakness(field.data):
            raise StopValidation(reason)


class GrownUpsHandle:
    """A handle that can be one, of a profile that is no child's."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raises StopValidation with a sentence."""
        if reason := handles.weakness(field.data):
            raise StopValidation(reason)
        if 0 <= (form.maturity_limit.data or 0) < CHILD_UNDER:
            raise StopValidation("A child cannot be found by others. Leave this empty.")


class ProfileForm(FlaskForm):
    """A profile's name, limit and look."""

    name = StringField(
        "Name",
        [DataRequired("Everybody needs a name."), Length(max=LONGEST_NAME, message="Use at most 40 characters.")],
        filters=[clean_line],
        description="Shown on the profile screen.",
    )
    handle = StringField(
        "Handle",
        [Optional(), GrownUpsHandle()],
        filters=[handles.clean_handle],
        description="Members of other households can recommend films to @this. Without one nobody finds this profile.",
    )
    maturity_limit = SelectField(
        "Age limit",
        coerce=choices.whole,
        default=NO_CAP,
        description="Films above it, or without an age mark, are not shown. Up to 12 makes a child’s profile.",
    )
    pin = PasswordField("PIN", [Optional(), FourDigits()])
    remove_pin = BooleanField("Take the PIN away")
    avatar_seed = RadioField("Picture", coerce=choices.whole)
    own_picture = FileField("A picture of their own", description="JPEG, PNG or WebP; its middle is shown in a circle.")
    remove_picture = BooleanField("Take this picture away")
    theme = SelectField("House lights", choices=list(choices.THEMES.items()))
    language = SelectField("Language", choices=list(choices.LANGUAGES.items()), default="en")
    audio = SelectField("Sound", choices=list(choices.SOUNDS.items()), description="Where a film has more than one.")
    captions = SelectField("Captions", choices=list(choices.CAPTIONS.items()))
    zone = SelectField("Time zone", choices=choices.zones)
    wants_suggestions = BooleanField(
        "Suggestions from what is watched",
        default=True,
        description="Switched off, nobody’s taste is worked out from it, and home shows what is watched here by all.",
    )

    def __init__(self, profile: Profile | None = None) -> None:
        super().__init__(obj=profile)
        self.maturity_limit.choices = maturity.limits(profile.maturity_limit if profile else NO_CAP)
        self.avatar_seed.choices = [(n, str(n + 1)) for n in choices.avatars(profile.avatar_seed if profile else 0)]
        if self.avatar_seed.data is None and not self.is_submitted():
            self.avatar_seed.data = 0
        kept = bool(profile and profile.has_pin)
        self.pin.description = "Leave empty to keep the present one." if kept else "Four digits, if you want a lock."

    @property
    def look(self) -> dict[str, Any]:
        """What it says about the profile, apart from the name and the PIN."""
        names = ("maturity_limit", "avatar_seed", "theme", "language", "audio", "captions", "zone", "wants_suggestions")
        return {"handle": self.handle.data or None} | {name: self[name].data for name in names}

    def refuse_picture(self, sentence: str) -> None:
        """What was sent is none that can be used."""
        self.own_picture.errors = [sentence]

    def refuse_name(self) -> None:
        """Somebody of the household is called so."""
        self.name.errors = ["Somebody in this house is called so already."]

    def refuse_handle(self) -> None:
        """Somebody, anywhere, is found by it."""
        self.handle.errors = ["Somebody has this handle already. Choose another."]


class PinForm(FlaskForm):
    """A PIN, typed to get past it."""

    pin = PasswordField("PIN", [DataRequired("Type the four digits."), Length(4, 4, "A PIN has four digits.")])

    def refuse(self, sentence: str) -> None:
        """It was another, or it came too soon."""
        self.pin.errors = [sentence]


class MemberForm(AddressForm):
    """Whom to invite into the household."""

    email = StringField(
        "Invite somebody",
        [DataRequired("Type an e-mail address."), Address()],
        description="They get a letter with a link, and an account of their own in this house.",
    )
