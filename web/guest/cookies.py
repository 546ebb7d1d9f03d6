"""The guest's two cookies, both scoped to the guest's own link: the pre-session and the guest session.

The pre-session is signed and not recorded; the session's secret is derived from it and the form's id, so that every
repeat of one form hands out the same cookie (contract 2.13).
"""

import hmac
import secrets
from dataclasses import dataclass

from flask import Response, request

from models.config.settings import settings
from models.plumbing import keys

# A form may lie open for a day, and its repeat must still be known.
PRE_SESSION_SECONDS = 24 * 3600


@dataclass(frozen=True)
class PreSession:
    """One browser before one link, by a secret that only it and its signed cookie know."""

    token: str
    secret: str
    # The one that signed its cookie: while it is in the ring, all that was derived by it stays good.
    key: bytes
    is_new: bool = False

    def new_form(self) -> str:
        """A form's id and its proof: the value of its CSRF field. It has no age."""
        form_id = secrets.token_urlsafe(16)
        return f"{form_id}.{self._proof(form_id)}"

    def form_id(self, value: str) -> str | None:
        """The id, when this value was made by `new_form` for this browser and link."""
        form_id, _, proof = value.partition(".")
        return form_id if form_id and _same(proof, self._proof(form_id)) else None

    def session_secret(self, form_id: str) -> str:
        return keys.derive_text("guest-session", self.token, self.secret, form_id, key=self.key)

    def _proof(self, form_id: str) -> str:
        return keys.derive_text("entry-form", self.token, self.secret, form_id, key=self.key)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _name(name: str) -> str:
    return f"__Secure-guestlink_{name}" if settings().is_https else f"guestlink_{name}"


def presented_session(token: str) -> str | None:
    """The hash of the guest session's secret that this request carries. The secret itself goes no further."""
    secret = request.cookies.get(_name("guest"))
    return session_hash(token, secret) if secret else None


def session_hash(token: str, secret: str) -> str:
    return keys.digest(f"{token}:{secret}")


def presented_pre_session(token: str) -> PreSession | None:
    secret, _, signature = request.cookies.get(_name("entry"), "").partition(".")
    if not secret:
        return None
    for key in keys.ring():
        if _same(signature, keys.derive_text("pre-session", token, secret, key=key)):
            return PreSession(token, secret, key)
    return None


def new_pre_session(token: str) -> PreSession:
    return PreSession(token, secrets.token_urlsafe(24), keys.ring()[0], is_new=True)


def set_pre_session(response: Response, pre: PreSession) -> None:
    signature = keys.derive_text("pre-session", pre.token, pre.secret, key=pre.key)
    _set(response, pre.token, "entry", f"{pre.secret}.{signature}", PRE_SESSION_SECONDS)


def set_session(response: Response, token: str, secret: str) -> None:
    _set(response, token, "guest", secret, settings().session_days * 24 * 3600)


def keep_session(response: Response, token: str) -> None:
    """Every load moves the cookie's end (contract 2.37)."""
    set_session(response, token, request.cookies[_name("guest")])


def _set(response: Response, token: str, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        _name(name),
        value,
        max_age=seconds,
        path=f"/g/{token}",
        httponly=True,
        samesite="Lax",
        secure=settings().is_https,
    )
