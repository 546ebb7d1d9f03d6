"""The address of a guest link: the entry page, the admission, the media page, or the page that says why not."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.errors import DoesNotAdmit, FormSpent, NotFound
from models.guests import admission, visiting
from models.guests.visiting import Guest
from models.media import showing
from models.plumbing import clock, database, keys
from models.tables import GuestLink
from models.tables.guest_link import LinkStatus
from web.guest import cookies, form_ids, media_page
from web.guest.addresses import refuse_unknown_token
from web.guest.forms import EntryForm
from web.guest.messages import refuse
from web.media.players import live_state
from web.observing import metrics, request_log
from web.pages.display import duration
from web.requests import throttling

blueprint = Blueprint("guest", __name__, template_folder="templates")


@blueprint.get("/g/<token>")
def page(token: str) -> BaseResponse:
    guest = cookies.presented_guest(token)
    if guest is not None:
        if _is_fetched_ahead():
            return _ask_again_later()
        answer = media_page.head(guest) if request.method == "HEAD" else media_page.load(token, guest)
        if answer is not None:
            return answer
    link, status = _find_link_or_count_guess(token)
    if status != LinkStatus.ACTIVE:
        return refuse(status)
    return _entry_page(link, token)


def _is_fetched_ahead() -> bool:
    """Whether the browser fetches the page before the person asks for it (contract 3.37)."""
    return request.headers.get("Sec-Purpose", "").startswith("prefetch")


def _ask_again_later() -> Response:
    """Nobody sees this answer. The browser asks again when the person opens the page."""
    response = make_response("", 503)
    response.headers["Vary"] = "Sec-Purpose"
    request_log.note_fetched_ahead()
    return response


@blueprint.post("/g/<token>")
def enter(token: str) -> BaseResponse:
    """One form is one click (contract 2.13). A dead link answers 410 whatever the form holds (contract 2.33)."""
    pre = cookies.presented_pre_session(token)
    sent_id = request.form.get("csrf_token", "")
    form_id = form_ids.id_of(pre, sent_id) if pre else None
    secret = pre.session_secret(form_id) if pre and form_id else None
    if _may_load(cookies.presented_guest(token)):
        # This guest has entered already, in another tab (contract 2.14).
        return _to_media_page(token)
    if secret and _may_load(cookies.guest_with(token, secret)):
        # This form was admitted, but the answer did not arrive. The browser gets the same cookie again.
        return _to_media_page(token, secret)
    link, status = _find_link_or_count_guess(token)
    if status != LinkStatus.ACTIVE:
        return refuse(status)
    if form_ids.was_open_too_long(token, sent_id, now=clock.utcnow()):
        notice = _("This page was open for a long time. Continue once more.")
        return _entry_page(link, token, status=422, notice=notice)
    if pre is None:
        notice = _("This page needs cookies. Allow them, then send it again.")
        return _entry_page(link, token, status=400, notice=notice)
    form = EntryForm.of(pre, request.form)
    if not form.validate() or secret is None:
        return _entry_page(link, token, status=422, pre=pre, form=form)
    return _admit_form(link, token, pre, form, secret)


def _admit_form(link: GuestLink, token: str, pre: cookies.PreSession, form: EntryForm, secret: str) -> BaseResponse:
    try:
        throttling.count(throttling.ENTRIES, "entry", keys.digest(token))
        _admit(token, admission.NewEntry(form.name.cleaned, form.email.cleaned, cookies.session_hash(token, secret)))
    except TooManyRequests as refusal:
        return throttling.try_later(form, lambda: _entry_page(link, token, status=429, pre=pre, form=form), refusal)
    except DoesNotAdmit as refusal:
        return refuse(refusal.status)
    except FormSpent:
        return _entry_page(
            link, token, status=422, pre=pre, form=form, notice=_("Your earlier visit has ended. Continue once more.")
        )
    return _to_media_page(token, secret)


def _admit(token: str, form: admission.NewEntry) -> None:
    # One statement on autocommit on PostgreSQL, one IMMEDIATE transaction on SQLite (facts 26).
    open_database = database.reading if database.engine().dialect.name == "postgresql" else database.writing
    now = clock.utcnow()
    with open_database() as db:
        is_new = admission.admit(db, keys.digest(token), form, now=now, session_days=settings().session_days)
    if is_new:
        metrics.ADMISSIONS.inc()


def _find_link_or_count_guess(token: str) -> tuple[GuestLink, str]:
    """The link and its status. Raises NotFound for an unknown token, after counting it against the client's address."""
    now = clock.utcnow()
    try:
        with database.reading() as db:
            return admission.find_link(db, keys.digest(token), now=now)
    except NotFound:
        refuse_unknown_token()


def _entry_page(
    link: GuestLink,
    token: str,
    *,
    status: int = 200,
    pre: cookies.PreSession | None = None,
    form: EntryForm | None = None,
    notice: str | None = None,
) -> Response:
    """Without `form`, the page has a new form. It keeps what was typed in the form that was sent, if one was."""
    pre = pre or cookies.presented_pre_session(token) or cookies.new_pre_session(token)
    form = form or EntryForm.of(pre, request.form if request.method == "POST" else None)
    with database.reading() as db:
        media = showing.shown_media(db, link.media_id, now=clock.utcnow())
    body = render_template(
        "guest/entry.html",
        form=form,
        title=media.item.title,
        kind=media.item.kind,
        owner_name=media.item.owner.name,
        duration=duration(media.duration),
        starts_at=media.live.starts_at if media.live and not media.live.has_begun else None,
        live_state=live_state(media.live, for_guests=True) if media.live else None,
        retention_days=settings().retention_days,
        notice=notice,
    )
    response = make_response(body, status)
    cookies.set_pre_session(response, pre)
    return response


def _may_load(guest: Guest | None) -> bool:
    if guest is None:
        return False
    with database.reading() as db:
        return visiting.may_load(db, guest, now=clock.utcnow(), session_days=settings().session_days)


def _to_media_page(token: str, secret: str | None = None) -> BaseResponse:
    response = make_response(redirect(url_for("guest.page", token=token), 303))
    if secret is not None:
        cookies.set_session(response, token, secret)
    return response
