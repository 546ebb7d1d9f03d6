"""Jitsi Meet's address form: a name handed over in the fragment, and a signed token where the site holds its secret.

The token is made at the click, for one room and one minute: a join address that is passed on is dead soon.
"""

import json
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from models.config.settings import settings

GOOD_FOR = timedelta(seconds=60)


def is_guarded(join_url: str) -> bool:
    """Whether this room's host trusts our tokens; else its address stays known to whoever has joined."""
    parts = urlsplit(join_url)
    # A token that went over http could be read on the way.
    return bool(settings().jitsi_host) and (parts.scheme, parts.hostname) == ("https", settings().jitsi_host)


def join_address(join_url: str, name: str, *, moderator: bool, now: datetime) -> str:
    """Where to send somebody who has been found to have the right to join."""
    address = join_url
    if is_guarded(join_url):
        address += ("&" if urlsplit(join_url).query else "?") + f"jwt={_token(join_url, name, moderator, now)}"
    if not name:
        # Erased after the retention time; Jitsi asks for one then.
        return address
    # The value is JSON to Jitsi, and a fragment is never sent to a server: no log of theirs gets the name by this.
    return f"{address}#userInfo.displayName={quote(json.dumps(name, ensure_ascii=False), safe='')}"


def _token(join_url: str, name: str, moderator: bool, now: datetime) -> str:
    # Here: the cryptography behind it is large, and most sites sign no room.
    from joserfc import jwt
    from joserfc.jwk import OctKey

    config = settings()
    tenant, room = _tenant_and_room(join_url)
    # Strings only: anything else throws in Jitsi. A guest has no `moderator` at all, as "false" is true to a careless
    # plugin.
    user = {"name": name} | ({"moderator": "true", "affiliation": "owner"} if moderator else {"affiliation": "member"})
    claims = {
        "iss": config.jitsi_app_id,
        "aud": config.jitsi_app_id,
        # Jitsi compares it with the tenant where the address has one, and with its own domain where it has none.
        "sub": tenant or config.jitsi_host,
        "room": room,
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int((now + GOOD_FOR).timestamp()),
        "context": {"user": user},
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(config.jitsi_secret))


def _tenant_and_room(join_url: str) -> tuple[str, str]:
    """Of `/TENANT/ROOM` or `/ROOM`, in the spelling that Jitsi's own server compares a token with."""
    tenant, _, room = urlsplit(join_url).path.strip("/").rpartition("/")
    return _backend_name(tenant.rpartition("/")[2]), _backend_name(room)


def _backend_name(name: str) -> str:
    """As Jitsi Meet's `getBackendSafeRoomName`: decoded, NFKC, small, and encoded again."""
    plain = unicodedata.normalize("NFKC", unquote(name)).lower()
    return quote(plain, safe="!~*'()").lower()
