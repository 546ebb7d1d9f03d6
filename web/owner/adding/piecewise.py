"""Uploads that go on after a broken connection, by the protocol tus 1.0.0 (contract 8.41 to 8.49).

https://tus.io/protocols/resumable-upload
"""

from contextlib import closing
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.http import http_date

from models.config.settings import settings
from models.errors import Forbidden, GuestlinkError, Invalid, NotFound, OtherOffset, TooLarge, translatable
from models.files import unfinished
from models.files.upload_notes import Upload
from models.plumbing import clock
from web.account.login import signed_in_user
from web.observing import security_events
from web.owner.adding import piecewise_headers as headers
from web.owner.adding import receiving
from web.owner.adding.becoming_items import become_item
from web.owner.adding.new_items import person_who_adds
from web.owner.adding.receiving import Arriving
from web.owner.adding.replacing import item_to_replace
from web.pages import csrf, errors
from web.requests import parsing

blueprint = Blueprint("owner_piecewise", __name__, url_prefix=parsing.PIECEWISE_PATH.rstrip("/"))
# The header that says where the item is that an upload has become.
ITEM = "Media-Location"
OPTIONS: dict[str, Any] = {"methods": ["OPTIONS"], "provide_automatic_options": False}


@blueprint.before_request
def _judge() -> Response | None:
    """Each request is judged anew (contract 8.43)."""
    if request.method == "OPTIONS":
        return None
    if request.headers.get("Tus-Resumable") != headers.VERSION:
        return _other_version()
    if not current_user.is_authenticated:
        return errors.error_page(403, "", _("You are signed out. Sign in in another tab, then try again here."))
    person_who_adds(Forbidden("You are not allowed to upload."))
    if request.method != "HEAD" and not csrf.is_valid(request.headers.get("X-CSRFToken")):
        security_events.refused("form refused", cause="csrf_token")
        return errors.error_page(403, "", _("This page was out of date. Load it again, then choose the file again."))
    return None


def _other_version() -> Response:
    response = errors.error_page(412, "", _("Uploads here are sent by version 1.0.0 of the protocol tus."))
    response.headers["Tus-Version"] = headers.VERSION
    return response


@blueprint.after_request
def _name_protocol(response: Response) -> Response:
    response.headers["Tus-Resumable"] = headers.VERSION
    if response.status_code in {423, 429}:
        response.headers["Retry-After"] = errors.RETRY_AFTER
    return response


@blueprint.teardown_request
def _close_file(_error: BaseException | None) -> None:
    receiving.close(request)


@blueprint.route("/", **OPTIONS)
@blueprint.route("/<upload_id>", **OPTIONS)
def options(**_arguments: str) -> Response:
    response = Response(status=204)
    response.headers["Tus-Version"] = headers.VERSION
    response.headers["Tus-Extension"] = headers.EXTENSIONS
    response.headers["Tus-Max-Size"] = str(settings().upload_bytes)
    return response


@blueprint.post("/")
def create() -> Response:
    received = receiving.received(request)
    if received is not None:
        return _answer(received)
    length, title = headers.announced_length(), headers.title()
    has_body = request.mimetype == headers.BODY_TYPE
    if has_body and (request.content_length or 0) > length:
        raise _too_much()
    item_to_replace(headers.replaces(headers.metadata()), signed_in_user())
    owner_id, now = signed_in_user().id, clock.utcnow()
    upload = unfinished.begin(owner_id, length=length, title=title, metadata=headers.metadata(), now=now)
    return _receive(upload, 0, is_new=True) if has_body else _state(upload, 201)


@blueprint.route("/<upload_id>", methods=["HEAD"], provide_automatic_options=False)
def ask(upload_id: str) -> Response:
    upload = _found(upload_id)
    response = _state(upload, 200)
    response.headers["Upload-Length"] = str(upload.length)
    if upload.metadata:
        response.headers["Upload-Metadata"] = upload.metadata
    return response


@blueprint.route("/<upload_id>", methods=["PATCH"], provide_automatic_options=False)
def send(upload_id: str) -> Response:
    received = receiving.received(request)
    if received is not None:
        return _answer(received)
    if request.mimetype != headers.BODY_TYPE:
        return errors.error_page(415, "", _("The bytes of an upload must be sent as %(type)s.", type=headers.BODY_TYPE))
    upload, offset = _found(upload_id), headers.offset()
    if upload.media_id is None:
        return _receive(upload, offset)
    # Its last bytes are sent again, because their answer was lost. Of a body in chunks, the length is not known before.
    left = upload.length - offset
    if left < 0 or request.content_length not in {None, left}:
        raise OtherOffset
    return _state(upload, 204)


@blueprint.route("/<upload_id>", methods=["DELETE"], provide_automatic_options=False)
def cancel(upload_id: str) -> Response:
    unfinished.cancel(_found(upload_id))
    return Response(status=204)


def _found(upload_id: str) -> Upload:
    return unfinished.find(upload_id, signed_in_user().id, now=clock.utcnow())


def _receive(upload: Upload, offset: int, *, is_new: bool = False) -> Response:
    file = unfinished.open_at(upload, offset)
    arriving = Arriving(upload, file, upload.length - offset, current_user.session_id, is_new)
    if (request.content_length or 0) > arriving.left:
        arriving.close()
        raise _too_much()
    if receiving.is_left_to_front(request, arriving):
        # Nobody gets this answer.
        g.is_half_done = True
        return Response(status=204)
    return _answer(arriving)


def _answer(received: Arriving) -> Response:
    """After the body. Raises what `become_item` raises."""
    # Closed before the answer is sent: the client may send the next piece at once.
    with closing(received):
        try:
            upload = _outcome(received)
        except (Invalid, NotFound):
            raise
        except GuestlinkError:
            # The client of a new upload needs its address, with which it can try again.
            if not received.is_new:
                raise
            upload = received.upload
        if received.is_silent and not received.is_new:
            return _too_slow()
        return _state(upload, 201 if received.is_new else 204)


def _outcome(received: Arriving) -> Upload:
    if received.refusal:
        raise received.refusal
    if received.is_too_long:
        raise _too_much()
    if not received.is_whole:
        return received.upload
    return replace(received.upload, media_id=become_item(received.upload))


def _state(upload: Upload, status: int) -> Response:
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(unfinished.arrived(upload))
    if end := upload.expires_at():
        response.headers["Upload-Expires"] = http_date(end)
    if status == 201:
        response.headers["Location"] = url_for("owner_piecewise.ask", upload_id=upload.id)
    if upload.media_id is not None:
        response.headers[ITEM] = url_for("owner_media_page.page", media_id=upload.media_id)
    return response


def _too_much() -> TooLarge:
    return TooLarge(translatable("These are more bytes than the upload was announced with."))


def _too_slow() -> Response:
    response = errors.error_page(408, "", _("Nothing more has arrived for a while. What came is kept."))
    response.headers["Connection"] = "close"
    return response
