"""Jitsi Meet's address form: a name handed over in the fragment, and a signed token where the site holds its secret.

The token is made at the click, for one room and one minute: a join address that is passed on is dead soon.
"""

import json
from datetime import datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from models.plumbing.settings import settings

GOOD_FOR = timedelta(seconds=60)


def is_guarded(join_url: str) -> bool:
    """Whether this room's host trusts our tokens; else its address stays known to whoever has joined."""
    host = settings().jitsi_host.lower()
    return bool(host) and urlsplit(join_url).netloc.lower() == host


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

    config, parts = settings(), urlsplit(join_url)
    claims = {
        "iss": config.jitsi_app_id,
        "aud": config.jitsi_app_id,
        "sub": parts.hostname,
        "room": unquote(parts.path.strip("/").rpartition("/")[2]),
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int((now + GOOD_FOR).timestamp()),
        "context": {"user": {"name": name, "moderator": moderator, "affiliation": "owner" if moderator else "member"}},
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(config.jitsi_key()))
