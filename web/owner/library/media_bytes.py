"""The bytes of a media item for people with an account: recording, poster, captions and live stream.

Only people who may watch the item get them. Guest cookies count for nothing here (contract 2.45).
"""

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from models.media import permitting, showing
from models.plumbing import clock, database
from models.tables.media_file import FileRole
from web.account.login import viewer
from web.media.live_streams import send_live
from web.media.sending import named_file, send_file

blueprint = Blueprint("owner_media_bytes", __name__, url_prefix="/media/<row_id:media_id>")


@blueprint.get("/<any(video, poster):role>")
def recording_or_poster(media_id: int, role: str) -> Response:
    return _send(media_id, role)


@blueprint.get("/captions/<caption_language:language>")
def captions(media_id: int, language: str) -> Response:
    return _send(media_id, FileRole.CAPTIONS, language)


@blueprint.get("/live/<stream_name:name>")
def live_stream(media_id: int, name: str) -> Response:
    user = viewer()
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
        for_guests = not permitting.is_owner(db, media_id, user)
        live = showing.shown_live(db, media_id, now=clock.utcnow())
    if live is None or live.stream is None:
        raise NotFound
    return send_live(live.stream, name, for_guests=for_guests, now=clock.utcnow())


def _send(media_id: int, role: str, language: str = "") -> Response:
    user = viewer()
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
        file = showing.file_of(db, media_id, role, language, file_id=named_file())
    if file is None:
        raise NotFound
    return send_file(file)
