"""The settings for media in S3-compatible storage. Without them the media are in the data folder."""

import re
from importlib.util import find_spec

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.config.origins import is_origin
from models.config.secret_files import Secret


class S3Settings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    s3_bucket: str = ""
    """Bucket of S3-compatible storage for recordings, posters and captions. It needs `guestlink[s3]`, the key's id and
    its secret, see docs/storage.md. If not set: media are in the data folder."""
    s3_endpoint: str = ""
    """Address of the S3 server, like `https://s3.example.org`. The bucket's name goes into the path. If not set:
    Amazon's server of the region."""
    s3_region: str = "us-east-1"
    """Region of the bucket."""
    s3_prefix: str = ""
    """Folder in the bucket, like `media` or `site/media`. If not set: the top of the bucket."""
    s3_key_id: Secret = ""
    """Id of the access key of the bucket."""
    s3_secret: Secret = ""
    """Secret of the access key of the bucket."""

    @field_validator("s3_bucket")
    @classmethod
    def _check_bucket(cls, name: str) -> str:
        if name and not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name):
            raise ValueError("must be a bucket's name, like guestlink-media")
        return name

    @field_validator("s3_endpoint")
    @classmethod
    def _check_endpoint(cls, url: str) -> str:
        if url and not is_origin(url):
            raise ValueError("must be an address without a path, like https://s3.example.org")
        return url.rstrip("/")

    @field_validator("s3_region")
    @classmethod
    def _check_region(cls, name: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", name):
            raise ValueError("must be a region, like eu-central-1")
        return name

    @field_validator("s3_prefix")
    @classmethod
    def _check_prefix(cls, prefix: str) -> str:
        # Only characters that need no quoting: the path that we sign and the one that nginx asks for must be the same.
        if not re.fullmatch(r"[A-Za-z0-9_/-]*", prefix) or "//" in prefix:
            raise ValueError("must be letters, digits, - and _, like media or site/media")
        return prefix.strip("/")

    @model_validator(mode="after")
    def _check_s3_is_complete(self) -> "S3Settings":
        if (self.s3_endpoint or self.s3_key_id or self.s3_secret) and not self.s3_bucket:
            raise ValueError("GUESTLINK_S3_BUCKET must name the bucket of the other GUESTLINK_S3_ settings")
        if not self.s3_bucket:
            return self
        if not (self.s3_key_id and self.s3_secret):
            raise ValueError("GUESTLINK_S3_BUCKET, _KEY_ID and _SECRET (or their _FILEs) belong together")
        if find_spec("boto3") is None:
            raise ValueError(
                "GUESTLINK_S3_BUCKET needs boto3: install guestlink[s3], or build the image with the argument "
                'EXTRAS="[s3]" (docs/storage.md)'
            )
        self.s3_endpoint = self.s3_endpoint or f"https://s3.{self.s3_region}.amazonaws.com"
        return self
