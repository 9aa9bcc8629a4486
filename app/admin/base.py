"""What every page of the editors' house stands on: who may come in, how it is drawn, how it asks before it deletes."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, g, get_template_attribute, request
from flask_admin import AdminIndexView, BaseView, expose
from flask_admin.contrib.sqla import ModelView
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.forms import AdminForm, Converter, InlineConverter
from app.admin.menu import menu_for
from app.admin.refusing import Refused
from app.foundation.access import safe_next
from app.foundation.db import db
from app.foundation.hypermedia import is_fragment_request, render_page
from app.foundation.text import plural

HIGHEST_ID = 2**31 - 1
STANDS_ALREADY = "Something with this name, number or address stands already. Choose another."


class Secure:
    """A view for those with the permission `who`; the guard of `foundation.access` reads the same mark."""

    who: str = Permission.ADMIN_ENTER
    icon = "layout-dashboard"
    is_in_menu = True

    def is_accessible(self) -> bool:
        """Whether this account may come in."""
        return current_account is not None and bool(current_account) and current_account.can(self.who)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        """403 for whoever is signed in as somebody else."""
        abort(403)

    def _run_view(self, view: Any, *args: Any, **kwargs: Any) -> Any:
        return _see_other(view(self, *args, **kwargs), self.home)

    @property
    def home(self) -> str:
        """The address of the view's first page."""
        return f"{self.url}/"  # type: ignore[attr-defined]

    def render(self, template: str, block: str | None = None, **facts: Any) -> Response:
        """The page, or under HTMX one block of it. A form that comes back from a POST says so: 422."""
        facts = {"admin_view": self, "get_url": self.get_url, **self._template_args, **facts}  # type: ignore[attr-defined]
        facts["return_url"] = safe_next(facts.get("return_url"), self.home)
        facts["menu"] = menu_for(self, current_account)
        comes_back = request.method == "POST" and "form" in facts
        status = facts.pop("status", g.get("admin_status", 422 if comes_back else 200))
        response = render_page(template, block, status=status, **facts)
        response.cache_control.no_store = True
        return response


def _see_other(answer: Any, home: str) -> Any:
    """After a POST 303, and never off this site, whatever `url` asked for."""
    if getattr(answer, "status_code", 0) == 302:
        answer.status_code = 303 if request.method == "POST" else 302
        answer.headers["Location"] = safe_next(answer.headers["Location"], home)
    return answer


class SecureView(Secure, BaseView):
    """A page that is no list of rows."""


class SecureIndexView(Secure, AdminIndexView):
    """The first page; it brings none of Flask-Admin's own static files, since no page uses them."""

    def __init__(self, **names: Any) -> None:
        super().__init__(**names)
        self.static_folder = None


class SecureModelView(Secure, ModelView):
    """A list of rows with its forms."""

    form_base_class = AdminForm
    model_form_converter = Converter
    inline_model_form_converter = InlineConverter
    simple_list_pager = True
    column_auto_select_related = False
    can_set_page_size = True
    page_size = 20
    page_size_options = (20, 50, 100)
    named_filter_urls = True
    column_display_actions = True
    list_template = "admin/model/list.html"
    create_template = "admin/model/create.html"
    edit_template = "admin/model/edit.html"
    one, many = "row", ""
    heading = ""
    picture_column = ""
    goes = "This cannot be taken back."
    listens_to = ""  # the fact, as `case-changed`, upon which the rows on an open page are fetched again
    load_options: tuple[Any, ...] = ()
    kept_args: tuple[str, ...] = ()
    short_fields: tuple[str, ...] = ()
    asks_reason: tuple[str, ...] = ()
    groups: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    def __init__(self, model: type, **names: Any) -> None:
        super().__init__(model, db, **names)

    def render(self, template: str, block: str | None = None, **facts: Any) -> Response:
        """As every view; a list's moving part is its rows, which stand in the list that others extend."""
        if template != self.list_template:
            return super().render(template, block, **facts)
        whole = SecureModelView.list_template if is_fragment_request() else template
        return super().render(whole, block or "rows", **facts)

    def get_form(self) -> Any:
        """The view's own form, with its inline rows; scaffolded when it has none."""
        if self.form is None:
            return self.scaffold_form()
        own = type(self.form.__name__, (self.form,), {})
        return self.scaffold_inline_form_models(own) if self.inline_models else own

    def get_query(self) -> Any:
        """The list's rows with what their cells say, so that statements do not grow with rows."""
        return db.session.query(self.model).options(*self.load_options)

    def get_one(self, id: Any) -> Any:
        """The row of this number, else 404."""
        if not str(id).isascii() or not str(id).isdecimal() or int(id) > HIGHEST_ID:
            abort(404)
        return db.session.get(self.model, int(id)) or abort(404)

    def get_list(self, page: int | None, *args: Any, page_size: int | None = None, **more: Any) -> Any:
        """A page of rows, one more than shown to know whether there is a next; `facts_for` rides along."""
        size = self.get_safe_page_size(page_size)
        page = min(max(page or 0, 0), 1_000_000)
        _none, query = super().get_list(page, *args, page_size=size, **{**more, "execute": False})
        rows = list(query.limit(size + 1))
        g.admin_has_next = len(rows) > size
        g.admin_facts = self.facts_for(rows[:size])
        return None, rows[:size]

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """What cells need beside the row, by its id; a few statements for all rows together."""
        return {}

    def _get_list_extra_args(self) -> Any:
        view_args = super()._get_list_extra_args()
        view_args.page = min(max(view_args.page or 0, 0), 1_000_000)
        view_args.search = (view_args.search or "").replace("\0", "")[:200] or None
        view_args.extra_args = {name: "1" for name in self.kept_args if request.args.get(name)}
        return view_args

    def _get_list_filter_args(self) -> Any:
        """Those that say something: a form of filters sends the others empty."""
        pairs = super()._get_list_filter_args() or []
        return [(place, name, value) for place, name, value in pairs if value.strip()]

    def _get_column_by_idx(self, idx: int | None) -> Any:
        return super()._get_column_by_idx(idx) if idx is not None and 0 <= idx < 100 else None

    def filter_choices(self, active: list[Any] | None) -> list[tuple[str, str, str, Any, str]]:
        """Of each filter: its name in the address, its words, its operation, what may be chosen, what is chosen."""
        chosen = {index: value for index, _name, value in active or []}
        return [
            (
                f"flt{place}_{self.get_filter_arg(place, each)}",
                *(each.name, str(each.operation()), each.get_options(self), str(chosen.get(place, ""))),
            )
            for place, each in enumerate(self._filters or [])
        ]

    def active_filter_pills(self, active: list[Any] | None) -> list[tuple[str, str, str, str]]:
        """Name, operation, value in words, and the address without it."""
        return [self._pill(at, active or []) for at in range(len(active or []))]

    def _pill(self, at: int, active: list[Any]) -> tuple[str, str, str, str]:
        index, name, value = active[at]
        chosen = self._filters[index]
        words = dict(chosen.get_options(self) or ()).get(value, value)
        view_args = self._get_list_extra_args().clone(filters=active[:at] + active[at + 1 :], page=0)
        return str(name), str(chosen.operation()), str(words), self._get_list_url(view_args)

    def update_model(self, form: Any, model: Any) -> bool:
        """As Flask-Admin does it; the name before is remembered for the address."""
        g.admin_name_before = getattr(model, "name", None)
        return bool(super().update_model(form, model))

    def handle_view_exception(self, exc: Exception) -> bool:
        """What a verb refuses, and rows that exclude each other, are the sender's to put right; the rest is ours."""
        if isinstance(exc, Refused):
            exc.tell()
            return True
        if isinstance(exc, IntegrityError):
            flash(STANDS_ALREADY, "danger")
            return True
        raise exc

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Any:
        """Ask first, by a page that names the row; then delete."""
        form = self.delete_form()
        row = self.get_one(form.id.data)
        if not self.can_delete:
            abort(403)
        if "confirmed" not in request.form:
            return self.ask("delete", [row])
        back = safe_next(form.url.data, self.home)
        if self.validate_form(form) and self.delete_model(row):
            flash(f"{row} is gone.", "success")
        return _redirect(back)

    @expose("/action/", methods=("POST",))
    def action_view(self) -> Any:
        """The same for what is done with several rows."""
        name = request.form.get("action", "")
        rows = self.rows_chosen()
        if not rows:
            flash(f"Choose at least one {self.one} first.", "danger")
            return _redirect(safe_next(request.form.get("url"), self.home))
        if name not in self._actions_data or not self.is_action_allowed(name):
            abort(404)
        if self._actions_data[name][2] and "confirmed" not in request.form:
            return self.ask(name, rows)
        return self.handle_action()

    def rows_chosen(self) -> list[Any]:
        """The rows whose boxes are ticked, in the order of their numbers."""
        typed = request.form.getlist("rowid")[:500]
        ids = {int(number) for number in typed if number.isascii() and number.isdecimal() and len(number) < 10}
        key = inspect(self.model).primary_key[0]
        return list(db.session.scalars(db.select(self.model).where(key.in_(ids)).order_by(key)))

    def ask(self, action: str, rows: list[Any]) -> Response:
        """The page that names what is about to happen, to what, and what stays."""
        verb = str(self._actions_data[action][1]) if action in self._actions_data else "Delete"
        named = f"“{rows[0]}”" if len(rows) == 1 else plural(len(rows), self.one, self.many or None)
        to = "delete" if action == "delete" and "rowid" not in request.form else "action"
        facts: dict[str, Any] = {
            "rows": rows,
            "action": action,
            "verb": verb,
            "named": named,
            "consequence": self.consequence(action, rows),
        }
        return self.render("admin/confirm.html", to=f"{self.home}{to}/", back=request.form.get("url"), **facts)

    def consequence(self, action: str, rows: list[Any]) -> str:
        """What goes and what stays, in a sentence."""
        return self.goes if action == "delete" else str(self._actions_data[action][2])

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Any:
        """Nothing is exported."""
        abort(404)

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self) -> Any:
        """Nothing is edited in a list."""
        abort(404)

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> Any:
        """Rows that a reference may name, as `[[id, words], …]`; twenty at most."""
        loader = self._form_ajax_refs.get(request.args.get("name", "")) or abort(404)
        query = request.args.get("query", "").replace("\0", "")[:200]
        return [loader.format(row) for row in loader.get_list(query, 0, 20)]


def _redirect(location: str) -> Any:
    from app.foundation.hypermedia import see_other

    return see_other(location)


def cell(macro: str, template: str = "admin/_cells.html") -> Any:
    """A list cell drawn by a macro of that template, given the row and what `facts_for` found for it."""

    def draw(view: Any, context: Any, row: Any, name: str) -> Any:
        facts = g.get("admin_facts", {}).get(getattr(row, "id", None))
        return get_template_attribute(template, macro)(row, facts)

    return draw
