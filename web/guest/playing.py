"""A visit's own addresses: its bytes, its signs of life, its end. Each is checked against the live state."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from models.errors import NoRight
from models.guests import visiting
from models.guests.visiting import Guest
from models.media.jitsi import join_address
from models.plumbing import clock, database, keys
from models.tables.media_file import FileRole
from web.guest import cookies
from web.media.sending import send, send_live
from web.pages.security import forgetting
from web.requests.redirecting import into_room

blueprint = Blueprint("playing", __name__, url_prefix="/g/<token>/v/<visit_key:key>", template_folder="templates")


@blueprint.get("")
def visit(token: str, key: str) -> BaseResponse:  # noqa: ARG001 (part of the address)
    """No page of its own: the guest's only address is the link."""
    return redirect(url_for("guest.page", token=token), 303)


@blueprint.get("/<any(video, poster):role>")
def media_bytes(token: str, key: str, role: str) -> Response:
    return _send(token, key, role, played=role == FileRole.VIDEO and _is_play())


@blueprint.get("/captions/<caption_language:language>")
def captions(token: str, key: str, language: str) -> Response:
    """Under the same right as the recording; reading them is no play."""
    return _send(token, key, FileRole.CAPTIONS, language)


def _send(token: str, key: str, role: str, language: str = "", *, played: bool = False) -> Response:
    guest = _guest(token)
    now = clock.utcnow()
    with database.reading() as db:
        file, worth_writing = visiting.playable(db, guest, key, role, language, now=now, played=played)
    if worth_writing:
        with database.writing() as db:
            visiting.stay(db, guest, key, now=now, played=played)
    return send(file)


@blueprint.get("/live/<stream_name:name>")
def live_bytes(token: str, key: str, name: str) -> Response:
    """A segment is the first thing that is played; a playlist is only asked whether there is one."""
    guest = _guest(token)
    now = clock.utcnow()
    played = not name.endswith(".m3u8") and _is_play()
    with database.reading() as db:
        stream, worth_writing = visiting.watchable(db, guest, key, now=now, played=played)
    response = send_live(stream, name)
    if worth_writing:
        with database.writing() as db:
            visiting.stay(db, guest, key, now=now, played=played)
    return response


@blueprint.get("/join")
def join(token: str, key: str) -> BaseResponse:
    """Into the room, by way of us: the right is checked at the click, and what leads in is made for this guest. Whose
    visit is over loads the page afresh, and is allowed or told why not."""
    now = clock.utcnow()
    try:
        guest = _guest(token)
        with database.reading() as db:
            url, name = visiting.joinable(db, guest, key, now=now)
        if request.method == "HEAD":
            return make_response("", 200)
        with database.writing() as db:
            visiting.stay(db, guest, key, now=now, played=True)
    except NoRight:
        return redirect(url_for("guest.page", token=token), 303)
    return into_room(join_address(url, name, moderator=False, now=now))


@blueprint.post("/alive")
def alive(token: str, key: str) -> BaseResponse:
    """204, or 410 when the visit is over: the page then loads afresh, and is allowed or refused. `played` says that the
    guest has pressed play."""
    try:
        guest = _guest(token)
        if not _is_known(guest):
            raise NoRight
        with database.writing() as db:
            visiting.stay(db, guest, key, now=clock.utcnow(), played="played" in request.form)
    except NoRight:
        return make_response("", 410)
    return make_response("", 204)


@blueprint.route("/leave", methods=["GET", "POST"])
def leave(token: str, key: str) -> BaseResponse:
    if request.method != "POST":
        return redirect(url_for("guest.page", token=token), 303)
    guest = _guest(token)
    if _is_known(guest):
        with database.writing() as db:
            visiting.leave(db, guest, key, now=clock.utcnow())
    with database.reading() as db:
        kind = visiting.kind_behind(db, guest)
    address = url_for("guest.page", token=token)
    left = make_response(render_template("guest/left.html", kind=kind, return_url=address))
    # By its button, that is; a page that closes for a reload says so too, and keeps what it has.
    return forgetting(left, "cache") if request.headers.get("Sec-Fetch-Dest") == "document" else left


def _is_play() -> bool:
    """Of bytes that are sent. A browser fetches some of every recording whose page is open: that is no play, its script
    tells of one. What names no destination is no page's player, and plays what it fetches."""
    return request.method == "GET" and "Sec-Fetch-Dest" not in request.headers


def _is_known(guest: Guest) -> bool:
    """Asked before anything is written: made-up cookies must not queue before SQLite's one write lock."""
    with database.reading() as db:
        return visiting.is_known(db, guest)


def _guest(token: str) -> Guest:
    session_hash = cookies.presented_session(token)
    if session_hash is None:
        raise NoRight("Only a guest whose page is open may have this.")
    return Guest(keys.digest(token), session_hash)
