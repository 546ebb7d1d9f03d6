"""What views do with a submitted form: find out which form of the page it is, and save it."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import request
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from models.errors import Invalid
from models.plumbing import database
from web.pages.forms import SiteForm
from web.pages.localizing import translated

Action = TypeVar("Action")
Result = TypeVar("Result")


def submitted_action(actions: Mapping[str, Action]) -> Action:
    """A page with several forms tells them apart by the field `do`. Raises BadRequest if it names none of these."""
    action = actions.get(request.form.get("do", ""))
    if action is None:
        raise BadRequest
    return action


def save(form: SiteForm, use_case: Callable[[Session], Result]) -> Result | None:
    """If the form was sent and is valid, run the use-case in one transaction.

    When a field is wrong, or the use-case raises Invalid, nothing is saved: the result is None, and `form.errors` holds
    the messages. Invalid must name a field of the form.
    """
    if not form.validate_on_submit():
        return None
    try:
        with database.writing() as db:
            return use_case(db)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return None


def show_refusal(form: SiteForm, refusal: Invalid) -> None:
    """Put the sentence beside the field that it is about."""
    form[refusal.field].errors = [translated(refusal)]
