"""What a person may say of a title, and where they may say it: nowhere that they have not been themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from app.catalogue.models import Episode
from app.discussions.models import Post
from app.discussions.places import BEGINNING, Place, place_of
from app.foundation.text import clean_line, clean_prose, random_reference

LONGEST = 4000
KEY_LENGTH = 22
WORDS: dict[str, Any] = {
    "filters": [clean_prose],
    "validators": [
        InputRequired("Write something first."),
        Length(max=LONGEST, message=f"At most {LONGEST:,} characters, please."),
    ],
}


class WordsForm(FlaskForm):
    """Words, with a name that the form brings, so that the same one sent twice is one post."""

    text = TextAreaField("Your post", **WORDS)
    key = HiddenField()

    def validate_text(self, field: Field) -> None:
        """Only what was cleaned away is nothing."""
        if not field.data:
            raise ValidationError("Write something first.")

    @property
    def name(self) -> str:
        """The form's own key, or a new one for a form that brings none worth keeping."""
        given = clean_line(self.key.data)
        return given if len(given) == KEY_LENGTH else random_reference(KEY_LENGTH)

    def refuse(self, reason: str) -> None:
        """Say at the words why they were not posted."""
        self.text.errors = [*self.text.errors, reason]

    def named(self, stem: str) -> Any:
        """Give the fields ids of their own, since a page holds several such forms; a fresh one gets its key."""
        for field in self:
            field.id = field.label.field_id = f"{stem}-{field.name}"
        self.key.data = self.name
        return self


class PlacedForm(WordsForm):
    """Words that stand at a place. `known` are the places that the writer may choose among."""

    place = SelectField("Who may read it", validate_choice=False)
    known: Sequence[Place] = ()

    def offer(self, known: Sequence[Place], default: Place) -> PlacedForm:
        """Offer these places; whoever chooses none takes the default."""
        self.known = known
        self.place.choices = [(place.name, place.label) for place in known]
        if not self.place.raw_data:
            self.place.data = default.name
        return self

    def validate_place(self, field: Field) -> None:
        """One of those offered: nobody speaks of what they have not seen."""
        if self.chosen is None:
            raise ValidationError("You have not been there yet. Choose one of these places.")

    @property
    def chosen(self) -> Place | None:
        """The place, None for one that was not offered."""
        return next((place for place in self.known if place.name == self.place.data), None)


class PostForm(PlacedForm):
    """A post that begins a thread."""

    @classmethod
    def of(cls, places: list[Place], episode: Episode | None, **more: Any) -> Any:
        """Offers the writer's furthest points, the latest first, and the beginning. In the talk about one episode that
        one is chosen, else the latest: whoever thinks of nothing tells nobody too much.
        """
        known = [*reversed([place for place in places if place.name != BEGINNING.name]), BEGINNING]
        here = next((place for place in known if episode is not None and place.episode_id == episode.id), known[0])
        form: Any = cls(**more).offer(known, here)
        return form.named("post")


class ReplyForm(WordsForm):
    """A reply stands where its parent does, unless it tells what happens later."""

    later = BooleanField(
        "It tells what happens later",
        description="Then it is shown only to those who have come as far as you. Else it stands with the post.",
    )

    @classmethod
    def of(cls, parent: Post, **more: Any) -> Any:
        """The form under this post."""
        form: Any = cls(**more).named(f"reply-{parent.id}")
        form.text.label.text = "Your reply"
        return form


class EditForm(PlacedForm):
    """A post said otherwise, where it stands or later."""

    @classmethod
    def of(cls, post: Post, places: list[Place], **more: Any) -> Any:
        """Offers the place where it stands first, then those of the writer that come later."""
        here = StandingPlace.of(post)
        later = [place for place in reversed(places) if place.order > here.order]
        form: Any = cls(data={"text": post.text}, **more).offer([here, *later], here)
        return form.named("post")


class StandingPlace(Place):
    """Where a post stands already."""

    @classmethod
    def of(cls, post: Post) -> StandingPlace:
        """That of this post."""
        place = place_of(post)
        return cls(place.episode_id, place.season, place.number, place.at_s)

    @property
    def name(self) -> str:
        """What a form calls it."""
        return "same"

    @property
    def label(self) -> str:
        """How a form offers it."""
        return f"Where it stands: {self.stamp}"
