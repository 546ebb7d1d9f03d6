"""A person's name and email, and the browsers where they are signed in (contract 12.51, 12.52)."""

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.people import renaming, user_sessions
from models.plumbing import database
from models.tables import User
from web.account.noting import note
from web.admin.blueprint import submitted_id
from web.admin.forms import DetailsForm
from web.admin.person_page import person_page, role_form, saved
from web.pages.forms import ActionForm
from web.pages.submitting import save


def set_details(user: User) -> Response:
    form = DetailsForm()
    save(form, lambda db: _save(db, user, form.name.cleaned, form.email.cleaned))
    return person_page(user, role_form(user), 422, details_form=form) if form.errors else saved(user)


def _save(db: Session, user: User, name: str, email: str) -> None:
    if told := renaming.set_email(db, user.id, email):
        note(db, "user_address_set", detail=told)
    if told := renaming.set_name(db, user.id, name):
        note(db, "user_renamed", detail=told)


def end_session(user: User) -> Response:
    ActionForm().require_valid()
    session_id = submitted_id()
    with database.writing() as db:
        if user_sessions.end_session_of(db, user.id, session_id):
            note(db, "sign_ins_ended", detail=user.email)
    return saved(user)


def end_sessions(user: User) -> Response:
    ActionForm().require_valid()
    with database.writing() as db:
        if user_sessions.end_sessions_of(db, user.id):
            note(db, "sign_ins_ended", detail=user.email)
    return saved(user)


# By the value of the field `do`.
ACTIONS = {"details": set_details, "end_session": end_session, "end_sessions": end_sessions}
