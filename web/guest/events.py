"""The stream of events of a visit (contract 3.46). The page asks for the right once; the front then holds the stream
open (`web/front/presence.py`), and no thread waits."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, request

from models.errors import NoRight
from models.guests import playing
from models.plumbing import clock, database
from web.guest import cookies
from web.media import item_sign

blueprint = Blueprint("events", __name__, url_prefix="/g/<token>/v/<visit_key:key>")

# The front looks for the visit that connects under this name in the ASGI scope, which the WSGI bridge passes on.
CONNECTED = "guestlink.connected"


@dataclass(frozen=True)
class Connected:
    """A visit whose page has connected. What it is told first, the front knows for most, or asks."""

    visit_id: int
    media_id: int
    key: str


@blueprint.get("/events")
def connect(token: str, key: str) -> Response:
    """410 with the answer of a heartbeat when the visit is over. Without the front, the first event is the last."""
    now, guest = clock.utcnow(), cookies.presented_guest(token)
    try:
        if guest is None:
            raise NoRight
        with database.looking_up() as db:
            connected = Connected(*playing.visit_for(db, guest, key, now=now), key)
            scope = request.environ.get("asgi.scope")
            sign = item_sign.of(db, connected.media_id, for_guests=True, now=now) if scope is None else None
    except NoRight:
        return make_response(item_sign.OVER, 410)
    response = Response(status=200, mimetype="text/event-stream")
    # A proxy of somebody else must not wait for the end, which may come in hours.
    response.headers["X-Accel-Buffering"] = "no"
    if sign is not None:
        response.data = event(written(sign))
    elif scope is not None and request.method != "HEAD":
        response.automatically_set_content_length = False
        scope[CONNECTED] = connected
    return response


def written(sign: dict[str, Any]) -> str:
    return json.dumps(sign, separators=(",", ":"))


def event(sign: str) -> bytes:
    return f"data: {sign}\n\n".encode()
