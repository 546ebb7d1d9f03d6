"""The settings for uploads, and for recordings that are prepared for guests."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RecordingSettings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    upload_bytes: int = Field(default=8 * 1024**3, ge=1)
    """The largest upload, in bytes. The default is 8 GiB."""
    keep_originals: Literal["on", "off"] = "on"
    """`off` erases an uploaded recording when what guests are sent has been made of it. A file that is sent itself
    stays."""
