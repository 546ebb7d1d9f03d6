"""The token of an owner's forms: HMAC-SHA-256 of a random value in the browser's session (contract 12.42).

Flask-WTF's own token is signed with HMAC-SHA-1.
"""

import secrets

from flask import session

from models.plumbing import keys

# In the session, and the name of the field in the form.
NAME = "csrf_token"


def token() -> str:
    if NAME not in session:
        session[NAME] = secrets.token_urlsafe(24)
    return keys.derive_text("csrf-token", session[NAME])


def is_valid(given: object) -> bool:
    """Whether a page of this session holds this token. It has no time limit: a form may stay open for days."""
    if not isinstance(given, str) or NAME not in session:
        return False
    return any(keys.is_same(given, keys.derive_text("csrf-token", session[NAME], key=key)) for key in keys.ring())
