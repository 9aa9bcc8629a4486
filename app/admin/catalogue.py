"""Titles, in the order an editor works: facts, pictures, people, seasons, when, for whom."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, g, request, send_file
from flask_admin import expose
from flask_admin.actions import action
from flask_admin.contrib.sqla.filters import FilterEqual, FilterGreater, FilterSmaller

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin import title_form
from app.admin.addressing import take_address
from app.admin.base import SecureModelView, cell
from app.admin.forms import Inline
from app.admin.groups import kept_words
from app.admin.pictures import drop, hang, take_pictures
from app.admin.refusing import Refused
from app.admin.removing import Leftovers, leftovers_of
from app.admin.seen_by import seen_by
from app.admin.states import BUSY, State, jobs_of, title_state, video_facts
from app.admin.title_filters import STATES, VIDEOS, GenreFilter, GroupFilter, StateFilter, VideoFilter, YearsFilter
from app.catalogue.artwork import drop_picture, picture_path
from app.catalogue.models import Artwork, CollectionTitle, Credit, Episode, Genre, Season, Title
from app.catalogue.posters import draw_poster
from app.catalogue.queries import titles_visible_to
from app.foundation.db import db
from app.foundation.text import plural
from app.groups.models import Group
from app.media.models import Video, VideoRole
from app.profiles.current import current_profile
from app.profiles.maturity import steps

PICTURES = ("poster", "backdrop")


def _marks() -> list[tuple[str, str]]:
    return [(str(step.years), step.mark) for step in steps()]


class TitleView(SecureModelView):
    """Films and series."""

    who, icon, one, heading = Permission.CATALOGUE_EDIT, "film", "title", "Titles"
    form = title_form.TitleForm
    edit_template = "admin/title_edit.html"
    create_template = "admin/model/create.html"
    form_ajax_refs = {"people": title_form.PEOPLE}
    inline_models = (
        Inline(Credit, title_form.CreditForm, "person"),
        Inline(Season, title_form.SeasonRowForm, "season"),
    )
    column_list = ("poster", "name", "kind", "maturity_years", "state", "video")
    column_labels = {"poster": "", "name": "Title", "maturity_years": "Age", "video": "Video"}
    column_formatters = {
        "poster": cell("poster"),
        "name": cell("title_name"),
        "kind": cell("title_kind"),
        "maturity_years": cell("age"),
        "state": cell("title_state"),
        "video": cell("title_video"),
    }
    column_sortable_list = ("name", "maturity_years", "kind")
    column_default_sort = ("id", True)
    column_searchable_list = ("name", "original_name", "slug")
    column_filters = (
        StateFilter(Title.published_at, "State", STATES),
        FilterEqual(Title.kind, "Kind", (("film", "Film"), ("series", "Series"))),
        YearsFilter(Title.maturity_years, "Age mark", _marks),
        GenreFilter(Title.id, "Genre", ()),
        VideoFilter(Title.id, "Video", VIDEOS),
        FilterGreater(Title.year, "Year"),
        FilterSmaller(Title.year, "Year"),
        GroupFilter(Title.id, "Kept for", ()),
    )
    groups = (
        ("Facts", "What people read first.", ("name", "year", "slug", "kind", "original_name", "tagline", "synopsis")),
        ("Shelves", "Where it is found.", ("genres", "collections", "languages", "country")),
        ("Artwork", "A poster is drawn if you add none.", ("poster", "backdrop")),
        ("People", "In the order of the credits.", ("credits",)),
        ("Seasons", "For series. Episodes are on each season’s page.", ("seasons",)),
        ("Availability", "Times are in the house’s zone.", ("shown", "shown_on", "available_from", "available_until")),
        ("Maturity", "Decides who sees it at all.", ("maturity_years",)),
        ("Groups", "Ticked, nobody else finds it: not in lists, search or feeds.", ("groups",)),
    )
    short_fields = ("year", "kind", "country", "languages", "shown_on", "available_from", "available_until")

    def search_placeholder(self) -> str:
        """What the search looks in."""
        return "Title or address"

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """State, videos and the given poster of every row."""
        ids = [row.id for row in rows]
        posters = db.select(Artwork.title_id, Artwork.reference).where(
            Artwork.title_id.in_(ids), Artwork.kind == "poster"
        )
        given, videos, kept = dict(db.session.execute(posters).all()), video_facts(ids), kept_words(ids)
        return {row.id: (title_state(row), videos.get(row.id), given.get(row.id), kept.get(row.id, "")) for row in rows}

    def kept_for(self, title: Title) -> State | None:
        """For whom it is kept, for the head of its page."""
        words = kept_words([title.id]).get(title.id)
        return State(BUSY, words) if words else None

    def state_of(self, title: Title) -> State:
        """For the head of its page."""
        return title_state(title)

    def is_seen(self, title: Title) -> bool:
        """Whether this editor would find it on the site: a title may be kept for groups they are not in."""
        if not current_profile:
            return title.is_shown
        seen = titles_visible_to(current_profile).where(Title.id == title.id)
        return db.session.scalar(seen.with_only_columns(Title.id)) is not None

    def videos_of(self, title: Title) -> list[tuple[Video, Any]]:
        """Its own videos with their newest encodes."""
        videos = list(db.session.scalars(db.select(Video).where(Video.title_id == title.id).order_by(Video.id)))
        jobs = jobs_of(video.reference for video in videos)
        return [(video, jobs.get(video.reference)) for video in videos]

    def episodes_of(self, title: Title) -> list[tuple[Episode, Video | None]]:
        """Its episodes with their main videos."""
        select = (
            db.select(Episode, Video)
            .join(Season)
            .outerjoin(Video, (Video.episode_id == Episode.id) & (Video.role == VideoRole.MAIN))
            .where(Season.title_id == title.id)
            .order_by(Season.number, Episode.number, Video.id)
        )
        return [(episode, video) for episode, video in db.session.execute(select)]

    def checklist(self, title: Title) -> list[State]:
        """What a title should have before people see it."""
        facts = video_facts([title.id]).get(title.id)
        has_poster = any(art.kind == "poster" for art in title.artwork)
        return [
            State("good" if title.synopsis and title.year else "problem", "Title, synopsis, year"),
            State("good", "Poster") if has_poster else State("busy", "No poster: one is drawn"),
            State("good", "Age mark") if title.maturity_years is not None else State("problem", "No age mark"),
            facts.state if facts else State("problem", "No video"),
        ]

    def edit_form(self, obj: Any = None) -> Any:
        """The form; when it is opened it shows what the verbs have made."""
        form = super().edit_form(obj)
        if request.method == "GET" and obj is not None:
            form.read(obj)
        return form

    def create_model(self, form: Any) -> Any:
        """Keep the pictures first, outside the transaction, and drop them when nothing came of it."""
        return self._with_pictures(form, lambda: super(TitleView, self).create_model(form))

    def update_model(self, form: Any, model: Title) -> bool:
        """The same, once nobody else has changed the title since the form was opened."""
        return bool(self._with_pictures(form, lambda: self._update_unless_changed(form, model)))

    def _update_unless_changed(self, form: Any, title: Title) -> bool:
        db.session.refresh(title, with_for_update=True)
        if form.stamp.data and form.stamp.data != title_form.fingerprint(title):
            g.admin_status, g.admin_differences = 409, title_form.differences(form, title)
            form.stamp.raw_data, form.stamp.data = None, title_form.fingerprint(title)
            db.session.rollback()
            return False
        return super().update_model(form, title)

    def _with_pictures(self, form: Any, save: Any) -> Any:
        try:
            g.admin_pictures = take_pictures(form, PICTURES)
        except Refused as refusal:
            refusal.tell()
            return False
        saved = save()
        if saved:
            for reference in g.pop("admin_replaced", ()):
                drop_picture(reference)
        else:
            drop(g.admin_pictures)
        return saved

    def on_model_change(self, form: Any, model: Title, is_created: bool) -> None:
        """The verbs: address first, since nothing is stored without one."""
        take_address(form, model, is_created)
        if is_created:
            model.added_by_id = current_account.id
        self._shelve(form, model)
        self._show(form, model)
        db.session.flush()
        g.admin_replaced = hang(g.admin_pictures, title_id=model.id)

    def _shelve(self, form: Any, title: Title) -> None:
        wanted = set(form.collections.data or ())
        title.genres = list(db.session.scalars(db.select(Genre).where(Genre.id.in_(form.genres.data or ()))))
        title.shelvings = [kept for kept in title.shelvings if kept.collection_id in wanted] + [
            CollectionTitle(collection_id=each, position=9999)
            for each in sorted(wanted - {kept.collection_id for kept in title.shelvings})
        ]

        title.groups = list(db.session.scalars(db.select(Group).where(Group.id.in_(form.groups.data or ()))))

    def _show(self, form: Any, title: Title) -> None:
        if form.shown.data == title_form.DRAFT:
            title.withdraw()
        elif form.shown.data == title_form.ON:
            title.publish(form.shown_on.data)
        elif not title.is_published:
            title.publish()

    def delete_model(self, model: Title) -> bool:
        """The row, then its films' and pictures' files."""
        return delete_with_files(super().delete_model, model)

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        if name != "delete":
            return super().consequence(name, rows)
        ids = [row.id for row in rows]
        videos = sum(len(facts.videos) for facts in video_facts(ids).values())
        seasons = db.session.scalar(db.select(db.func.count(Season.id)).where(Season.title_id.in_(ids))) or 0
        gone = ", ".join(([plural(seasons, "season")] if seasons else []) + [plural(videos, "video"), "pictures"])
        return f"Its {gone}, reviews and everybody’s place in it go too. People, genres and collections stay."

    @action("publish", "Publish", "They are shown at once to everybody whose limit allows it.")
    def publish(self, ids: list[str]) -> None:
        """Show the chosen ones."""
        self._each(lambda title: title.publish() if not title.is_published else None, "is shown", "are shown")

    @action("withdraw", "Withdraw", "Only editors see them until they are published again. Nothing is deleted.")
    def withdraw(self, ids: list[str]) -> None:
        """Hide the chosen ones."""
        self._each(Title.withdraw, "is a draft again", "are drafts again")

    @action("delete", "Delete", "Deleted for good.")
    def action_delete(self, ids: list[str]) -> None:
        """Delete the chosen ones with their files."""
        gone = [row for row in self.rows_chosen() if self.delete_model(row)]
        flash(f"{plural(len(gone), 'title')} deleted.", "success")

    def _each(self, verb: Any, one: str, many: str) -> None:
        rows = self.rows_chosen()
        for title in rows:
            verb(title)
        db.session.commit()
        flash(f"{plural(len(rows), 'title')} {one if len(rows) == 1 else many}.", "success")

    @expose("/<number:title_id>/seen-by")
    def seen_by(self, title_id: int) -> Any:
        """Who sees it, and who does not by which rule."""
        title = db.session.get(Title, title_id) or abort(404)
        asked = request.args.get("q", "")
        return self.render("admin/seen_by.html", title=title, asked=asked, found=seen_by(title, asked))

    @expose("/<number:title_id>/poster")
    def poster(self, title_id: int) -> Response:
        """Its poster, drafts' too, for editors alone."""
        title = db.session.get(Title, title_id) or abort(404)
        given = next((art for art in title.artwork if art.kind == "poster"), None)
        if given is not None and picture_path(given.reference, 200).is_file():
            return send_file(picture_path(given.reference, 200), mimetype="image/webp")
        return Response(draw_poster(title.name, "", title.year, title.id), mimetype="image/svg+xml")


def delete_with_files(delete: Any, row: Any) -> bool:
    """Delete a row and, once that is committed, the files that hung on it."""
    found: Leftovers = leftovers_of(row)
    gone = bool(delete(row))
    if gone:
        found.remove()
    return gone
