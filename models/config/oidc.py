"""The settings for signing in through an OpenID provider. Without them there are only local accounts."""

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings

from models.config.origins import is_server
from models.config.secret_files import Secret


class OidcSettings(BaseSettings):
    """Part of `settings.Settings`."""

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: Secret = ""
    oidc_name: str = "OpenID Connect"

    @field_validator("oidc_issuer")
    @classmethod
    def _check_issuer(cls, url: str) -> str:
        if url and not is_server(url, "http", "https"):
            raise ValueError("must be the address of a provider, like https://login.example.org/realm")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _check_oidc_is_complete(self) -> "OidcSettings":
        parts = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(parts) and not all(parts):
            raise ValueError("GUESTLINK_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET (or _FILE) belong together")
        return self
