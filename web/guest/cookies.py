"""The two cookies of a guest: the pre-session and the guest session. Their path is the guest's own link.

The pre-session is signed and not stored on the server. The secret of the guest session is derived from it and from the
form's id, so every repeat of one form gets the same cookie (contract 2.13).
"""

import secrets
from dataclasses import dataclass

from flask import Response, request

from models.config.settings import settings
from models.guests.visiting import Guest
from models.plumbing import keys
from web.requests import site_cookies

# A form may stay open for a day, and a repeat of it must still be recognised. The hour is for clocks that differ.
PRE_SESSION_SECONDS = 25 * 3600


@dataclass(frozen=True)
class PreSession:
    """One browser at one link, known by a secret in a signed cookie."""

    token: str
    secret: str
    # The key that signed the cookie. What is derived with it stays valid while that key is one of the site's.
    key: bytes

    def session_secret(self, form_id: str) -> str:
        return keys.derive_text("guest-session", self.token, self.secret, form_id, key=self.key)

    def proof_of(self, form_id: str) -> str:
        """Shows that the form was made for this browser and link."""
        return keys.derive_text("entry-form", self.token, self.secret, form_id, key=self.key)


def _name(name: str) -> str:
    return f"__Secure-guestlink_{name}" if settings().is_https else f"guestlink_{name}"


def presented_guest(token: str) -> Guest | None:
    """The guest whose session cookie this request carries, valid or not. None without a cookie."""
    secret = request.cookies.get(_name("guest"))
    return guest_with(token, secret) if secret else None


def guest_with(token: str, secret: str) -> Guest:
    """The guest with this session secret. Only hashes of the token and the secret are passed on."""
    return Guest(keys.digest(token), session_hash(token, secret))


def session_hash(token: str, secret: str) -> str:
    return keys.digest(f"{token}:{secret}")


def presented_pre_session(token: str) -> PreSession | None:
    """None without the cookie, and for one that we have not signed for this link."""
    for value in site_cookies.sent(request.cookies, _name("entry")):
        secret, _, signature = value.partition(".")
        for key in keys.ring() if secret else ():
            if keys.is_same(signature, keys.derive_text("pre-session", token, secret, key=key)):
                return PreSession(token, secret, key)
    return None


def new_pre_session(token: str) -> PreSession:
    return PreSession(token, secrets.token_urlsafe(24), keys.ring()[0])


def set_pre_session(response: Response, pre: PreSession) -> None:
    signature = keys.derive_text("pre-session", pre.token, pre.secret, key=pre.key)
    _set(response, pre.token, "entry", f"{pre.secret}.{signature}", PRE_SESSION_SECONDS)


def set_session(response: Response, token: str, secret: str) -> None:
    _set(response, token, "guest", secret, settings().session_days * 24 * 3600)


def renew_session(response: Response, token: str) -> None:
    """Every page load moves the end of the cookie (contract 2.37)."""
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
