"""What a house has agreed with somebody of it, how long and what: shown, changed, and half an hour more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, ValidationError

from app.catalogue import hiding
from app.foundation import audit
from app.foundation.access import after_password, signed_in
from app.foundation.db import db
from app.foundation.hypermedia import render_page, see_other
from app.foundation.text import plural
from app.profiles import choices, maturity
from app.profiles.managing import owner
from app.profiles.models import Profile
from app.profiles.queries import find_profile
from app.watching import contract

bp = Blueprint("contract", __name__, url_prefix="/profiles/<number:profile_id>/time")
MINUTES = (15, 30, 45, 60, 90, 120, 180, 240)
NEVER = 99  # years: nobody is asked
TOGETHER = "Give both times, or neither."


class ContractForm(FlaskForm):
    """Minutes a day and bedtime."""

    minutes_a_day = SelectField(
        "A day", coerce=choices.whole, choices=[(0, "As long as they like"), *((n, f"{n} minutes") for n in MINUTES)]
    )
    bed_from = StringField("Bedtime from", description="Nothing plays from then on.")
    bed_until = StringField("Until")
    asks_above = SelectField(
        "Asks before films",
        coerce=choices.whole,
        description="They are seen, and play once somebody of the house without an age limit has said yes.",
    )
    hidden = SelectMultipleField(
        "Kinds that are not shown", coerce=choices.whole, description="They are nowhere to be found for this profile."
    )

    def __init__(self, profile: Profile, **standing: Any) -> None:
        super().__init__(**standing)
        limit = maturity.steps()[-1].years if not profile.is_capped else profile.maturity_limit
        steps = [step for step in maturity.steps() if step.years < limit]
        self.asks_above.choices = [(NEVER, "Never"), *((step.years, f"Above {step.mark}") for step in steps)]
        self.hidden.choices = [(kind.id, kind.name) for kind in hiding.every_kind()]
        kept = profile.asks_above
        if kept is not None and kept not in [step.years for step in steps]:
            self.asks_above.choices.append((kept, f"Above {maturity.age_mark(kept)}"))

    def validate_bed_from(self, field: Any) -> None:
        """A time of the day, and not alone."""
        self._read(field)
        if bool((field.data or "").strip()) != bool((self.bed_until.data or "").strip()):
            raise ValidationError(TOGETHER)

    def validate_bed_until(self, field: Any) -> None:
        """A time of the day."""
        self._read(field)

    @staticmethod
    def _read(field: Any) -> None:
        try:
            contract.minute_of(field.data or "")
        except ValueError as error:
            raise ValidationError("Give the time as 20:30.") from error

    @property
    def agreed(self) -> dict[str, int | None]:
        """The columns of Profile."""
        times = {name: contract.minute_of(self[name].data or "") for name in ("bed_from", "bed_until")}
        asks_above = None if self.asks_above.data == NEVER else self.asks_above.data
        return {"minutes_a_day": self.minutes_a_day.data or None, "asks_above": asks_above, **times}


@bp.get("")
@signed_in
@after_password
def show(profile_id: int) -> Any:
    """What is agreed, and what is left of today."""
    profile = find_profile(profile_id, owner())
    times = {name: contract.words(getattr(profile, name)) for name in ("bed_from", "bed_until")}
    asks_above = NEVER if profile.asks_above is None else profile.asks_above
    standing: dict[str, Any] = {"minutes_a_day": profile.minutes_a_day or 0, "asks_above": asks_above}
    return _page(profile, ContractForm(profile, hidden=hiding.hidden_from(profile), **standing, **times))


@bp.post("")
@signed_in
@after_password
def update(profile_id: int) -> Any:
    """Agree on something else."""
    profile = find_profile(profile_id, owner())
    form = ContractForm(profile)
    if not form.validate():
        return _page(profile, form, 422)
    for name, value in form.agreed.items():
        setattr(profile, name, value)
    hiding.hide(profile, form.hidden.data or ())
    audit.record("contract-changed", profile.name, hidden=form.hidden.data, **form.agreed)
    db.session.commit()
    return see_other("/profiles/manage", notice=f"That is agreed with {profile.name}.")


@bp.post("/more")
@signed_in
@after_password
def more(profile_id: int) -> Any:
    """Half an hour more, today alone."""
    profile = find_profile(profile_id, owner())
    contract.give_more(profile)
    audit.record("time-given", profile.name, minutes=contract.MORE_MINUTES)
    db.session.commit()
    notice = f"{profile.name} may watch {plural(contract.MORE_MINUTES, 'minute')} more today."
    return see_other(f"/profiles/{profile_id}/time", notice=notice)


def _page(profile: Profile, form: ContractForm, status: int = 200) -> Any:
    facts: dict[str, Any] = {"watched_s": contract.watched_today_s(profile), "left_s": contract.left_today_s(profile)}
    return render_page("watching/contract.html", "contract_form", status=status, profile=profile, form=form, **facts)
