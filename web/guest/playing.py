"""The addresses of a visit: its bytes, its heartbeat, its end. Each request is checked against the live state."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from models.errors import NoRight
from models.guests import playing, watching
from models.guests.visiting import Guest
from models.media.jitsi import join_address
from models.plumbing import clock, database
from models.tables.media_file import FileRole, FileToSend
from web.guest import cookies, reports
from web.media import item_sign
from web.media.live_streams import is_segment, send_live
from web.media.play_right import PlayRight
from web.media.sending import named_file, send_file
from web.requests import throttling
from web.requests.redirecting import redirect_to_room

blueprint = Blueprint("playing", __name__, url_prefix="/g/<token>/v/<visit_key:key>", template_folder="templates")


@blueprint.get("")
def visit(token: str, key: str) -> BaseResponse:  # noqa: ARG001 (part of the address)
    """A visit has no page of its own, so this leads to the link's address (contract 3.18)."""
    return redirect(url_for("guest.page", token=token), 303)


@blueprint.get("/<any(video, poster):role>")
def media_bytes(token: str, key: str, role: str) -> Response:
    return _send(token, key, role, played=role == FileRole.PLAYABLE and _is_play())


@blueprint.get("/captions/<caption_language:language>")
def captions(token: str, key: str, language: str) -> Response:
    """The right is the same as for the recording, but reading captions does not count as a play."""
    return _send(token, key, FileRole.CAPTIONS, language)


def _send(token: str, key: str, role: str, language: str = "", *, played: bool = False) -> Response:
    guest = _guest(token)
    file_id = named_file()

    def file_for(db: Connection, now: datetime, *, played: bool = False) -> tuple[FileToSend, bool]:
        return playing.file_for(db, guest, key, role, language, now=now, file_id=file_id, played=played)

    now = clock.utcnow()
    with database.looking_up() as db:
        file, worth_writing = file_for(db, now, played=played)
    if worth_writing:
        _record_sign_of_life(guest, key, now=now, played=played)
    return send_file(file, _right(guest, key, lambda db, now: file_for(db, now)[1]))


@blueprint.get("/live/<stream_name:name>")
def live_bytes(token: str, key: str, name: str) -> Response:
    """A segment may count as a play. A playlist does not: a page asks for it before anybody plays."""
    guest = _guest(token)
    now = clock.utcnow()
    played = is_segment(name) and _is_play()
    with database.looking_up() as db:
        stream, worth_writing = playing.stream_for(db, guest, key, now=now, played=played)
    right = _right(guest, key, lambda db, now: playing.stream_for(db, guest, key, now=now)[1])
    response = send_live(stream, name, right, for_guests=True, now=now)
    if worth_writing:
        _record_sign_of_life(guest, key, now=now, played=played)
    return response


@blueprint.get("/join")
def join(token: str, key: str) -> BaseResponse:
    """Leads into the room. The address is made for this guest, after their right was checked (contract 10.1). If the
    visit is over, this leads to the link's address, which shows a page or says why not (contract 10.5)."""
    now = clock.utcnow()
    try:
        guest = _guest(token)
        with database.looking_up() as db:
            url, name = playing.room_for(db, guest, key, now=now)
        if request.method == "HEAD":
            return make_response("", 200)
        _count_write(guest)
        _record_sign_of_life(guest, key, now=now, played=True)
    except NoRight:
        return redirect(url_for("guest.page", token=token), 303)
    return redirect_to_room(join_address(url, name, moderator=False, now=now))


@blueprint.post("/alive")
def alive(token: str, key: str) -> BaseResponse:
    """The heartbeat of the page (contract 3.16). The field `played` says that playing has started (contract 3.27).
    Others say what was watched (contract 4.50). The answer says how the item is now (contract 3.45)."""
    now, played, report = clock.utcnow(), "played" in request.form, reports.report()
    try:
        guest = _guest(token)
        with database.looking_up() as db:
            live, preparing, worth_writing = playing.sign_for(db, guest, key, now=now, played=played)
        if report is not None:
            _count_write(guest)
            with database.writing_at_once() as db:
                watching.record_report(db, guest, key, report, now=now, played=played)
        elif worth_writing:
            _record_sign_of_life(guest, key, now=now, played=played)
    except NoRight:
        return make_response(item_sign.OVER, 410)
    return make_response(item_sign.sign(live, preparing, for_guests=True, now=now), 200)


@blueprint.route("/leave", methods=["GET", "POST"])
def leave(token: str, key: str) -> BaseResponse:
    if request.method != "POST":
        return redirect(url_for("guest.page", token=token), 303)
    guest, now, report = _guest(token), clock.utcnow(), reports.report()
    with database.looking_up() as db:
        kind, has_session = playing.kind_and_session_of(db, guest)
    # Checked first, so that made-up cookies never take SQLite's only write lock, which the admissions need.
    if has_session:
        _count_write(guest)
        with database.writing_at_once() as db:
            if report is not None:
                watching.record_report(db, guest, key, report, now=now, leaves=True)
            playing.leave(db, guest, key, now=now)
    address = url_for("guest.page", token=token)
    return make_response(render_template("guest/left.html", kind=kind, return_url=address))


def _right(guest: Guest, key: str, look: Callable[[Connection, datetime], bool]) -> PlayRight:
    """The same question as at the start of the answer. `look` says whether a sign of life is to be written, and raises
    NoRight. Bytes that still move are a sign of life, like a request for more of them (contract 2.43)."""

    def holds() -> bool:
        now = clock.utcnow()
        try:
            with database.looking_up() as db:
                worth_writing = look(db, now)
            if worth_writing:
                _record_sign_of_life(guest, key, now=now)
        except (NoRight, SQLAlchemyError):
            return False
        return True

    return PlayRight(key, guest.session_hash, holds)


def _is_play() -> bool:
    """Whether this request for bytes counts as a play (contract 3.27). Our script marks what the page fetches ahead,
    and reports the play itself. Without script a browser asks only when somebody plays: the page says
    `preload="none"`."""
    return request.method == "GET" and "ahead" not in request.args


def _count_write(guest: Guest) -> None:
    """Raises TooManyRequests (contract 3.52). SQLite has one write lock, and the admissions need it."""
    throttling.count_for(throttling.KEPT_OF_A_VISIT, "visit", guest.session_hash)


def _record_sign_of_life(guest: Guest, key: str, *, now: datetime, played: bool = False) -> None:
    with database.writing_at_once() as db:
        playing.record_sign_of_life(db, guest, key, now=now, played=played)


def _guest(token: str) -> Guest:
    """Raises NoRight without a session cookie."""
    guest = cookies.presented_guest(token)
    if guest is None:
        raise NoRight("Only a guest who has the page open can get this.")
    return guest
