"""The settings for signing in through an OpenID provider. Without them there are only local accounts."""

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.config.origins import is_server_address
from models.config.secret_files import Secret


class OidcSettings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    oidc_issuer: str = ""
    """Address of an OpenID provider, like `https://login.example.org/realm`. People may sign in there. The redirect
    address is `BASE_URL/login/oidc/callback`. Set issuer, client id and client secret, or none."""
    oidc_client_id: str = ""
    """Client id that the provider knows this site by."""
    oidc_client_secret: Secret = ""
    """Client secret of the provider."""
    oidc_name: str = "OpenID Connect"
    """Name of the provider on the button "Sign in with …"."""

    @field_validator("oidc_issuer")
    @classmethod
    def _check_issuer(cls, url: str) -> str:
        if url and not is_server_address(url, "http", "https"):
            raise ValueError("must be the address of a provider, like https://login.example.org/realm")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _check_oidc_is_complete(self) -> "OidcSettings":
        parts = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(parts) and not all(parts):
            raise ValueError("GUESTLINK_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET (or _FILE) belong together")
        return self
