"""Settings: read once from the environment and a `.env` file (contract 7.25; the table in README.md)."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from models.config import zones
from models.config.binding import BIND_FILE, DEFAULT_BIND, address_of
from models.config.oidc import OidcSettings
from models.config.origins import is_origin, is_server
from models.config.s3 import S3Settings
from models.config.secret_files import secret_of
from models.errors import Misconfigured

# Of any secret that signs.
SHORTEST_SECRET = 32


class Settings(S3Settings, OidcSettings):
    """What the operator decides. No secret has a default: `guestlink up` makes one, production names one."""

    model_config = SettingsConfigDict(
        env_prefix="GUESTLINK_", env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    data: Path = Path("var")
    database_url: str = ""
    database_url_file: Path | None = None
    broker_url: str = ""
    broker_url_file: Path | None = None
    base_url: str = ""
    web_url: str = ""
    bind: str = ""
    trusted_hops: int = Field(default=0, ge=0, le=10)
    metrics_from: str = ""
    rate_limit: Literal["on", "off"] = "on"
    rate_limit_url: str = ""
    accel: Literal["on", "off"] = "off"
    session_days: int = Field(default=30, ge=1, le=3650)
    retention_days: int = Field(default=90, ge=1, le=3650)
    upload_bytes: int = Field(default=8 * 1024**3, ge=1)
    timezone: str = "UTC"
    jitsi_host: str = ""
    jitsi_app_id: str = ""
    jitsi_secret: str = ""
    jitsi_secret_file: Path | None = None
    hsts_subdomains: Literal["on", "off"] = "off"
    secret_key: str = ""
    secret_key_file: Path | None = None
    former_keys: str = ""
    former_keys_file: Path | None = None

    @field_validator("bind")
    @classmethod
    def _host_and_port(cls, bind: str) -> str:
        host, _, port = bind.rpartition(":")
        if bind and not (host and port.isascii() and port.isdigit() and int(port) <= 65535):
            raise ValueError("must be HOST:PORT, like 127.0.0.1:8000")
        return bind

    @field_validator("base_url", "web_url")
    @classmethod
    def _an_address(cls, url: str) -> str:
        if url and not is_origin(url):
            raise ValueError("must be an address without a path, like https://media.example.org")
        return url.rstrip("/")

    @field_validator("rate_limit_url")
    @classmethod
    def _a_redis(cls, url: str) -> str:
        if url and not is_server(url, "redis", "rediss"):
            raise ValueError("must be an address like redis://redis:6379/0")
        return url

    @field_validator("metrics_from")
    @classmethod
    def _networks(cls, listed: str) -> str:
        for network in _listed(listed):
            try:
                ip_network(network)
            except ValueError:
                raise ValueError("must be networks with commas between them, like 10.0.0.0/8,192.0.2.7") from None
        return listed

    @property
    def metrics_networks(self) -> list[IPv4Network | IPv6Network]:
        """Whose machines may read the metrics, besides this one."""
        return [ip_network(network) for network in _listed(self.metrics_from)]

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, name: str) -> str:
        if not zones.is_readable(name):
            raise ValueError("must be a time zone, like Europe/Berlin")
        return name

    @field_validator("jitsi_host")
    @classmethod
    def _a_host(cls, host: str) -> str:
        # An address, or a port, would equal no room's host, and every room would silently go unsigned.
        if host and urlsplit(f"//{host}").hostname != host.lower():
            raise ValueError("must be a host name alone, like meet.example.org")
        return host.lower()

    @model_validator(mode="after")
    def _fill_in(self) -> "Settings":
        self.data = self.data.absolute()
        # They hold passwords.
        self.database_url = secret_of(self.database_url, self.database_url_file, "GUESTLINK_DATABASE_URL_FILE")
        self.broker_url = secret_of(self.broker_url, self.broker_url_file, "GUESTLINK_BROKER_URL_FILE")
        if self.broker_url and not is_server(self.broker_url, "amqp", "amqps", "redis", "rediss"):
            raise ValueError("GUESTLINK_BROKER_URL must be an address like amqp://user@host// or redis://host:6379/0")
        self.database_url = self.database_url or f"sqlite:///{self.data / 'guestlink.sqlite3'}"
        if self.database_url.startswith("postgresql://"):
            self.database_url = self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        self.bind = self.bind or self._bind_of_up()
        self.base_url = self.base_url or address_of(self.bind)
        self.web_url = self.web_url or self.base_url
        return self

    @model_validator(mode="after")
    def _jitsi_is_whole(self) -> "Settings":
        secret = self.jitsi_secret or self.jitsi_secret_file
        if any((self.jitsi_host, self.jitsi_app_id, secret)) and not all((self.jitsi_host, self.jitsi_app_id, secret)):
            raise ValueError("GUESTLINK_JITSI_HOST, _APP_ID and _SECRET (or _SECRET_FILE) belong together")
        return self

    def jitsi_key(self) -> bytes:
        """Raises Misconfigured when its file cannot be read, or holds less than a key."""
        secret = secret_of(self.jitsi_secret, self.jitsi_secret_file, "GUESTLINK_JITSI_SECRET_FILE").encode()
        if len(secret) < SHORTEST_SECRET:
            raise Misconfigured(f"GUESTLINK_JITSI_SECRET(_FILE) must have at least {SHORTEST_SECRET} characters")
        return secret

    def _bind_of_up(self) -> str:
        """Where an `up` on this folder listens: commands beside it print the right addresses, whatever port it took."""
        try:
            return (self.data / BIND_FILE).read_text(encoding="utf-8")
        except OSError:
            return DEFAULT_BIND

    @property
    def media_folder(self) -> Path:
        return self.data / "media"

    @property
    def doubtful_folder(self) -> Path:
        """Names of files in the media folder whose rows may never have been committed."""
        return self.data / "doubtful"

    @property
    def live_folder(self) -> Path:
        """Below it encoders write their streams, each into a folder of its own."""
        return self.data / "live"

    @property
    def broker_folder(self) -> Path:
        return self.data / "broker"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises Misconfigured with one clear line."""
    try:
        return Settings()
    except UnicodeDecodeError:
        raise Misconfigured("The file .env is no text in UTF-8") from None
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        # One that several settings have a part in names them itself.
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise Misconfigured(f"GUESTLINK_{name}: {reason}" if name else reason) from None
