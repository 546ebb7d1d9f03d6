"""What a provider says about itself: its addresses, renewed every hour, and its keys, asked again when they changed."""

import re
from collections import deque
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from models.config.oidc import ALL_TENANTS
from models.config.origins import is_server_address
from models.plumbing import steady_clock
from web.account.provider.talking import Line, ProviderFailed, document

# Only signatures of a private key. Anybody could make `none`, and HS256 uses a secret that is not the provider's alone.
SIGNATURES = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    **dict.fromkeys(("EdDSA", "Ed25519"), "OKP"),
}
RENEWED_AFTER = 3600.0
# After a renewal that failed, what is known is used for this time before the next try.
TRIED_AGAIN_AFTER = 60.0
# How often keys are asked again because of tokens, so that made-up ones do not make us ask all the time.
MOST_REFRESHES, REFRESHES_WITHIN = 5, 60.0
LISTS = {
    "id_token_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    "prompt_values_supported",
    "scopes_supported",
}
# What Entra ID writes where the id of a tenant belongs.
TENANT = "{tenantid}"

Key = RSAKey | ECKey | OKPKey


class Discovered:
    """About one provider, in one process. Threads may share it: the worst that happens is a second request."""

    def __init__(self, issuer: str, line: Line) -> None:
        self.issuer, self.line = issuer, line
        self._metadata: dict[str, Any] = {}
        self._renew_at = 0.0
        self._keys: list[Key] = []
        self._keys_from = ""
        self._refreshes: deque[float] = deque(maxlen=MOST_REFRESHES)

    def metadata(self) -> dict[str, Any]:
        """Raises ProviderFailed."""
        if steady_clock.seconds() >= self._renew_at:
            try:
                found = self.line.ask(self._checked_document)
            except ProviderFailed:
                if not self._metadata:
                    raise
                self._renew_at = steady_clock.seconds() + TRIED_AGAIN_AFTER
                return self._metadata
            # Keys are asked again with it, so a key that the provider has withdrawn counts no longer.
            self._metadata, self._keys_from = found, ""
            self._renew_at = steady_clock.seconds() + RENEWED_AFTER
        return self._metadata

    def _checked_document(self) -> dict[str, Any]:
        metadata = document(f"{self.issuer}/.well-known/openid-configuration")
        # A value that should be a list and is none is ignored.
        metadata = {name: value for name, value in metadata.items() if isinstance(value, list) or name not in LISTS}
        self._check(metadata)
        return metadata

    def _check(self, metadata: dict[str, Any]) -> None:
        issuer = str(metadata.get("issuer", ""))
        if not _is_issuer(issuer, self.issuer):
            raise ProviderFailed(f"its issuer is {issuer[:200]!r}, and GUESTLINK_OIDC_ISSUER is {self.issuer!r}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_server_address(str(metadata.get(name, "")), "http", "https"):
                raise ProviderFailed(f"it names no {name}")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        if not SIGNATURES.keys() & {str(name) for name in offered}:
            raise ProviderFailed("it offers no signature of a private key")

    def is_issuer(self, named: str) -> bool:
        """Whether a token or an answer that names this issuer is from this provider."""
        template = str(self.metadata()["issuer"])
        if TENANT in template and ALL_TENANTS.search(self.issuer):
            pattern = re.escape(template.rstrip("/")).replace(re.escape(TENANT), r"[0-9A-Za-z.-]+")
            return re.fullmatch(pattern, named.rstrip("/")) is not None
        expected = self.issuer if TENANT in template else template
        # Google leaves the scheme away in some tokens.
        return named.rstrip("/") in {expected.rstrip("/"), expected.rstrip("/").removeprefix("https://")}

    def keys(self, *, fresh: bool = False) -> list[Key]:
        """`fresh`: ask again, because the known ones do not fit. Otherwise the known ones go on while the provider does
        not answer. Raises ProviderFailed."""
        address = str(self.metadata()["jwks_uri"])
        if address != self._keys_from or (fresh and self._may_refresh()):
            try:
                self._keys = self.line.ask(_usable_keys, address)
            except ProviderFailed:
                if fresh or not self._keys:
                    raise
                return self._keys
            self._keys_from = address
        return self._keys

    def _may_refresh(self) -> bool:
        now = steady_clock.seconds()
        if len(self._refreshes) == MOST_REFRESHES and now - self._refreshes[0] < REFRESHES_WITHIN:
            return False
        self._refreshes.append(now)
        return True


def _is_issuer(found: str, setting: str) -> bool:
    """Whether this is the provider of the settings, as it names itself."""
    if ALL_TENANTS.search(setting) and urlsplit(found)[:2] == urlsplit(setting)[:2]:
        return True
    pattern = re.escape(found.rstrip("/")).replace(re.escape(TENANT), "[^/]+")
    return re.fullmatch(pattern, setting) is not None


def _usable_keys(address: str) -> list[Key]:
    """The keys that can check a signature. Others in the set are left out: encryption, new kinds, damaged ones."""
    keys: list[Key] = []
    for data in document(address)["keys"]:
        # Some programs write members without a value.
        said = (
            {name: value for name, value in data.items() if value not in (None, "")} if isinstance(data, dict) else {}
        )
        if said.get("kty") in ("RSA", "EC", "OKP") and said.get("use", "sig") == "sig":
            try:
                key = JWKRegistry.import_key(said)
            except (JoseError, ValueError, TypeError, KeyError):
                continue
            if isinstance(key, RSAKey | ECKey | OKPKey):
                keys.append(key)
    return keys
