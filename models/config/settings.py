"""The settings of this process, read once from the environment, `.env` and secret files (contract 7.25, 7.26)."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from models.config import zones
from models.config.binding import DEFAULT_BIND, address_of, bind_address, bind_of_running_up, written
from models.config.data_folder import usable_folder
from models.config.env_file import check_env_file
from models.config.jitsi import JitsiSettings
from models.config.keeping import KeepingSettings
from models.config.oidc import OidcSettings
from models.config.origins import as_browsers_open_it
from models.config.private_hosts import PrivateHostSettings
from models.config.recordings import RecordingSettings
from models.config.refusing import sentence_of
from models.config.s3 import S3Settings
from models.config.secret_files import MayBeInFile, Secret, SecretFiles
from models.config.server_addresses import REDIS_EXAMPLE, usable_server_address
from models.config.watching import WatchingSettings
from models.errors import Misconfigured


class Settings(
    RecordingSettings,
    S3Settings,
    OidcSettings,
    JitsiSettings,
    PrivateHostSettings,
    KeepingSettings,
    WatchingSettings,
):
    """What the operator decides. No secret has a default: `guestlink up` makes one, in production you set one.

    The text below a field describes it. `guestlink settings --markdown` makes the table of README.md from these texts.
    """

    model_config = SettingsConfigDict(
        env_prefix="GUESTLINK_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        use_attribute_docstrings=True,
    )

    data: Path = Path("var")
    """Folder for media, live streams and uploads, and also for database, broker and key unless these are set."""
    # Addresses of servers are secrets, because they contain passwords.
    database_url: Secret = ""
    """Address of the database, like `postgresql://…`, with one host or several. If not set: SQLite in the data
    folder."""
    broker_url: Secret = ""
    """Address of the message broker: `amqp://…` (RabbitMQ) or `redis://…` (Redis, Valkey). If not set: folders in the
    data folder."""
    base_url: str = ""
    """Public address of the site, like `https://media.example.org`. Links begin with it, other host names are refused,
    and `https` makes cookies `Secure`. If not set: the address of `GUESTLINK_BIND`."""
    bind: str = ""
    """Address and port that the web listens on. To be reached from other machines, set `0.0.0.0:8000` and the base URL.
    If not set: `127.0.0.1:8000`."""
    trusted_hops: int = Field(default=0, ge=0, le=10)
    """How many proxies are in front of the web, 0 to 10. It believes the `X-Forwarded-…` headers of that many."""
    rate_limit: Literal["on", "off"] = "on"
    """`off` switches all rate limits off, for load tests."""
    rate_limit_url: Secret = ""
    """Address of a Redis in which all web processes count together, like `redis://redis:6379/0`. If not set: each
    process counts alone."""
    accel: Literal["on", "off"] = "off"
    """`on` lets nginx send the bytes of media. It needs nginx with `nginx.conf.template` in front of the web:
    without it, media arrive empty."""
    timezone: str = "UTC"
    """Time zone of the site, like `Europe/Berlin`."""
    hsts_subdomains: Literal["on", "off"] = "off"
    """`on` tells browsers to use https for all names below the host of the base URL, too. Set it only if all can."""
    secret_key: Secret = ""
    """Key that signs links, cookies and forms, at least 32 characters. A new key is refused unless the old one is a
    former key. If not set: the key that `up` made in the data folder."""
    # None means not set. An empty file means that there are none, whatever is in the data folder.
    former_keys: Annotated[tuple[str, ...] | None, NoDecode, MayBeInFile(is_list=True)] = None
    """Keys that the site had before, separated by commas, or one on each line of the file. If not set: those that
    `keys rotate` kept in the data folder. See docs/keys.md."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: Any, init_settings: Any, env_settings: Any, dotenv_settings: Any, file_secret_settings: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The first source that has a setting wins: a file over a value, the environment over `.env`."""
        variables = dotenv_settings.env_vars | env_settings.env_vars
        return init_settings, SecretFiles(settings_cls, variables), env_settings, dotenv_settings, file_secret_settings

    @field_validator("*", mode="before")
    @classmethod
    def _strip(cls, value: Any, info: ValidationInfo) -> Any:
        """White space around a value is no part of it, such as a line end of Windows. Blank counts as not set."""
        if not isinstance(value, str):
            return value
        return value.strip() or cls.model_fields[str(info.field_name)].default

    @field_validator("data")
    @classmethod
    def _check_data(cls, data: Path) -> Path:
        return usable_folder(str(data))

    @field_validator("former_keys", mode="before")
    @classmethod
    def _split_keys(cls, keys: Any) -> Any:
        """Keys by value are separated by commas or line ends. The lines of a file are split already, and stay whole."""
        return re.split(r"[,\n]", keys) if isinstance(keys, str) else keys

    @field_validator("bind")
    @classmethod
    def _check_bind(cls, bind: str) -> str:
        return written(*bind_address(bind)) if bind else bind

    @field_validator("base_url")
    @classmethod
    def _check_address(cls, url: str) -> str:
        return as_browsers_open_it(url) if url else url

    @field_validator("broker_url")
    @classmethod
    def _check_broker(cls, url: str) -> str:
        example = "amqp://user@host// or redis://host:6379/0"
        return usable_server_address(url, example, "amqp", "amqps", "redis", "rediss") if url else url

    @field_validator("rate_limit_url")
    @classmethod
    def _check_redis(cls, url: str) -> str:
        return usable_server_address(url, REDIS_EXAMPLE, "redis", "rediss") if url else url

    @field_validator("timezone")
    @classmethod
    def _check_zone(cls, name: str) -> str:
        if not zones.is_known(name):
            raise ValueError("must be a time zone, like Europe/Berlin")
        return name

    @model_validator(mode="after")
    def _fill_in_defaults(self) -> "Settings":
        # The default is not validated.
        self.data = self.data.absolute()
        self.database_url = self.database_url or f"sqlite:///{quote(str(self.data / 'guestlink.sqlite3'))}"
        running = bind_of_running_up(self.data)
        self.bind = self.bind or running or DEFAULT_BIND
        self.base_url = self.base_url or self._address_of_bind()
        # From inside: between us and the public address there may be a proxy.
        self.web_url = self.web_url or (address_of(running) if running else self.base_url)
        return self

    def _address_of_bind(self) -> str:
        try:
            return as_browsers_open_it(address_of(self.bind))
        except ValueError as error:
            raise ValueError(
                f"GUESTLINK_BIND {error}. Or set GUESTLINK_BASE_URL to the address that browsers open"
            ) from None

    @property
    def media_folder(self) -> Path:
        return self.data / "media"

    @property
    def arriving_folder(self) -> Path:
        """Uploads that are arriving. It is in the media folder, so that they are on its disk."""
        return self.media_folder / "arriving"

    @property
    def doubtful_folder(self) -> Path:
        """Notes of new files in storage whose rows may never be committed, one empty file for each."""
        return self.data / "doubtful"

    @property
    def live_folder(self) -> Path:
        """Encoders write their streams below it, each into a folder of its own."""
        return self.data / "live"

    @property
    def broker_folder(self) -> Path:
        return self.data / "broker"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises Misconfigured with one clear line."""
    check_env_file()
    try:
        return Settings()
    except ValidationError as error:
        raise Misconfigured(sentence_of(error, Settings.model_fields, "GUESTLINK_")) from None
