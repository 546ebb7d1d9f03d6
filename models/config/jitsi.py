"""The settings for rooms that are joined with a signed token. Without them every room is joined by its bare address."""

from urllib.parse import urlsplit

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings

from models.config.secret_files import MIN_SECRET_LENGTH, Secret


class JitsiSettings(BaseSettings):
    """Part of `settings.Settings`."""

    jitsi_host: str = ""
    jitsi_app_id: str = ""
    jitsi_secret: Secret = ""

    @field_validator("jitsi_host")
    @classmethod
    def _check_host(cls, host: str) -> str:
        # A host with a scheme or a port would never equal a room's host, and rooms would be joined without a token.
        if host and urlsplit(f"//{host}").hostname != host.lower():
            raise ValueError("must be a host name alone, like meet.example.org")
        return host.lower()

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
