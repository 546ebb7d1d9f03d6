"""A person's name and email, and the browsers where they are signed in (contract 12.51, 12.52)."""

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.errors import ChangedMeanwhile
from models.people import accounts, renaming, user_sessions
from models.plumbing import database
from models.tables import User
from web.account.noting import note
from web.admin.blueprint import submitted_id
from web.admin.forms import DetailsForm
from web.admin.person_page import details_of, person_page, role_form, saved
from web.pages.forms import ActionForm
from web.pages.submitting import save


def set_details(user: User) -> Response:
    form = DetailsForm.sent(details_of(user))
    try:
        save(form, lambda db: _save(db, user, form))
    except ChangedMeanwhile as refusal:
        with database.reading() as db:
            user = accounts.user_by_id(db, user.id)
        form.changed_meanwhile(refusal, details_of(user))
        return person_page(user, role_form(user), 409, details_form=form)
    return person_page(user, role_form(user), 422, details_form=form) if form.errors else saved(user)


def _save(db: Session, user: User, form: DetailsForm) -> None:
    told = renaming.set_details(db, user.id, shown=form.shown, wanted=form.wanted())
    if "email" in told:
        note(db, "user_address_set", detail=told["email"])
    if "name" in told:
        note(db, "user_renamed", detail=told["name"])


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
