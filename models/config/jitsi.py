"""The settings for rooms that are joined with a signed token. Without them every room is joined by its bare address."""

from urllib.parse import urlsplit

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.config.secret_files import MIN_SECRET_LENGTH, Secret


class JitsiSettings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    jitsi_host: str = ""
    """Host of a Jitsi server, like `meet.example.org`. Guests join rooms there (over https) with a signed token.
    Set all three Jitsi settings, or none."""
    jitsi_app_id: str = ""
    """App id that the Jitsi server knows this site by."""
    jitsi_secret: Secret = ""
    """Secret that the Jitsi server shares with this site, at least 32 characters."""

    @field_validator("jitsi_host")
    @classmethod
    def _check_host(cls, host: str) -> str:
        # A host with a scheme or a port would never equal a room's host, and rooms would be joined without a token.
        if host and urlsplit(f"//{host}").hostname != host.lower():
            raise ValueError("must be a host name alone, like meet.example.org")
        return host.lower().rstrip(".")

    @field_validator("jitsi_secret")
    @classmethod
    def _check_secret(cls, secret: str) -> str:
        if secret and len(secret.encode()) < MIN_SECRET_LENGTH:
            raise ValueError(f"must have at least {MIN_SECRET_LENGTH} characters")
        return secret

    @model_validator(mode="after")
    def _check_jitsi_is_complete(self) -> "JitsiSettings":
        parts = (self.jitsi_host, self.jitsi_app_id, self.jitsi_secret)
        if any(parts) and not all(parts):
            raise ValueError("GUESTLINK_JITSI_HOST, _APP_ID and _SECRET (or _SECRET_FILE) belong together")
        return self
