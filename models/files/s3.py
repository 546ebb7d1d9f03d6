"""Asking an S3-compatible server, never for long: refused, silent, failing or denied are all a BucketAway.

Loads boto3, some 40 MB and an extra (`guestlink[s3]`), and only where the settings name a bucket.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from models.config.settings import Settings, settings
from models.errors import BucketAway

Found = TypeVar("Found")

# Of a page, whatever it waits for: a name server, a connection, an answer.
PATIENCE_SECONDS = 3.0
# After a silence no page waits again for so long.
NOT_ASKED_SECONDS = 5.0
CONNECT_SECONDS = 2
# Between two signs of life of a transfer that nobody's page waits for.
READ_SECONDS = 10
AT_ONCE = 8

SILENT = "does not answer"
WORDS = {
    "403": "denies access",
    "AccessDenied": "denies access",
    "InvalidAccessKeyId": "does not know the key id",
    "SignatureDoesNotMatch": "refuses the secret",
    "NoSuchBucket": "has no such bucket",
    "RequestTimeTooSkewed": "finds this machine's clock off",
}


class Connection:
    """To the bucket of the settings. boto3's clients may be shared by threads, but not over a fork: so it is made by
    the first that needs it."""

    def __init__(self, config: Settings) -> None:
        self.bucket = config.s3_bucket
        self.folder = f"{config.s3_prefix}/" if config.s3_prefix else ""
        self.quick = _client(config, read_timeout=PATIENCE_SECONDS, attempts=1)
        self.patient = _client(config, read_timeout=READ_SECONDS, attempts=2)
        # No timeout of a socket bounds a name server that is silent, nor a server that drips: so they are waited for
        # elsewhere.
        self.asking = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="s3")
        self.not_before = 0.0
        # When each file was last seen: a page asks several times within a moment, once with a lock in its hand.
        self.seen: dict[str, float] = {}

    def named(self, stored_name: str) -> dict[str, str]:
        """The file, as every request names it."""
        return {"Bucket": self.bucket, "Key": self.folder + stored_name}

    def asked(self, call: Callable[[str], Found], stored_name: str = "") -> Found:
        """What the call finds, within PATIENCE_SECONDS. Raises BucketAway."""
        if time.monotonic() < self.not_before:
            raise BucketAway(SILENT)
        answer = self.asking.submit(call, stored_name)
        try:
            return answer.result(PATIENCE_SECONDS)
        except TimeoutError:
            answer.cancel()
            self.not_before = time.monotonic() + NOT_ASKED_SECONDS
            raise BucketAway(SILENT) from None
        except BucketAway as away:
            if away.code is None:
                self.not_before = time.monotonic() + NOT_ASKED_SECONDS
            raise


def _client(config: Settings, *, read_timeout: float, attempts: int) -> Any:
    import boto3
    from botocore.config import Config

    options = Config(
        signature_version="s3v4",
        # The bucket in the path: the one form that every server and any name of a bucket has.
        s3={"addressing_style": "path"},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_timeout,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        max_pool_connections=4 * AT_ONCE,
        # Newer checksums are Amazon's own; others refuse them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = boto3.session.Session(config.s3_key_id, config.s3_secret, region_name=config.s3_region)
    return session.client("s3", endpoint_url=config.s3_endpoint, config=options)


@contextmanager
def answering() -> Iterator[None]:
    """Whatever goes wrong in the block becomes a BucketAway."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        raise BucketAway(WORDS.get(code, f"answers {code}"), code) from None
    except (BotoCoreError, Boto3Error, OSError) as error:
        # By its kind: its text may quote an address that is signed.
        raise BucketAway(f"{SILENT} ({type(error).__name__})") from None


@lru_cache(maxsize=1)
def connection() -> Connection:
    """Of this process."""
    return Connection(settings())
