"""One guest's way: the entry page, the one admission, the media page; or the page that says why not."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.errors import DoesNotAdmit, FormSpent, NotFound
from models.guests import admission, visiting
from models.guests.visiting import Guest
from models.media import listing, marks
from models.plumbing import clock, database, keys
from models.tables import GuestLink
from web.guest import cookies
from web.guest.forms import EntryForm
from web.guest.messages import message_page
from web.media.players import live_state, player
from web.observing import metrics
from web.observing.requests import refused_because
from web.pages.display import length
from web.requests import throttling

blueprint = Blueprint("guest", __name__, template_folder="templates")


@blueprint.get("/g/<token>")
def page(token: str) -> BaseResponse:
    """Reading costs nothing; HEAD starts no visit."""
    guest = _presented(token)
    if guest is not None:
        answer = _head(guest) if request.method == "HEAD" else _media_page(token, guest)
        if answer is not None:
            return answer
    link, status = _link(token)
    if status != "active":
        return message_page(status)
    return _entry_page(link, token)


@blueprint.post("/g/<token>")
def enter(token: str) -> BaseResponse:
    """One form is one click. A dead link answers 410 whatever the form holds (contract 2.33)."""
    pre = cookies.presented_pre_session(token)
    form_id = pre.form_id(request.form.get("csrf_token", "")) if pre else None
    secret = pre.session_secret(form_id) if pre and form_id else None
    if _costs_nothing(token, cookies.presented_session(token)):
        # In already, from another tab: returning costs nothing.
        return _into_page(token)
    if secret and _costs_nothing(token, cookies.session_hash(token, secret)):
        # A repeat of the admitted form, its answer lost on the way: the same cookie again.
        return _into_page(token, secret)
    link, status = _link(token)
    if status != "active":
        return message_page(status)
    if pre is None:
        return _entry_page(
            link, token, status=400, notice=_("This page needs cookies. Allow them, then send it again.")
        )
    form = EntryForm.of(pre, request.form)
    if not form.validate() or secret is None:
        return _entry_page(link, token, status=422, pre=pre, form=form)
    return _entered(link, token, pre, form, secret)


def _entered(link: GuestLink, token: str, pre: cookies.PreSession, form: EntryForm, secret: str) -> BaseResponse:
    try:
        throttling.count(throttling.ENTRIES, "entry", keys.digest(token))
        _admit(token, admission.EntryForm(form.name.cleaned, form.email.cleaned, cookies.session_hash(token, secret)))
    except TooManyRequests as refusal:
        return throttling.later(form, lambda: _entry_page(link, token, status=429, pre=pre, form=form), refusal)
    except DoesNotAdmit as refusal:
        return message_page(refusal.status)
    except FormSpent:
        return _entry_page(
            link, token, status=422, pre=pre, form=form, notice=_("Your earlier visit has ended. Continue once more.")
        )
    return _into_page(token, secret)


def _admit(token: str, form: admission.EntryForm) -> None:
    # On PostgreSQL one statement on autocommit, on SQLite one IMMEDIATE transaction (facts 26).
    opened = database.reading if database.engine().dialect.name == "postgresql" else database.writing
    now = clock.utcnow()
    with opened() as db:
        is_new = admission.admit(db, keys.digest(token), form, now=now, session_days=settings().session_days)
    if is_new:
        metrics.ADMISSIONS.inc()


def _presented(token: str) -> Guest | None:
    session_hash = cookies.presented_session(token)
    return Guest(keys.digest(token), session_hash) if session_hash else None


def _link(token: str) -> tuple[GuestLink, str]:
    """Raises NotFound; only unknown tokens count against an address."""
    now = clock.utcnow()
    try:
        with database.reading() as db:
            return admission.find_link(db, keys.digest(token), now=now)
    except NotFound:
        throttling.count(throttling.UNKNOWN_TOKENS, "token")
        refused_because("unknown_link")
        raise


def _head(guest: Guest) -> Response | None:
    """What it tells of a live session is for pages that are open."""
    now = clock.utcnow()
    with database.reading() as db:
        right = visiting.may_load(db, guest, now=now, session_days=settings().session_days)
        media_id = visiting.media_of(db, guest) if right else None
        media = listing.shown(db, media_id, now=now) if media_id else None
    if media is None:
        return None
    player(media, "")
    return make_response("", 200)


def _media_page(token: str, guest: Guest) -> Response | None:
    now = clock.utcnow()
    with database.reading() as db:
        if not visiting.is_known(db, guest):
            return None
        visiting.check_recording(db, guest)
    with database.writing() as db:
        loaded = visiting.load_page(db, guest, now=now, session_days=settings().session_days)
        media = listing.shown(db, loaded[1].media_id, now=now) if loaded else None
        tags = marks.tags_of(db, loaded[1].media_id) if loaded else []
    if loaded is None or media is None:
        return None
    guest_session, visit = loaded
    visit_url = url_for("playing.visit", token=token, key=visit.key)
    response = make_response(
        render_template(
            "guest/media.html",
            title=media.item.title,
            description=media.item.description,
            tags=tags,
            owner_name=media.item.owner.name,
            date=media.item.created_at,
            guest_name=guest_session.entry.name or "",
            visit_url=visit_url,
            preview=False,
            player=player(media, visit_url),
        )
    )
    cookies.keep_session(response, token)
    return response


def _entry_page(
    link: GuestLink,
    token: str,
    *,
    status: int = 200,
    pre: cookies.PreSession | None = None,
    form: EntryForm | None = None,
    notice: str | None = None,
) -> Response:
    """Empty, or with what was typed; a form that was judged comes with what is wrong in it."""
    pre = pre or cookies.presented_pre_session(token) or cookies.new_pre_session(token)
    form = form or EntryForm.of(pre, request.form if request.method == "POST" else None)
    with database.reading() as db:
        media = listing.shown(db, link.media_id, now=clock.utcnow())
    body = render_template(
        "guest/entry.html",
        form=form,
        title=media.item.title,
        kind=media.item.kind,
        owner_name=media.item.owner.name,
        duration=length(media.duration),
        starts_at=media.live.starts_at if media.live else None,
        live_state=live_state(media.live) if media.live else None,
        retention_days=settings().retention_days,
        notice=notice,
    )
    response = make_response(body, status)
    cookies.set_pre_session(response, pre)
    return response


def _costs_nothing(token: str, session_hash: str | None) -> bool:
    if session_hash is None:
        return False
    guest = Guest(keys.digest(token), session_hash)
    with database.reading() as db:
        return visiting.may_load(db, guest, now=clock.utcnow(), session_days=settings().session_days) is not None


def _into_page(token: str, secret: str | None = None) -> BaseResponse:
    response = make_response(redirect(url_for("guest.page", token=token), 303))
    if secret is not None:
        cookies.set_session(response, token, secret)
    return response
