"""People, genres and collections."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from wtforms import BooleanField, FieldList, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from app.accounts.models import Permission
from app.admin.addressing import take_address
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm, LooseField, RowField, UploadField, one_line
from app.admin.pictures import drop, hang, take_pictures
from app.admin.refusing import Refused
from app.admin.title_form import at_most, named
from app.catalogue.artwork import drop_picture
from app.catalogue.models import Artwork, Collection, CollectionTitle, Credit, Person, Title, title_genre
from app.catalogue.slugs import SLUG, SlugMalformed
from app.foundation.db import db
from app.foundation.text import plural

TITLES = QueryAjaxModelLoader("titles", db, Title, fields=["name"], order_by=Title.name)


def slug_field() -> Any:
    """An address, made from the name when left empty."""
    rules = [Optional(), Regexp(SLUG, message=str(SlugMalformed(""))), at_most(60)]
    return LooseField("Address", rules, filters=[one_line], description="Leave it empty to have it made from the name.")


class PersonForm(AdminForm):
    """Somebody who makes films or is seen in them."""

    name = StringField("Name", named(120), filters=[one_line])
    slug = slug_field()
    biography = TextAreaField("Biography", [at_most(5000)], filters=[one_line])
    portrait = UploadField("Portrait", description="JPEG, PNG or WebP, up to 20 MB.")


class GenreForm(AdminForm):
    """What titles are."""

    name = StringField("Name", named(60), filters=[one_line])
    slug = slug_field()


class TitlesField(FieldList):
    """Titles in an order; empty places are left out."""

    entries: Any
    adds = "Add a title"

    def populate_obj(self, obj: Any, name: str) -> None:
        """The view's verbs take what was chosen."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """What was typed must name a title; nothing typed is nothing."""
        self.entries = [entry for entry in self.entries if entry.raw_data and str(entry.raw_data[0]).strip()]
        return super().validate(form, extra_validators)

    def blank(self, index: str) -> Any:
        """An empty place."""
        row = self.unbound_field.bind(form=None, name=f"{self.name}-{index}", _meta=self.meta)
        row.process(None)
        return row


class CollectionForm(AdminForm):
    """A shelf in the editor's order."""

    name = StringField("Name", named(120), filters=[one_line])
    slug = slug_field()
    description = TextAreaField("Description", [at_most(2000)], filters=[one_line])
    is_on_home = BooleanField("On the home page", default=True)
    position = IntegerField(
        "Order among the shelves", [InputRequired("Write a number."), NumberRange(0, 9999, "Use 0 to 9999.")], default=0
    )
    titles = TitlesField(RowField(TITLES, "Title", allow_blank=True), "Titles")


class AddressedView(SecureModelView):
    """Rows with a name and a slug."""

    who = Permission.CATALOGUE_EDIT
    column_searchable_list = ("name",)
    column_sortable_list = ("name",)
    column_default_sort = "name"
    short_fields: tuple[str, ...] = ("position",)

    def edit_form(self, obj: Any = None) -> Any:
        """The form; when it is opened it shows the address that stands."""
        form = super().edit_form(obj)
        if request.method == "GET" and obj is not None:
            form.slug.data = obj.slug
            self.read(form, obj)
        return form

    def read(self, form: Any, row: Any) -> None:
        """Show more that only verbs know."""

    def on_model_change(self, form: Any, model: Any, is_created: bool) -> None:
        """The address; more by those that know more."""
        take_address(form, model, is_created)


class PersonView(AddressedView):
    """People."""

    icon, one, many, heading = "users", "person", "people", "People"
    form = PersonForm
    column_list = ("name", "credits")
    column_labels = {"name": "Person", "credits": "Credits"}
    column_formatters = {"name": cell("person_name"), "credits": cell("count")}
    groups = (("Facts", "What their page says.", ("name", "slug", "biography", "portrait")),)

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """How many credits each has."""
        return _counted(Credit.person_id, [row.id for row in rows], "credit")

    def create_model(self, form: Any) -> Any:
        """With the portrait."""
        return self._with_portrait(form, lambda: super(PersonView, self).create_model(form))

    def update_model(self, form: Any, model: Person) -> bool:
        """With the portrait."""
        return bool(self._with_portrait(form, lambda: super(PersonView, self).update_model(form, model) and model))

    def _with_portrait(self, form: Any, save: Any) -> Any:
        try:
            kept = take_pictures(form, ("portrait",))
        except Refused as refusal:
            refusal.tell()
            return False
        person = save()
        if not person:
            drop(kept)
            return False
        replaced = hang(kept, person_id=person.id)
        db.session.commit()
        for reference in replaced:
            drop_picture(reference)
        return person

    def delete_model(self, model: Person) -> bool:
        """The row, then the portrait's files."""
        found = list(db.session.scalars(db.select(Artwork.reference).where(Artwork.person_id == model.id)))
        gone = bool(super().delete_model(model))
        for reference in found if gone else ():
            drop_picture(reference)
        return gone

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "The credits and the portrait go too. The titles stay."


class GenreView(AddressedView):
    """Genres."""

    icon, one, heading = "tags", "genre", "Genres"
    form = GenreForm
    column_list = ("name", "titles")
    column_labels = {"name": "Genre", "titles": "Titles"}
    column_formatters = {"name": cell("genre_name"), "titles": cell("count")}
    groups = (("Facts", "What people choose by.", ("name", "slug")),)

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """How many titles each has."""
        return _counted(title_genre.c.genre_id, [row.id for row in rows], "title")

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "The titles stay and are no longer found under it."


class CollectionView(AddressedView):
    """Collections."""

    icon, one, heading = "library", "collection", "Collections"
    form = CollectionForm
    form_ajax_refs = {"titles": TITLES}
    column_list = ("name", "is_on_home", "titles")
    column_labels = {"name": "Collection", "is_on_home": "Home page", "titles": "Titles"}
    column_formatters = {"name": cell("collection_name"), "is_on_home": cell("yes_on_home"), "titles": cell("count")}
    groups = (
        ("Facts", "What the shelf is called.", ("name", "slug", "description")),
        ("Place", "Where it stands.", ("is_on_home", "position")),
        ("Titles", "In this order.", ("titles",)),
    )

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """How many titles each has."""
        return _counted(CollectionTitle.collection_id, [row.id for row in rows], "title")

    def read(self, form: Any, row: Collection) -> None:
        """Its titles in order."""
        while form.titles.entries:
            form.titles.pop_entry()
        for entry in row.entries:
            form.titles.append_entry(entry.title)

    def on_model_change(self, form: Any, model: Collection, is_created: bool) -> None:
        """The address, then the titles in the order of their places."""
        super().on_model_change(form, model, is_created)
        wanted = list(dict.fromkeys(entry.data for entry in form.titles.entries if entry.data is not None))
        standing = {entry.title_id: entry for entry in model.entries}
        model.entries = [
            standing.get(title.id) or CollectionTitle(title=title, collection=model, position=0) for title in wanted
        ]
        for place, entry in enumerate(model.entries):
            entry.position = place

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "The shelf goes. Its titles stay."


def _counted(column: Any, ids: list[int], word: str) -> dict[int, str]:
    """`3 titles` by id, in one statement."""
    select = db.select(column, db.func.count()).where(column.in_(ids)).group_by(column)
    counts = dict(db.session.execute(select).all())
    return {number: plural(counts.get(number, 0), word) for number in ids}
