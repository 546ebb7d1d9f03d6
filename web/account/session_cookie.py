"""Flask's signed cookie without its age.

Flask's own cookie says when it was signed, by the clock of that web process. If that clock is a second ahead, the next
process refuses the cookie (facts 42). When a sign-in ends is judged by its row in the database instead. It is signed
with HMAC-SHA-256 (contract 12.42).
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin, session_json_serializer
from itsdangerous import BadSignature, URLSafeTimedSerializer

from models.plumbing import keys
from web.observing.guest_paths import is_guest_page
from web.requests import site_cookies
from web.requests.site_cookies import sent

# The names of Flask-Login, for the secret of the user session, and of ours, for when it ends.
SECRET, UNTIL = "_user_id", "until"
# Of the key that signs it.
LABEL = "owner-cookie"
# Versions before 0.1.0 signed with HMAC-SHA-1, by a key with this label, under this name.
FORMER_LABEL, FORMER_NAME = "flask", "guestlink_owner"


class AgelessSessionInterface(SecureCookieSessionInterface):
    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if is_guest_page():
            # Guests have none, and nobody asks who is signed in (contract 3.30).
            return self.session_class()
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        read = [
            loaded
            for value in sent(request.cookies, self.get_cookie_name(app))
            if (loaded := _loaded(serializer, value))
        ]
        # One of somebody who is signed in comes before others. Which of these counts is in the database (`twins`).
        read.sort(key=lambda loaded: SECRET not in loaded)
        g.cookie_twins = [loaded for loaded in read[1:] if SECRET in loaded]
        return self.session_class(read[0]) if read else self._signed_before(app, request)

    def _signed_before(self, app: Flask, request: Request) -> SecureCookieSession:
        """The session of a cookie that a former version signed, so that an upgrade signs nobody out. The answer
        replaces it. Empty if there is none."""
        prefix = "__Host-" if app.config["SESSION_COOKIE_SECURE"] else ""
        former_keys = [keys.derive(FORMER_LABEL, key=key) for key in reversed(keys.ring())]
        # No `digest_method`: the default of itsdangerous is SHA-1.
        signer = URLSafeTimedSerializer(
            former_keys,
            salt=self.salt,
            serializer=session_json_serializer,
            signer_kwargs={"key_derivation": self.key_derivation},
        )
        found = [loaded for value in sent(request.cookies, prefix + FORMER_NAME) if (loaded := _loaded(signer, value))]
        session = self.session_class(found[0] if found else None)
        session.modified = bool(found)
        return session

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:  # noqa: ARG002 (Flask's)
        """A cookie of somebody who is signed in lives as long as its row, so closing the browser signs nobody out."""
        until = session.get(UNTIL) if SECRET in session else None
        return None if until is None else datetime.fromtimestamp(until, UTC)


def keep_until(end: datetime) -> None:
    """The cookie is sent again when the end of the sign-in moves."""
    until = int(end.timestamp())
    if session.get(UNTIL) != until:
        session[UNTIL] = until


def twins() -> list[dict[str, Any]]:
    """The other cookies of our name that this browser sent and that we have signed, like one with another path."""
    return list(g.get("cookie_twins", []))


def name() -> str:
    return site_cookies.site_name("owner", prefix="__Host-")


def _loaded(serializer: URLSafeTimedSerializer, value: str) -> dict[str, Any] | None:
    try:
        loaded = serializer.loads(value)
    except BadSignature:
        return None
    return loaded if isinstance(loaded, dict) else None
