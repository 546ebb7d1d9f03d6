"""Sending the playlists and segments of a live session (contract 9.4, 9.5)."""

from datetime import datetime
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.exceptions import Gone, NotFound

from models.files.live import choosing, names, shown
from models.files.live.looking import Look
from models.files.live.shown import Since
from models.tables.live_session import LiveState, LiveStream
from web.media import ranges
from web.media.play_right import PlayRight
from web.media.sending import Asked, answer
from web.pages.security import sandbox


def send_live(
    stream: LiveStream, name: str, right: PlayRight | None = None, *, for_guests: bool, now: datetime
) -> Response:
    """A playlist, or a file that one names. NotFound for guests before the start, so that nobody watches an encoder
    being tried out. Gone after the end."""
    if stream.state == LiveState.OVER:
        raise Gone
    if for_guests and stream.state == LiveState.UPCOMING:
        raise NotFound
    look, since = shown.look_at(stream), shown.since(stream, for_guests=for_guests, now=now)
    if name in look.playlists:
        return _playlist(shown.playlist(stream, look, name, since))
    if name in look.earlier:
        return _leads_to_main(look, name)
    file = shown.file_of(stream, look, name, request.args.get("run"), since)
    status = file.status() if file else None
    if file is None or status is None:
        return _leads_to_main(look, name)
    if name in look.in_ranges and not _may_send(stream, look, name, since, status.st_size):
        raise NotFound
    path, etag = f"live/{stream.folder}/{name}", f"{status.st_mtime_ns:x}-{status.st_size:x}"
    response = answer(Asked(file, path, status.st_size, names.content_type(name), etag, right, is_recording=False))
    if name in look.growing:
        # A browser that has kept a part would ask for the next one "if the file is the same". It never is.
        del response.headers["ETag"]
        response.headers["Cache-Control"] = "no-store"
    return response


def _may_send(stream: LiveStream, look: Look, name: str, since: Since, size: int) -> bool:
    parts = ranges.requested(request.headers.get("Range", ""), size)
    return all(shown.may_send(stream, look, name, since, range(*part)) for part in parts or [(0, size)])


def is_segment(name: str) -> bool:
    return names.content_type(name) != names.PLAYLIST_TYPE


def playlist_path(stream: LiveStream) -> str:
    """The address of the playlist that the session shows, below that of its bytes. It may not be there yet."""
    return quote(shown.look_at(stream).main or stream.playlist_name or choosing.USUAL_NAMES[0])


def _leads_to_main(look: Look, name: str) -> Response:
    """A page that was opened before there was a stream asks for the most usual name. One that plays may ask for the
    playlist of an earlier start of the encoder."""
    if look.main in {None, name} or not (name in choosing.USUAL_NAMES or name in look.earlier):
        raise NotFound
    response = redirect(names.address_of(look.main or "", name.rpartition("/")[0]), 302)
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


def _playlist(text: bytes) -> Response:
    """Always the whole playlist, whatever range or condition is asked for: it changes every few seconds."""
    response = sandbox(Response(text, content_type=names.PLAYLIST_TYPE))
    response.headers["Cache-Control"] = "no-store"
    return response
