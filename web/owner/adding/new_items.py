"""What all pages that add an item share: who may, and the answer."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Forbidden
from models.media import permitting
from models.tables import MediaItem, User
from web.account.login import signed_in_user
from web.account.noting import note
from web.pages.forms import SiteForm
from web.requests.redirecting import is_sent_by_script

Form = TypeVar("Form", bound=SiteForm)


def person_who_adds(refusal: Forbidden) -> User:
    """The signed-in person. Raises the refusal if they may add nothing (contract 8.5)."""
    user = signed_in_user()
    if not permitting.may_upload(user):
        raise refusal
    return user


def noted(db: Session, media: MediaItem) -> MediaItem:
    """In the transaction that adds the item."""
    note(db, "media_added", media_id=media.id, detail=media.title)
    return media


def answer(form: Form, media: MediaItem | None, page: Callable[[Form, int], BaseResponse]) -> BaseResponse:
    """`media` is the item that was added, or None: then the page is shown with the form."""
    return redirect_to_new_item(media) if media is not None else page(form, 422 if form.errors else 200)


def redirect_to_new_item(media: MediaItem) -> BaseResponse:
    flash(_("“%(name)s” was added.", name=media.title))
    return redirect_to_item(media)


def redirect_to_item(media: MediaItem) -> BaseResponse:
    """A script gets 201 with `Location`, and leads there itself (contract 8.4)."""
    address = url_for("owner_media_page.page", media_id=media.id)
    if is_sent_by_script():
        # If the script followed a redirect, its request would use up the message, and nobody would see it.
        return Response(status=201, headers={"Location": address})
    return redirect(address, 303)
