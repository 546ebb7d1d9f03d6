"""Groups of people with an account: creating, renaming, filling and deleting them. Guest groups are not shown here."""

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.errors import ChangedMeanwhile
from models.people import accounts, user_groups
from models.plumbing import database
from models.tables import User, UserGroup
from web.account.noting import note
from web.admin.blueprint import admin_blueprint, submitted_id
from web.admin.forms import ExistingUserForm, GroupForm, RenameForm
from web.pages.confirming import confirmation
from web.pages.display import page_language
from web.pages.forms import ActionForm
from web.pages.submitting import save, submitted_action
from web.requests.paging import page_number

blueprint = admin_blueprint("admin_groups", "/groups")


@blueprint.get("")
def page() -> Response:
    return _list_page(GroupForm(formdata=None), 200)


def _list_page(form: GroupForm, status: int) -> Response:
    with database.reading() as db:
        groups = user_groups.groups(db, page_number(), language=page_language())
    return make_response(render_template("admin/groups.html", groups=groups, form=form), status)


@blueprint.post("")
def create() -> Response:
    form = GroupForm()
    group = save(form, lambda db: _create(db, form.name.cleaned))
    if group is None:
        return _list_page(form, 422)
    return redirect(url_for(".group", group_id=group.id), 303)


def _create(db: Session, name: str) -> UserGroup:
    group = user_groups.create_group(db, name)
    note(db, "group_added", detail=group.name)
    return group


@blueprint.get("/<row_id:group_id>")
def group(group_id: int) -> Response:
    return _group_page(group_id, 200)


def _group_page(group_id: int, status: int, **refused: FlaskForm) -> Response:
    """`refused` is the form that was sent; the others show what is stored."""
    with database.reading() as db:
        group = user_groups.group_by_id(db, group_id)
        members = user_groups.members(db, group_id, page_number(), language=page_language())
    forms = {
        "rename_form": RenameForm.showing({"name": group.name}),
        "member_form": ExistingUserForm(formdata=None),
    } | refused
    return make_response(render_template("admin/group.html", group=group, members=members, **forms), status)


@blueprint.get("/<row_id:group_id>/delete")
def confirm_delete(group_id: int) -> str:
    with database.reading() as db:
        group = user_groups.group_by_id(db, group_id)
    text = _("Its members keep their accounts but lose what this group allowed them to do.")
    heading = _("Delete the group “%(name)s”?", name=group.name)
    return confirmation(heading, text, _("Delete"), {"do": "delete"}, url_for(".group", group_id=group_id))


@blueprint.post("/<row_id:group_id>")
def change(group_id: int) -> Response:
    return submitted_action({"rename": _rename, "add": _add, "remove": _remove, "delete": _delete})(group_id)


def _saved(group_id: int) -> Response:
    flash(_("Saved"))
    return redirect(url_for(".group", group_id=group_id), 303)


def _rename(group_id: int) -> Response:
    form = RenameForm.sent(_stored(group_id))
    try:
        save(form, lambda db: _set_name(db, group_id, form))
    except ChangedMeanwhile as refusal:
        return _group_page(group_id, 409, rename_form=form.changed_meanwhile(refusal, _stored(group_id)))
    return _group_page(group_id, 422, rename_form=form) if form.errors else _saved(group_id)


def _stored(group_id: int) -> dict[str, str]:
    with database.reading() as db:
        return {"name": user_groups.group_by_id(db, group_id).name}


def _set_name(db: Session, group_id: int, form: RenameForm) -> None:
    if told := user_groups.rename_group(db, group_id, form.wanted()["name"], shown=form.shown["name"]):
        note(db, "group_renamed", detail=told)


def _add(group_id: int) -> Response:
    form = ExistingUserForm()
    save(form, lambda db: _add_by_email(db, group_id, form.email.cleaned))
    return _group_page(group_id, 422, member_form=form) if form.errors else _saved(group_id)


def _add_by_email(db: Session, group_id: int, email: str) -> None:
    user = accounts.user_by_typed_email(db, email)
    if user_groups.add_member(db, group_id, user.id):
        note(db, "group_member_added", detail=f"{user_groups.group_by_id(db, group_id).name}: {user.email}")


def _remove(group_id: int) -> Response:
    ActionForm().require_valid()
    with database.writing() as db:
        group, user = user_groups.group_by_id(db, group_id), db.get(User, submitted_id())
        if user is not None and user_groups.remove_member(db, group_id, user.id):
            note(db, "group_member_removed", detail=f"{group.name}: {user.email}")
    return _saved(group_id)


def _delete(group_id: int) -> Response:
    ActionForm().require_valid()
    with database.writing() as db:
        name = user_groups.delete_group(db, group_id)
        note(db, "group_deleted", detail=name)
    flash(_("“%(name)s” was deleted.", name=name))
    return redirect(url_for(".page"), 303)
