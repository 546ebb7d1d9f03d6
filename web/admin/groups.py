"""Groups of people with an account, by which an admin permits; never the groups of guests."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Invalid, NotFound
from models.people import accounts, user_groups
from models.plumbing import database
from models.plumbing.row_ids import row_id
from web.admin.door import admin_blueprint, saved
from web.admin.forms import EmailForm, GroupForm
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm
from web.pages.localizing import words
from web.requests.paging import page_number

blueprint = admin_blueprint("admin_groups", "/groups")


@blueprint.get("")
def page() -> Response:
    return _list_page(GroupForm(formdata=None), 200)


def _list_page(form: GroupForm, status: int) -> Response:
    with database.reading() as db:
        groups = user_groups.groups(db, page_number())
    return make_response(render_template("admin/groups.html", groups=groups, form=form), status)


@blueprint.post("")
def create() -> BaseResponse:
    form = GroupForm()
    if not form.validate():
        return _list_page(form, 422)
    try:
        with database.writing() as db:
            group = user_groups.create_group(db, form.name.cleaned)
    except Invalid as refusal:
        form.name.errors = [words(refusal)]
        return _list_page(form, 422)
    return redirect(url_for(".group", group_id=group.id), 303)


@blueprint.get("/<row_id:group_id>")
def group(group_id: int) -> Response:
    return _group_page(group_id, 200)


def _group_page(group_id: int, status: int, **typed: FlaskForm) -> Response:
    with database.reading() as db:
        found = user_groups.group(db, group_id)
        members = user_groups.members(db, group_id, page_number())
    forms = {
        "rename_form": GroupForm(formdata=None, name=found.name),
        "member_form": EmailForm(formdata=None),
    } | typed
    return make_response(render_template("admin/group.html", group=found, members=members, **forms), status)


@blueprint.get("/<row_id:group_id>/delete")
def confirm_delete(group_id: int) -> str:
    with database.reading() as db:
        found = user_groups.group(db, group_id)
    text = _("Its members keep their accounts, and lose what the group permitted them.")
    heading = _("Delete the group “%(name)s”?", name=found.name)
    return confirmation(heading, text, _("Delete"), {"do": "delete"}, url_for(".group", group_id=group_id))


@blueprint.post("/<row_id:group_id>")
def change(group_id: int) -> BaseResponse:
    """Which of the page's forms this is stands in its `do` field."""
    forms = {"rename": _rename, "add": _add, "remove": _remove, "delete": _delete}
    do = forms.get(request.form.get("do", ""))
    if do is None:
        raise BadRequest
    return do(group_id)


def _done(group_id: int) -> BaseResponse:
    flash(saved())
    return redirect(url_for(".group", group_id=group_id), 303)


def _rename(group_id: int) -> BaseResponse:
    form = GroupForm()
    if not form.validate():
        return _group_page(group_id, 422, rename_form=form)
    try:
        with database.writing() as db:
            user_groups.rename_group(db, group_id, form.name.cleaned)
    except Invalid as refusal:
        form.name.errors = [words(refusal)]
        return _group_page(group_id, 422, rename_form=form)
    return _done(group_id)


def _add(group_id: int) -> BaseResponse:
    form = EmailForm()
    if not form.validate():
        return _group_page(group_id, 422, member_form=form)
    try:
        with database.writing() as db:
            person = accounts.person_by_email(db, form.email.cleaned)
            user_groups.add_member(db, group_id, person.id)
    except Invalid as refusal:
        form.email.errors = [words(refusal)]
        return _group_page(group_id, 422, member_form=form)
    return _done(group_id)


def _remove(group_id: int) -> BaseResponse:
    number = row_id(request.form.get("id", ""))
    ActionForm().must_hold()
    if number is None:
        raise NotFound
    with database.writing() as db:
        user_groups.remove_member(db, group_id, number)
    return _done(group_id)


def _delete(group_id: int) -> BaseResponse:
    ActionForm().must_hold()
    with database.writing() as db:
        name = user_groups.group(db, group_id).name
        user_groups.delete_group(db, group_id)
    flash(_("“%(name)s” was deleted.", name=name))
    return redirect(url_for(".page"), 303)
