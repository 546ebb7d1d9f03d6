"""The setting for uploaded recordings that are prepared for guests."""

from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class RecordingSettings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    keep_originals: Literal["on", "off"] = "on"
    """`off` erases an uploaded recording when what guests are sent has been made of it. A file that is sent itself
    stays."""
