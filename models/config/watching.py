"""The settings for watching the site: where the doctor asks, and who may ask for the pages of the operator."""

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.config.networks import Network, networks
from models.config.origins import as_browsers_write_it


class WatchingSettings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    web_url: str = ""
    """Address at which `guestlink doctor` reaches the web, like `http://web:8000`. If not set: where a running `up`
    listens, else the base URL."""
    nginx_url: str = ""
    """Address at which `guestlink doctor` reaches the server in front of the web, like `http://nginx:8080`. If not set:
    it does not ask."""
    metrics_from: str = ""
    """Networks that may ask for `/readyz` and `/metrics`, like `10.0.0.0/8,192.0.2.7`. If not set: none, and this
    machine only as long as the base URL names it too."""

    @field_validator("web_url", "nginx_url")
    @classmethod
    def _check_asked(cls, url: str) -> str:
        return as_browsers_write_it(url) if url else url

    @field_validator("metrics_from")
    @classmethod
    def _check_networks(cls, listed: str) -> str:
        try:
            networks(listed)
        except ValueError:
            raise ValueError("must be networks with commas between them, like 10.0.0.0/8,192.0.2.7") from None
        return listed

    @property
    def metrics_networks(self) -> list[Network]:
        """The machines that may ask for the pages of the operator."""
        return networks(self.metrics_from)
