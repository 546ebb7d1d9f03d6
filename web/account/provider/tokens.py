"""From the code of an answer to what the provider says about the person."""

import time
from typing import Any
from urllib.parse import quote_plus

from authlib.integrations.base_client import OAuthError
from authlib.oauth2.rfc7523 import ClientSecretJWT
from authlib.oidc.core.util import create_half_hash
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from requests import HTTPError
from requests.auth import HTTPBasicAuth

from models.config.oidc import OidcSettings
from models.plumbing import keys
from web.account.provider.discovering import SIGNATURES, Discovered, Key
from web.account.provider.talking import Line, ProviderFailed, session

# How far the clocks of the provider and of this machine may be apart, in seconds.
SKEW = 300
STANDARD_WAYS = ("client_secret_basic", "client_secret_post", "client_secret_jwt")

# Between the five parts of an encrypted token (RFC 7516, 3.1).
PERIODS_OF_ENCRYPTED = 4

SOMEBODY_ELSE = "userinfo of somebody else"
# The code was used before, is too old, or is made up.
MADE_UP = "invalid_grant"
# What providers answer to a secret that they do not accept, or do not look for where it stands.
SECRET_REFUSED = {"invalid_client", "unauthorized_client", "invalid_request"}


def exchange(line: Line, config: OidcSettings, metadata: dict[str, Any], **fields: str) -> dict[str, Any]:
    """The answer of the token endpoint. Raises ProviderFailed.

    The secret is sent in the ways that the provider names, one after the other until it is accepted.
    """
    named = metadata.get("token_endpoint_auth_methods_supported")
    ways = [way for way in STANDARD_WAYS if way in (named or STANDARD_WAYS[:2])] or list(STANDARD_WAYS[:2])
    for auth in [each for way in ways for each in _auths(way, config, metadata["token_endpoint"])]:
        try:
            return line.ask(_fetch_token, metadata["token_endpoint"], config, auth, fields)
        except ProviderFailed as failure:
            refusal = failure
            if failure.code not in SECRET_REFUSED:
                break
    if refusal.code in SECRET_REFUSED:
        raise ProviderFailed(f"it does not accept the client id or secret ({refusal.code})", refusal.code)
    raise refusal


def _auths(way: str, config: OidcSettings, endpoint: str) -> list[object]:
    pair = (config.oidc_client_id, config.oidc_client_secret)
    if way == "client_secret_basic":
        # RFC 6749, 2.3.1 encodes both first. Some providers do not decode them.
        encoded = (quote_plus(pair[0]), quote_plus(pair[1]))
        raw = [HTTPBasicAuth(pair[0].encode(), pair[1].encode())] if encoded != pair else []
        return [HTTPBasicAuth(*encoded), *raw]
    with session(client_id=pair[0], client_secret=pair[1]) as client:
        if way == "client_secret_jwt":
            client.register_client_auth_method(ClientSecretJWT(endpoint))
        return [client.client_auth(way)]


def _fetch_token(endpoint: str, config: OidcSettings, auth: object, fields: dict[str, str]) -> dict[str, Any]:
    named = {"auth": auth, "grant_type": "authorization_code", "allow_redirects": False, **fields}
    try:
        with session(client_id=config.oidc_client_id) as client:
            token = client.fetch_token(endpoint, **named)
    except HTTPError as error:
        # Some say it in a page instead of a document.
        if error.response is not None and error.response.status_code == 401:
            raise OAuthError("invalid_client") from None
        raise
    if not isinstance(token.get("id_token"), str):
        raise OAuthError("no id_token")
    return dict(token)


def id_token_claims(about: Discovered, config: OidcSettings, token: dict[str, Any], nonce: str) -> dict[str, Any]:
    """Raises ProviderFailed."""
    header, claims = verified(about, token["id_token"])
    _check_about_us(about, config, claims)
    if not keys.is_same(str(claims.get("nonce", "")), nonce):
        raise ProviderFailed("its token belongs to another sign-in")
    half = claims.get("at_hash") and create_half_hash(str(token.get("access_token", "")), header["alg"])
    if half and half.decode() != claims["at_hash"]:
        raise ProviderFailed("its two tokens do not belong together")
    return claims


def _check_about_us(about: Discovered, config: OidcSettings, claims: dict[str, Any]) -> None:
    if not about.is_issuer(str(claims.get("iss", ""))):
        raise ProviderFailed("its token names another issuer")
    audience = claims.get("aud")
    if config.oidc_client_id not in (audience if isinstance(audience, list) else [audience]):
        raise ProviderFailed("its token is for another client")
    if claims.get("azp") not in (None, "", config.oidc_client_id):
        raise ProviderFailed("its token was given to another client")
    now = time.time()
    if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= now - SKEW:
        raise ProviderFailed("its token has expired already: are its clock and the clock of this machine right?")
    if any(isinstance(claims.get(name), int | float) and claims[name] > now + SKEW for name in ("nbf", "iat")):
        raise ProviderFailed("its token is from the future: are its clock and the clock of this machine right?")


def verified(about: Discovered, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token with a signature of the provider. Raises ProviderFailed."""
    if token.count(".") == PERIODS_OF_ENCRYPTED:
        raise ProviderFailed("its token is encrypted: turn encryption off for this client at the provider")
    try:
        header = dict(jws.extract_compact(token.encode()).headers())
    except (JoseError, ValueError, TypeError):
        raise ProviderFailed("its token cannot be read") from None
    if str(header.get("alg")) not in SIGNATURES:
        raise ProviderFailed("its token is not signed with a private key")
    for fresh in (False, True):
        for key in _fitting(about.keys(fresh=fresh), header):
            claims = _claims(token, key, header["alg"])
            if claims is not None:
                return header, claims
    raise ProviderFailed("its token was signed with none of its keys")


def _fitting(keys: list[Key], header: dict[str, Any]) -> list[Key]:
    """The key that the token names. If it names none, or the keys have no names, any of its kind."""
    of_kind = [key for key in keys if key.key_type == SIGNATURES[header["alg"]]]
    kid = header.get("kid")
    return of_kind if kid is None else [key for key in of_kind if key.kid in (None, kid)]


def _claims(token: str, key: Key, algorithm: str) -> dict[str, Any] | None:
    registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    try:
        return dict(jwt.decode(token, key=key, registry=registry).claims)
    except (JoseError, ValueError, TypeError):
        return None


def userinfo(about: Discovered, config: OidcSettings, token: dict[str, Any], subject: object) -> dict[str, Any]:
    """What the provider says on request, as JSON or signed. Empty if it has no such address, or does not say about
    whom. Raises ProviderFailed, also if it is about somebody else (OpenID Connect Core, 5.3.2)."""
    address = about.metadata().get("userinfo_endpoint")
    if not address or not token.get("access_token"):
        return {}
    said = about.line.ask(_fetch_userinfo, address, token["access_token"])
    claims = verified(about, said)[1] if isinstance(said, str) else said
    if "aud" in claims and isinstance(said, str):
        audience = claims["aud"]
        if config.oidc_client_id not in (audience if isinstance(audience, list) else [audience]):
            raise ProviderFailed("its userinfo is for another client")
    if claims.get("sub") is None:
        return {}
    if str(claims["sub"]) != str(subject):
        raise ProviderFailed("its userinfo is about another person", SOMEBODY_ELSE)
    return claims


def _fetch_userinfo(address: str, access_token: str) -> dict[str, Any] | str:
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json, application/jwt"}
    with session() as client:
        answer = client.get(address, withhold_token=True, headers=headers)
    answer.raise_for_status()
    if "jwt" in answer.headers.get("Content-Type", "").lower():
        return str(answer.text).strip()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
