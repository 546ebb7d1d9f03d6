"""Who is signed in. Flask-Login reads the owner's cookie, which holds the secret of a user session in the database."""

from datetime import datetime

from flask import Flask, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_url, login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.people import passwords, signing_in, user_sessions
from models.plumbing import clock, database
from models.tables import User, UserSession
from web.account import known_browsers, session_cookie
from web.account.provider import starts
from web.observing import security_events
from web.pages import csrf, errors
from web.requests.redirecting import is_sent_by_script, referring_page

# What the log calls signing in with the form, and by choosing a password at a one-time address.
BY_FORM = "password"
BY_ADDRESS = "one-time address"


class SignedIn(UserMixin):
    """The `current_user` of Flask-Login: a person in one browser. Its id is the secret of the user session."""

    def __init__(self, user_session: UserSession, secret: str) -> None:
        self.user, self.session_id, self.secret = user_session.user, user_session.id, secret
        self.name = user_session.user.name

    def get_id(self) -> str:
        return self.secret


def init_app(app: Flask) -> None:
    manager = LoginManager()
    # `manager.init_app` would read the owner's cookie on every page, on guests' pages too (contract 3.30).
    app.login_manager = manager  # type: ignore[attr-defined]
    app.jinja_env.globals["current_user"] = current_user
    app.jinja_env.globals["has_password_form"] = has_password_form
    manager.session_protection = None
    manager.user_loader(_use_session)
    manager.unauthorized_handler(_ask_to_sign_in)


def has_password_form() -> bool:
    if settings().password_form == "on":  # noqa: S105 (not a password)
        return True
    with database.reading() as db:
        return signing_in.passwords_work(db)


def sign_in(user: User, *, via: str | None, id_token: str | None = None) -> bool:
    """Begin a user session in this browser, and end the browser's earlier one, so copies of its cookie end too. False
    if the password that was checked or chosen has been changed meanwhile.

    `via` is the way of signing in, for the log. With None nothing is logged: the person was signed in already.
    """
    now = clock.utcnow()
    earlier = current_user.session_id if current_user.is_authenticated else None
    browser = request.headers.get("User-Agent", "")
    with database.writing() as db:
        if via in {BY_FORM, BY_ADDRESS} and not passwords.is_unchanged(db, user):
            return False
        if earlier is not None:
            user_sessions.end_session(db, earlier)
        secret = user_sessions.begin_session(db, user.id, browser=browser, id_token=id_token, now=now)
    kept = starts.kept_when_signed_in()
    session.clear()
    session.update(kept)
    signed_in = _use_session(secret)
    if signed_in is not None:
        # Made now: tabs that are opened at once would each make one, and only the last would be kept.
        csrf.token()
        login_user(signed_in)
        known_browsers.remember(signed_in.user)
        if via is not None:
            security_events.allowed("signed in", via=via)
    return signed_in is not None


def clear_cookie() -> None:
    """Remove the sign-in from this browser's cookie. The caller ends the user session."""
    logout_user()
    session.clear()


def _ask_to_sign_in() -> BaseResponse:
    """Lead to the sign-in page. If somebody typed in a form, show a page that keeps its fields (contract 4.27)."""
    # Not for multipart forms: anybody could make us read large files, and a page cannot give a file back.
    is_form = request.mimetype == "application/x-www-form-urlencoded"
    fields = errors.fields_to_send_again() if is_form and request.method == "POST" else []
    if not is_sent_by_script() and not any(value for name, value in fields if name != "csrf_token"):
        next_page = request.url if request.method == "GET" else referring_page()
        return redirect(login_url("account.sign_in", next_page))
    text = _("Nothing you typed is lost. Open a new tab to sign in, then come back to this one and try again.")
    address = url_for("account.sign_in")
    return errors.error_page(403, _("You are signed out"), text, retry_fields=fields, sign_in=address)


def remember_choices(user: User) -> None:
    """Copy language and time zone into the cookie, where every page finds them without asking the database."""
    choices = {"language": user.language, "timezone": user.timezone}
    # Each write sends the cookie again, so write only what differs.
    if any(session.get(name) != value for name, value in choices.items()):
        session.update(choices)


def _use_session(secret: str) -> SignedIn | None:
    """The person with this user session. Records its use, which moves its end (contract 12.4)."""
    now = clock.utcnow()
    secret, user_session = _session_of_any_twin(secret, now)
    if user_session is None:
        return None
    if user_session.should_record_use(now):
        with database.writing() as db:
            user_sessions.record_use(db, user_session.id, now=now)
        user_session.last_seen_at = now
    session_cookie.keep_until(user_session.ends_at())
    remember_choices(user_session.user)
    return SignedIn(user_session, secret)


def _session_of_any_twin(secret: str, now: datetime) -> tuple[str, UserSession | None]:
    """A browser may send several cookies of our name. One may be of a sign-in that has ended (contract 12.26)."""
    with database.reading() as db:
        user_session = user_sessions.session_by_secret(db, secret, now=now)
        for twin in [] if user_session else session_cookie.twins():
            secret = twin[session_cookie.SECRET]
            user_session = user_sessions.session_by_secret(db, secret, now=now)
            if user_session is not None:
                session.clear()
                session.update(twin)
                break
    return secret, user_session


def signed_in_user() -> User:
    """Only for views with `login_required`."""
    user: User = current_user.user
    return user


def viewer() -> User | None:
    """In place of `login_required`, for what scripts and players ask for: they need an error, and not the sign-in page
    (contract 2.5). None if nobody is signed in."""
    return signed_in_user() if current_user.is_authenticated else None
