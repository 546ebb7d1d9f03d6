"""The settings for how long things are kept."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class KeepingSettings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    session_days: int = Field(default=30, ge=1, le=3650)
    """How many days a guest may come back after the last page load, 1 to 3650."""
    retention_days: int = Field(default=90, ge=1, le=3650)
    """How many days the names and emails of guests are kept, 1 to 3650. The entry page says so."""
    audit_days: int = Field(default=730, ge=30, le=36500)
    """How many days entries of the audit log are kept, 30 to 36500."""
