"""Who is signed in: Flask-Login over the owner's cookie. Guest routes never ask."""

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user

from models.plumbing import db
from models.tables import User


class SignedIn(UserMixin):
    """A user as Flask-Login wants one; a raised session epoch ends every cookie made before."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.name = user.name

    def get_id(self) -> str:
        return f"{self.user.id}:{self.user.session_epoch}"


def init_app(app: Flask) -> None:
    manager = LoginManager()
    # Not its `init_app`: that asks who is signed in on every page and every answer, a guest's too (SPEC 3).
    app.login_manager = manager  # type: ignore[attr-defined]
    app.jinja_env.globals["current_user"] = current_user
    manager.login_view = "account.sign_in"
    manager.login_message = None
    manager.session_protection = None
    manager.user_loader(_load)


def _load(cookie_id: str) -> SignedIn | None:
    user_id, _, epoch = cookie_id.partition(":")
    if not (user_id.isdigit() and epoch.isdigit()):
        return None
    with db.reading() as session:
        user = session.get(User, int(user_id))
    if user is None or user.disabled_at is not None or user.session_epoch != int(epoch):
        return None
    return SignedIn(user)


def signed_in_user() -> User:
    """Inside a view that requires signing in."""
    user: User = current_user.user
    return user
