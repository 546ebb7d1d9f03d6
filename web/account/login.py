"""Who is signed in: Flask-Login over the owner's cookie, which names a session in the database. No guest route asks."""

from flask import Flask, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_url, login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from models.people import user_sessions
from models.plumbing import clock, database
from models.tables import User, UserSession
from web.observing import auditing
from web.pages import errors
from web.pages.security import forgetting
from web.requests.redirecting import is_sent_by_script, page_behind


class SignedIn(UserMixin):
    """A person in one browser, as Flask-Login wants them: known by the secret of their session."""

    def __init__(self, found: UserSession, secret: str) -> None:
        self.user, self.session_id, self.secret = found.user, found.id, secret
        self.name = found.user.name

    def get_id(self) -> str:
        return self.secret


def init_app(app: Flask) -> None:
    manager = LoginManager()
    # Not its `init_app`: that asks who is signed in on every page and every answer, a guest's too (contract 3.30).
    app.login_manager = manager  # type: ignore[attr-defined]
    app.jinja_env.globals["current_user"] = current_user
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(_sign_in_first)


def begin(user: User, *, via: str | None) -> None:
    """Sign this person in, in this browser; nothing of an earlier session of it stays, not in a copy either. `via` is
    how they came, for the log; None for a session that is only renewed."""
    now = clock.utcnow()
    earlier = current_user.session_id if current_user.is_authenticated else None
    with database.writing() as writer:
        if earlier is not None:
            user_sessions.end_session(writer, earlier)
        secret = user_sessions.begin_session(writer, user.id, browser=request.headers.get("User-Agent", ""), now=now)
    session.clear()
    signed_in = _load(secret)
    if signed_in is not None:
        login_user(signed_in)
        if via is not None:
            auditing.came("signed in", via=via)


def forget() -> None:
    """This browser is nobody's from here on."""
    logout_user()
    session.clear()


def signed_out() -> BaseResponse:
    return forgetting(redirect(url_for("account.sign_in"), 303), "cache", "storage")


def _sign_in_first() -> BaseResponse:
    """Of somebody who was signed out while they typed, nothing is lost: they sign in elsewhere and send it again."""
    # Fields alone: a file would have to be read whole, from anybody, and could not be given back.
    is_form = request.mimetype == "application/x-www-form-urlencoded"
    fields = errors.typed() if is_form and request.method == "POST" else []
    if not is_sent_by_script() and not any(value for name, value in fields if name != "csrf_token"):
        wanted = request.url if request.method == "GET" else page_behind()
        return redirect(login_url("account.sign_in", wanted))
    text = _("Nothing you typed is lost. Sign in in a new tab, then come back to this one and try again.")
    address = url_for("account.sign_in")
    return errors.page(403, _("You are signed out"), text, retry_fields=fields, sign_in=address)


def remember_choices(user: User) -> None:
    """In the signed cookie too, so that also a page without the database is in their language and zone."""
    chosen = {"language": user.language, "timezone": user.timezone}
    # Compared, because every change is a cookie in the answer; here it may follow a choice made in another browser.
    if any(session.get(name) != value for name, value in chosen.items()):
        session.update(chosen)


def _load(secret: str) -> SignedIn | None:
    now = clock.utcnow()
    with database.reading() as reader:
        found = user_sessions.session_of(reader, secret, now=now)
    if found is None:
        return None
    if found.is_stale(now):
        with database.writing() as writer:
            user_sessions.keep_session(writer, found.id, now=now)
    remember_choices(found.user)
    return SignedIn(found, secret)


def signed_in_user() -> User:
    """Inside a view that requires signing in."""
    user: User = current_user.user
    return user
