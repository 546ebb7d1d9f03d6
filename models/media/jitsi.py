"""Addresses by which one person joins a Jitsi room: with their name, and with a token if the site has Jitsi's secret.

A token is made at the click, for one room and one minute, so a join address that is passed on soon stops working.
"""

import json
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from models.config.settings import settings

TOKEN_LIFETIME = timedelta(seconds=60)


def is_guarded(join_url: str) -> bool:
    """Whether the room is on the Jitsi server that accepts only our tokens. People who joined any other room know its
    address and can come back."""
    parts = urlsplit(join_url)
    # Only over https: over http, others could read the token.
    return bool(settings().jitsi_host) and (parts.scheme, parts.hostname) == ("https", settings().jitsi_host)


def join_address(join_url: str, name: str, *, moderator: bool, now: datetime) -> str:
    """The address for one person. The caller has checked that they may join. `name` is empty if it was erased."""
    address = join_url
    if is_guarded(join_url):
        address += ("&" if urlsplit(join_url).query else "?") + f"jwt={_token(join_url, name, moderator, now)}"
    if not name:
        # Jitsi asks them for a name.
        return address
    # Jitsi reads this value as JSON. A browser sends no fragment to the server, so the name is in none of its logs.
    return f"{address}#userInfo.displayName={quote(json.dumps(name, ensure_ascii=False), safe='')}"


def _token(join_url: str, name: str, moderator: bool, now: datetime) -> str:
    # Imported here because it is large, and most sites sign no tokens.
    from joserfc import jwt
    from joserfc.jwk import OctKey

    config = settings()
    tenant, room = _tenant_and_room(join_url)
    # Only strings: Jitsi raises an error on anything else. A guest has no `moderator` at all, because some plugins take
    # the string "false" for true.
    user = {"name": name} | ({"moderator": "true", "affiliation": "owner"} if moderator else {"affiliation": "member"})
    claims = {
        "iss": config.jitsi_app_id,
        "aud": config.jitsi_app_id,
        # Jitsi compares this with the tenant in the address, or with its own domain if the address has no tenant.
        "sub": tenant or config.jitsi_host,
        "room": room,
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int((now + TOKEN_LIFETIME).timestamp()),
        "context": {"user": user},
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(config.jitsi_secret))


def _tenant_and_room(join_url: str) -> tuple[str, str]:
    """From `/TENANT/ROOM` or `/ROOM`, spelled as the Jitsi server compares them with a token."""
    tenant, _, room = urlsplit(join_url).path.strip("/").rpartition("/")
    return _backend_name(tenant.rpartition("/")[2]), _backend_name(room)


def _backend_name(name: str) -> str:
    """Does the same as `getBackendSafeRoomName` of Jitsi Meet: decodes, composes (NFKC), lowers and encodes again."""
    plain = unicodedata.normalize("NFKC", unquote(name)).lower()
    return quote(plain, safe="!~*'()").lower()
