"""What an editor says of a video."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError

from app.admin.forms import AdminForm, one_line
from app.admin.title_form import at_most
from app.media.chapters import ChaptersRefused, read_chapters
from app.media.marks import MarkRefused, read_mark
from app.media.models import VideoRole


class VideoForm(AdminForm):
    """What a video is called."""

    duration_s: float | None = None
    name = StringField("Name", [at_most(200)], filters=[one_line], description="Empty for the film itself.")
    is_downloadable = BooleanField("Viewers may download it", description="Whoever may watch it, as one file.")
    chapter_lines = TextAreaField(
        "Chapters", description="A line each, like “1:02:30 The storm”. Empty for those of the file."
    )
    intro_line = StringField("Intro", description="Like “0:45-2:15”. Empty for what the sound tells; “none” for none.")
    recap_line = StringField("Recap", description="What happened so far, in the same way.")
    credits_line = StringField("Credits", description="In the same way. The next episode is offered from there on.")
    role = SelectField("Part", choices=[(role.value, role.value.capitalize()) for role in VideoRole])

    def validate_chapter_lines(self, field: Any) -> None:
        """Each line has a time within the film, later than the one before."""
        try:
            read_chapters(field.data or "", self.duration_s)
        except ChaptersRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def validate_intro_line(self, field: Any) -> None:
        """From a moment to a later one, within the film."""
        try:
            read_mark(field.data or "", self.duration_s)
        except MarkRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    validate_recap_line = validate_credits_line = validate_intro_line
