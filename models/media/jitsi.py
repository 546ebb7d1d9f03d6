"""The address at which one person joins a Jitsi room. It carries their name, and a token if the room needs one.

A token is made when the person clicks, for one room and one minute. So an address that is passed on soon stops working.
"""

import json
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from models.config.settings import settings
from models.media.meeting_programs import is_other_program

TOKEN_LIFETIME = timedelta(seconds=60)
JITSI_HOSTS = {"meet.jit.si", "8x8.vc"}
NAME = "userInfo.displayName="
JITSI_FRAGMENTS = ("config.", "interfaceConfig.", "userInfo.", "devices.", "jwt=")


def is_signed_room(join_url: str) -> bool:
    """Whether the room is on the Jitsi server that accepts only our tokens. People who joined any other room know its
    address and can come back."""
    host = settings().jitsi_host
    # Only https, because over http others could read the token. The host may have any port.
    return bool(host) and (urlsplit(join_url).scheme, _host_of(join_url)) == ("https", host)


def join_address(join_url: str, name: str, *, moderator: bool, now: datetime) -> str:
    """The caller has checked that this person may join. `name` is empty if it was erased."""
    address, _, fragment = join_url.partition("#")
    if is_signed_room(join_url):
        address += ("&" if "?" in address else "?") + f"jwt={_token(join_url, name, moderator, now)}"
    # Without a name, Jitsi asks for one.
    if name and _takes_name(join_url, fragment):
        kept = [part for part in fragment.split("&") if part and not part.startswith(NAME)]
        # Jitsi reads this value as JSON. A browser never sends a fragment, so the name is not in that server's logs.
        kept.append(NAME + quote(json.dumps(name, ensure_ascii=False), safe=""))
        fragment = "&".join(kept)
    return f"{address}#{fragment}" if fragment else address


def _takes_name(join_url: str, fragment: str) -> bool:
    """Whether the name may be put into the fragment. An unknown server may be one of Jitsi, too. But what it has in the
    fragment is its own, unless it is written as Jitsi writes it (contract 10.7)."""
    host = _host_of(join_url)
    if host in {*JITSI_HOSTS, settings().jitsi_host}:
        return True
    # The name of a guest is not the business of other programs.
    if is_other_program(host, urlsplit(join_url).path):
        return False
    return not fragment or fragment.startswith(JITSI_FRAGMENTS)


def _host_of(join_url: str) -> str:
    """`meet.example.org.` is the same host."""
    return (urlsplit(join_url).hostname or "").rstrip(".")


def _token(join_url: str, name: str, moderator: bool, now: datetime) -> str:
    # Imported here because it is large, and most sites sign no tokens.
    from joserfc import jwt
    from joserfc.jwk import OctKey

    config = settings()
    tenant, room = _tenant_and_room(join_url)
    # All values are strings, because Jitsi raises an error on anything else. A guest has no `moderator` at all, because
    # some plugins take the string "false" for true.
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
    """Of an address that ends in `/TENANT/ROOM` or `/ROOM`, spelled as the Jitsi server compares them with a token."""
    tenant, _, room = urlsplit(join_url).path.strip("/").rpartition("/")
    return _backend_name(tenant.rpartition("/")[2]), _backend_name(room)


def _backend_name(name: str) -> str:
    """Does what `getBackendSafeRoomName` of Jitsi Meet does: decode, compose (NFKC), make lower case, encode again."""
    plain = unicodedata.normalize("NFKC", unquote(name)).lower()
    return quote(plain, safe="!~*'()").lower()
