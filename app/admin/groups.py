"""Groups of accounts, and the titles that are kept for them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import flash, request
from flask_admin import expose
from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from sqlalchemy.exc import IntegrityError
from wtforms import StringField, TextAreaField

from app.accounts.models import Account, Permission
from app.admin.base import SecureModelView, cell
from app.admin.forms import AdminForm, RowField, one_line
from app.admin.refusing import Refused
from app.admin.shelves import TitlesField
from app.admin.title_form import at_most, named
from app.catalogue.models import Title, title_group
from app.foundation.db import db
from app.foundation.text import plural
from app.groups.models import Group, account_group_member

MEMBERS = QueryAjaxModelLoader("members", db, Account, fields=["name"], order_by=Account.name)
CELLS = "admin/_groups.html"
MOST_NAMED = 5


class MembersField(TitlesField):
    """Accounts; empty places are left out."""

    adds = "Add a member"


class GroupForm(AdminForm):
    """Who belongs together."""

    name = StringField("Name", named(80), filters=[one_line])
    description = TextAreaField(
        "What for", [at_most(200)], filters=[one_line], description="For those who look after groups."
    )
    members = MembersField(RowField(MEMBERS, "Member", allow_blank=True), "Members")


class GroupView(SecureModelView):
    """Groups."""

    who, icon, one, heading = Permission.GROUPS_MANAGE, "ticket", "group", "Groups"
    form = GroupForm
    form_ajax_refs = {"members": MEMBERS}
    edit_template = "admin/group_edit.html"
    column_list = ("name", "members", "titles")
    column_labels = {"name": "Group", "members": "Members", "titles": "Kept for it"}
    column_formatters = {
        "name": cell("group_name", CELLS),
        "members": cell("group_members", CELLS),
        "titles": cell("group_titles", CELLS),
    }
    column_sortable_list = ("name",)
    column_default_sort = "name"
    column_searchable_list = ("name", "description")
    groups = (
        ("Facts", "A film club, a class, a crew.", ("name", "description")),
        ("Members", "All of a member’s household see what is kept for the group.", ("members",)),
    )

    def facts_for(self, rows: list[Any]) -> dict[int, Any]:
        """How many members each has, and how many titles are kept for it: two statements for all."""
        ids = [row.id for row in rows]
        members, titles = _counted(account_group_member.c.group_id, ids), _counted(title_group.c.group_id, ids)
        return {number: (members.get(number, 0), titles.get(number, 0)) for number in ids}

    def titles_of(self, group: Group) -> tuple[list[Title], int]:
        """The newest titles that are kept for it, and how many there are."""
        return kept_for(group, 50), _counted(title_group.c.group_id, [group.id]).get(group.id, 0)

    def edit_form(self, obj: Any = None) -> Any:
        """The form; when it is opened it shows the members. They are read at once, so that none is looked up alone."""
        standing = list(obj.members) if obj is not None else []
        form = super().edit_form(obj)
        if request.method == "GET":
            while form.members.entries:
                form.members.pop_entry()
            for account in standing:
                form.members.append_entry(account)
        return form

    def on_model_change(self, form: Any, model: Group, is_created: bool) -> None:
        """Each name once, each member once."""
        with db.session.no_autoflush:
            taken = db.select(Group.id).where(db.func.lower(Group.name) == model.name.lower())
            if db.session.scalar(taken.where(Group.id != (model.id or 0))):
                raise Refused(form.name, "Another group is called so.")
            wanted = (entry.data for entry in form.members.entries if entry.data is not None)
            model.members = list(dict.fromkeys(wanted))

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Any:
        """Ask, unless titles are kept for it: they would be everybody's then, or nobody's."""
        group = self.get_one(request.form.get("id", ""))
        titles, count = self.titles_of(group)
        if titles:
            facts = {"group": group, "titles": titles[:MOST_NAMED], "count": count, "back": request.form.get("url")}
            return self.render("admin/group_kept.html", "kept", status=409, **facts)
        return super().delete_view()

    def delete_model(self, model: Group) -> bool:
        """The row; a title that was kept for it in the same moment holds it."""
        try:
            db.session.delete(model)
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            flash(f"Titles are kept for {model.name}, so it stays.", "danger")
            return False
        return True

    def consequence(self, name: str, rows: list[Any]) -> str:
        """What goes and what stays."""
        return "No title is kept for it. Its members’ accounts stay."


def kept_for(group: Group, most: int) -> list[Title]:
    """The newest titles that are kept for this group."""
    select = db.select(Title).join(title_group, title_group.c.title_id == Title.id)
    return list(
        db.session.scalars(select.where(title_group.c.group_id == group.id).order_by(Title.id.desc()).limit(most))
    )


def _counted(column: Any, ids: list[int]) -> dict[int, int]:
    select = db.select(column, db.func.count()).where(column.in_(ids)).group_by(column)
    return dict(db.session.execute(select).tuples().all())


def kept_words(title_ids: list[int]) -> dict[int, str]:
    """Of the titles that are kept for groups: for which, in one statement."""
    select = db.select(title_group.c.title_id, Group.name).join(Group, Group.id == title_group.c.group_id)
    names: dict[int, list[str]] = defaultdict(list)
    for title_id, name in db.session.execute(select.where(title_group.c.title_id.in_(title_ids)).order_by(Group.name)):
        names[title_id].append(name)
    return {title_id: _words(each) for title_id, each in names.items()}


def _words(names: list[str]) -> str:
    """`Kept for Film club 2026`, with at most two names."""
    more = f" and {plural(len(names) - 2, 'more group')}" if len(names) > 2 else ""
    return f"Kept for {', '.join(names[:2]) if more else ' and '.join(names)}{more}"
