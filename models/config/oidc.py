"""The settings of signing in through an OpenID provider: all of them, or none and there are local accounts alone."""

from pathlib import Path

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings

from models.config.origins import is_server
from models.config.secret_files import secret_of


class OidcSettings(BaseSettings):
    """Part of `settings.Settings`."""

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_client_secret_file: Path | None = None
    oidc_name: str = "OpenID Connect"

    @field_validator("oidc_issuer")
    @classmethod
    def _an_issuer(cls, url: str) -> str:
        if url and not is_server(url, "http", "https"):
            raise ValueError("must be the address of a provider, like https://login.example.org/realm")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _oidc_is_whole(self) -> "OidcSettings":
        secret = self.oidc_client_secret or self.oidc_client_secret_file
        parts = (self.oidc_issuer, self.oidc_client_id, secret)
        if any(parts) and not all(parts):
            raise ValueError("GUESTLINK_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET (or _FILE) belong together")
        return self

    def oidc_key(self) -> str:
        """Raises Misconfigured when its file cannot be read or is empty."""
        return secret_of(self.oidc_client_secret, self.oidc_client_secret_file, "GUESTLINK_OIDC_CLIENT_SECRET_FILE")
