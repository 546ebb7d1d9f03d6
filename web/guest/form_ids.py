"""The value of the CSRF field of an entry form: the form's id, when its page was made, and two proofs.

One proof needs the pre-session cookie. The other needs only the site's key: it tells a form of ours that was open for
long from a made-up one, also when the browser has dropped the cookie meanwhile (contract 3.41).
"""

import secrets
from datetime import datetime, timedelta

from models.plumbing import keys
from web.guest.cookies import PreSession

OPEN_AT_MOST = timedelta(hours=24)


def new_value(pre: PreSession, *, now: datetime) -> str:
    form_id, made_at = secrets.token_urlsafe(16), str(int(now.timestamp()))
    return ".".join((form_id, made_at, pre.proof_of(form_id), _signature(pre.token, form_id, made_at)))


def id_of(pre: PreSession, value: str) -> str | None:
    """The id in this value, or None if it was not made for this browser and link."""
    parts = _signed_parts(pre.token, value)
    if parts is None:
        return None
    form_id, _made_at, proof = parts
    return form_id if keys.is_same(proof, pre.proof_of(form_id)) else None


def was_open_too_long(token: str, value: str, *, now: datetime) -> bool:
    """Whether this is a form of this link that was open for more than 24 hours. It needs no cookie."""
    parts = _signed_parts(token, value)
    return parts is not None and now.timestamp() > int(parts[1]) + OPEN_AT_MOST.total_seconds()


def _signed_parts(token: str, value: str) -> tuple[str, str, str] | None:
    """Its id, the second when it was made, and the proof of the cookie. None without a signature of ours."""
    form_id, made_at, proof, signature, *more = (*value.split(".", 4), "", "", "")
    is_ours = any(keys.is_same(signature, _signature(token, form_id, made_at, key)) for key in keys.ring())
    return (form_id, made_at, proof) if is_ours and not any(more) else None


def _signature(token: str, form_id: str, made_at: str, key: bytes | None = None) -> str:
    return keys.derive_text("entry-form-age", token, form_id, made_at, key=key)
