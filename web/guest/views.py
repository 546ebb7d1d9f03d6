"""The address of a guest link: the entry page, the admission, the media page, or the page that says why not."""

from functools import partial
from typing import NamedTuple

from flask import Blueprint, Response, make_response, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.errors import DoesNotAdmit, FormSpent, NotFound
from models.guests import admission, invitations, visiting
from models.guests.invitations import Invitation
from models.guests.visiting import Guest
from models.plumbing import clock, database, keys
from models.tables.guest_link import LinkStatus
from web.guest import cookies, form_ids, media_page, somebody_else
from web.guest.addresses import refuse_unknown_token
from web.guest.entry_page import entry_page
from web.guest.forms import EntryForm
from web.guest.messages import refuse
from web.observing import metrics, request_log
from web.requests import throttling

# Headers that say why a page is fetched. Chrome up to 104 sends `Purpose`, Firefox up to 114 `X-Moz`, and Safari
# `X-Purpose: preview`.
PURPOSES = "Sec-Purpose, Purpose, X-Moz, X-Purpose"
_IN_ENVIRON = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ", "HTTP_X_PURPOSE")

blueprint = Blueprint("guest", __name__, template_folder="templates")


class SentForm(NamedTuple):
    """A form that came with the cookie of this link."""

    pre: cookies.PreSession
    form: EntryForm
    # Of the session that the form begins. Empty if it was made for another browser, or by nobody.
    secret: str


@blueprint.get("/g/<token>")
def page(token: str) -> BaseResponse:
    guest = cookies.presented_guest(token)
    if guest is not None and not somebody_else.is_asked_for():
        answer = _media_page(token, guest)
        if answer is not None:
            return answer
    invitation = _invitation(token)
    if invitation.status != LinkStatus.ACTIVE:
        return refuse(invitation.status)
    return _entry_page(invitation, token)


def _media_page(token: str, guest: Guest) -> BaseResponse | None:
    """None when the load is refused."""
    if request.method == "HEAD":
        return media_page.head(guest)
    if _is_fetched_ahead():
        return _ask_again_later() if _may_load(guest) else None
    return media_page.load(token, guest)


def _is_fetched_ahead() -> bool:
    """Whether the browser fetches the page before the person asks for it (contract 3.37)."""
    sent = request.environ
    return any(sent[name].lower().startswith(("prefetch", "preview")) for name in _IN_ENVIRON if name in sent)


def _ask_again_later() -> Response:
    """Nobody sees this answer. The browser asks again when the person opens the page."""
    response = make_response("", 503)
    response.headers["Vary"] = PURPOSES
    request_log.note_fetched_ahead()
    return response


@blueprint.post("/g/<token>")
def enter(token: str) -> BaseResponse:
    """One form is one click (contract 2.13). A form that can be admitted is admitted at once. Why it was not is asked
    only afterwards, because most are (facts 150)."""
    guest = cookies.presented_guest(token)
    replaced = somebody_else.replaced_by_form(guest)
    if replaced is None and _may_load(guest):
        # This guest has entered already, in another tab (contract 2.14).
        return _to_media_page(token)
    sent = _sent_form(token)
    is_old = form_ids.was_open_too_long(token, request.form.get("csrf_token", ""), now=clock.utcnow())
    if sent and sent.secret and not is_old and sent.form.validate():
        return _admit_form(token, sent, replaced)
    answer = _answer_without_form(token, sent.secret if sent else "", replaced)
    if not isinstance(answer, Invitation):
        return answer
    if is_old:
        return _entry_page(answer, token, 422, _("This page was open for a long time. Continue once more."))
    if sent is None:
        notice = _(
            "This page needs cookies. Allow them, then send it again. "
            "If that does not help, copy its address into a browser."
        )
        return _entry_page(answer, token, 400, notice)
    if not sent.secret:
        # The page shows what is wrong.
        sent.form.validate()
    return _entry_page(answer, token, 422, sent=sent)


def _sent_form(token: str) -> SentForm | None:
    """None without the cookie of this link."""
    pre = cookies.presented_pre_session(token)
    if pre is None:
        return None
    form_id = form_ids.id_of(pre, request.form.get("csrf_token", ""))
    return SentForm(pre, EntryForm.of(form_id, request.form), pre.session_secret(form_id) if form_id else "")


def _answer_without_form(token: str, secret: str, replaced: Guest | None) -> BaseResponse | Invitation:
    """The answer to a POST that admits nobody, if it is the same whatever the form holds. Else what the link offers."""
    if secret and _may_load(cookies.guest_with(token, secret)):
        # This form was admitted, but the answer did not arrive. The browser gets the same cookie again.
        somebody_else.end_session_of(replaced)
        return _to_media_page(token, secret)
    invitation = _invitation(token)
    # A dead link answers 410 (contract 2.33).
    return invitation if invitation.status == LinkStatus.ACTIVE else refuse(invitation.status)


def _admit_form(token: str, sent: SentForm, replaced: Guest | None) -> BaseResponse:
    form, secret = sent.form, sent.secret
    try:
        throttling.count(throttling.ENTRIES, "entry", keys.digest(token))
        _admit(token, admission.NewEntry(form.name.cleaned, form.email.cleaned, cookies.session_hash(token, secret)))
    except DoesNotAdmit as refusal:
        return refuse(refusal.status)
    except (TooManyRequests, FormSpent) as refusal:
        answer = _answer_without_form(token, secret, replaced)
        if not isinstance(answer, Invitation):
            return answer
        if isinstance(refusal, TooManyRequests):
            page = partial(_entry_page, answer, token, 429, sent=sent)
            return throttling.try_later(form, page, refusal)
        notice = _("Your earlier visit has ended. Continue once more.")
        return _entry_page(answer, token, 422, notice, sent)
    somebody_else.end_session_of(replaced)
    return _to_media_page(token, secret)


def _admit(token: str, form: admission.NewEntry) -> None:
    token_hash, now = keys.digest(token), clock.utcnow()
    recording = invitations.found_recording(token_hash)
    if recording is None:
        # Looked for here, because nobody may wait for a slow bucket while holding SQLite's only write lock.
        recording = _invitation(token).found_recording
    with database.writing_at_once() as db:
        is_new = admission.admit(
            db, token_hash, form, recording=recording, now=now, session_days=settings().session_days
        )
    if is_new:
        metrics.ADMISSIONS.inc()


def _invitation(token: str) -> Invitation:
    """Raises NotFound for an unknown token, after counting it against the client's address."""
    try:
        with database.looking_up() as db:
            return invitations.invitation(db, keys.digest(token), now=clock.utcnow())
    except NotFound:
        refuse_unknown_token()


def _entry_page(
    invitation: Invitation,
    token: str,
    status: int = 200,
    notice: str | None = None,
    sent: SentForm | None = None,
) -> Response:
    """`sent`: the form that comes back with what is wrong in it."""
    pre = sent.pre if sent else cookies.presented_pre_session(token) or cookies.new_pre_session(token)
    instead_of = somebody_else.value_for_form(cookies.presented_guest(token))
    page = entry_page(invitation.shown, pre, form=sent.form if sent else None, notice=notice, instead_of=instead_of)
    response = make_response(page, status)
    cookies.set_pre_session(response, pre)
    return response


def _may_load(guest: Guest | None) -> bool:
    if guest is None:
        return False
    with database.looking_up() as db:
        return visiting.may_load(db, guest, now=clock.utcnow(), session_days=settings().session_days)


def _to_media_page(token: str, secret: str | None = None) -> BaseResponse:
    # With an empty body: Flask's redirect would make a page that nobody sees.
    response = Response("", 303, {"Location": url_for("guest.page", token=token)})
    if secret is not None:
        cookies.set_session(response, token, secret)
    return response
