"""The one provider of this site, as the sign-in pages and `guestlink doctor` use it."""

from urllib.parse import urlencode

from models.config.oidc import OidcSettings
from models.config.origins import is_server_address
from models.people.oidc import Claims
from web.account.provider import claims, tokens
from web.account.provider.discovering import Discovered
from web.account.provider.starts import Start
from web.account.provider.talking import Line, ProviderFailed, session

SCOPE = "openid email profile"
# Longer ones would make the address of signing out too long for some servers.
LONGEST_HINT = 4000


class AtProvider:
    """Threads may share it. All methods raise ProviderFailed."""

    def __init__(self, config: OidcSettings) -> None:
        self.config, self.line = config, Line()
        self.about = Discovered(config.oidc_issuer, self.line)

    def address(self, start: Start, back: str) -> str:
        """Where the browser is sent."""
        metadata = self.about.metadata()
        options = {"prompt": prompt} if (prompt := self._prompt(start.prompt)) else {}
        client = session(
            client_id=self.config.oidc_client_id, scope=self._scope(), redirect_uri=back, code_challenge_method="S256"
        )
        with client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=start.state,
                nonce=start.nonce,
                code_verifier=start.verifier,
                **options,
            )
        return str(address)

    def _scope(self) -> str:
        """Some providers give groups only to those who ask for them by name."""
        offered = self.about.metadata().get("scopes_supported") or []
        asks = (
            self.config.oidc_roles_follow_groups and self.config.oidc_groups_claim == "groups" and "groups" in offered
        )
        return f"{SCOPE} groups" if asks else SCOPE

    def _prompt(self, wanted: str | None) -> str | None:
        offered = self.about.metadata().get("prompt_values_supported")
        return "login" if wanted and offered and wanted not in offered else wanted

    def check_sender(self, named: str | None) -> None:
        """The answer must name this provider, if it names one (RFC 9207)."""
        must = self.about.metadata().get("authorization_response_iss_parameter_supported") is True
        if named is None and must:
            raise ProviderFailed("an answer names no issuer, so it is not from the provider", tokens.MADE_UP)
        if named is not None and not self.about.is_issuer(named):
            raise ProviderFailed("its answer names another issuer")

    def claims(self, code: str, start: Start, back: str) -> tuple[str, Claims]:
        """The id token, and what the provider says about the person."""
        metadata = self.about.metadata()
        fields = {"code": code, "code_verifier": start.verifier, "redirect_uri": back}
        token = tokens.exchange(self.line, self.config, metadata, **fields)
        said = [tokens.id_token_claims(self.about, self.config, token, start.nonce)]
        if claims.lacks_something(said[0], self.config):
            try:
                said.append(tokens.userinfo(self.about, self.config, token, said[0].get("sub")))
            except ProviderFailed as failure:
                is_needed = not said[0].get("email") or claims.lacks_groups(said[0], self.config)
                if failure.code == tokens.SOMEBODY_ELSE or is_needed:
                    raise
        issuer = str(said[0]["iss"])
        if "://" not in issuer:
            issuer = self.config.oidc_issuer
        return token["id_token"], claims.read(issuer, said[0].get("sub"), said, self.config)

    def sign_out_address(self, id_token: str, back: str) -> str | None:
        """Where the person signs out of the provider too. None if it has no such address."""
        address = str(self.about.metadata().get("end_session_endpoint") or "")
        if not is_server_address(address, "http", "https"):
            return None
        fields = {"client_id": self.config.oidc_client_id, "post_logout_redirect_uri": back}
        if 0 < len(id_token) <= LONGEST_HINT:
            fields["id_token_hint"] = id_token
        return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"

    def trouble(self) -> str | None:
        """Why people cannot sign in there, for `doctor`."""
        try:
            self.about.metadata()
            return None if self.about.keys() else "it publishes no key that can be used"
        except ProviderFailed as failure:
            return str(failure)
