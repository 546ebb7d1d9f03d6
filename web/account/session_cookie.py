"""Flask's signed cookie without its age.

Flask's own cookie says when it was signed, by the clock of that web process. If that clock is a second ahead, the next
process refuses the cookie (facts 42). When a sign-in ends is judged by its row in the database instead. It is signed
with HMAC-SHA-256 (contract 12.42).
"""

import hashlib

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, session_json_serializer
from itsdangerous import BadSignature, URLSafeTimedSerializer

from models.plumbing import keys

# Of the key that signs it.
LABEL = "owner-cookie"
# Versions before 0.1.0 signed with HMAC-SHA-1, by a key with this label, under this name.
FORMER_LABEL, FORMER_NAME = "flask", "guestlink_owner"


class AgelessSessionInterface(SecureCookieSessionInterface):
    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        try:
            return self.session_class(serializer.loads(request.cookies.get(self.get_cookie_name(app), "")))
        except BadSignature:
            return self._signed_before(app, request)

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
        try:
            session = self.session_class(signer.loads(request.cookies.get(prefix + FORMER_NAME, "")))
        except BadSignature:
            return self.session_class()
        session.modified = True
        return session
