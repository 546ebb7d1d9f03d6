"""What is sent of a live session, to whoever has been found to have the right."""

from flask import Response
from werkzeug.exceptions import Gone, NotFound

from models.tables.live_session import LiveState, LiveStream
from web.sending import send_stream


def send_live(stream: LiveStream, name: str) -> Response:
    """404 until it is on, so that nobody watches an encoder being tried out; 410 once it is over."""
    if stream.state == LiveState.ENDED:
        raise Gone
    if stream.state != LiveState.ON:
        raise NotFound
    return send_stream(stream.folder, name)
