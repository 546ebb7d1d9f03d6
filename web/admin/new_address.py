"""The page that shows a new one-time address, once. Only a hash of it is stored (contract 12.43)."""

from flask import Response, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Forbidden
from models.people import resetting
from models.people.one_time_addresses import NewAddress
from models.plumbing import clock, database
from models.tables import User
from web.account.noting import note
from web.admin.person_page import person_page, role_form
from web.observing import security_events
from web.pages.forms import ActionForm
from web.pages.localizing import translated


def address_page(user: User, address: NewAddress, *, is_new: bool) -> Response:
    security_events.allowed("one-time address made", person_id=user.id)
    return make_response(render_template("admin/new_address.html", person=user, address=address, is_new=is_new))


def make_reset_address(user: User) -> BaseResponse:
    ActionForm().require_valid()
    try:
        with database.writing() as db:
            address = resetting.make_reset_address(db, user.id, now=clock.utcnow())
            note(db, "one_time_address_made", detail=user.email)
    except Forbidden as refusal:
        return person_page(user, role_form(user), 409, translated(refusal))
    return address_page(user, address, is_new=False)
