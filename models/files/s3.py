"""The connection to the S3-compatible server that holds the bucket. No page waits long for an answer.

It loads boto3 (`guestlink[s3]`), some 40 MB, and only if the settings name a bucket (facts 62).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from models.config.settings import Settings, settings
from models.errors import BucketAway
from models.plumbing.circuit_breaker import CircuitBreaker, Paused

Answer = TypeVar("Answer")

# How long a page waits for a request, from looking up the server's name to the whole answer.
PATIENCE_SECONDS = 3.0
CONNECT_SECONDS = 2
# How long a transfer may deliver nothing. Only the page of that transfer waits for it.
READ_SECONDS = 10
THREADS = 8

SILENT = "does not answer"
# What the codes of servers mean, in words for the operator.
MEANINGS = {
    "403": "denies access",
    "AccessDenied": "denies access",
    "InvalidAccessKeyId": "does not know the key id",
    "SignatureDoesNotMatch": "refuses the secret",
    "NoSuchBucket": "has no such bucket",
    "RequestTimeTooSkewed": "finds this machine's clock off",
}


class Connection:
    """The connection to the bucket of the settings. Threads may share it. It must not cross a fork, so it is made
    when it is first used."""

    def __init__(self, config: Settings) -> None:
        self.bucket = config.s3_bucket
        self.folder = f"{config.s3_prefix}/" if config.s3_prefix else ""
        session = _session(config)
        # For requests that a page waits for.
        self.quick = _client(session, config, read_timeout=PATIENCE_SECONDS, attempts=1)
        # For transfers.
        self.patient = _client(session, config, read_timeout=READ_SECONDS, attempts=2)
        self.breaker = CircuitBreaker("s3", threads=THREADS, is_silence=_is_silence)
        # When each file was last seen. One page asks several times within a moment, once while it holds a lock.
        self.seen: dict[str, float] = {}

    def location(self, stored_name: str) -> dict[str, str]:
        """The arguments that name this file in a request."""
        return {"Bucket": self.bucket, "Key": self.folder + stored_name}

    def ask(self, function: Callable[[str], Answer], stored_name: str = "") -> Answer:
        """What the function returns, within PATIENCE_SECONDS. Raises BucketAway."""
        try:
            return self.breaker.call(function, stored_name, timeout=PATIENCE_SECONDS)
        except (Paused, TimeoutError):
            raise BucketAway(SILENT) from None


def _is_silence(error: Exception) -> bool:
    return isinstance(error, BucketAway) and error.code is None


def _session(config: Settings) -> Any:
    """Its first client takes 0.2 s, because it reads what boto3 knows about S3. Threads must not share it."""
    import boto3

    return boto3.session.Session(config.s3_key_id, config.s3_secret, region_name=config.s3_region)


def _client(session: Any, config: Settings, *, read_timeout: float, attempts: int) -> Any:
    from botocore.config import Config

    options = Config(
        signature_version="s3v4",
        # The bucket is named in the path. Every server understands that, whatever the bucket is called.
        s3={"addressing_style": "path"},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_timeout,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        max_pool_connections=4 * THREADS,
        # The newer checksums are Amazon's own, and other servers refuse them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return session.client("s3", endpoint_url=config.s3_endpoint, config=options)


@contextmanager
def errors_as_bucket_away() -> Iterator[None]:
    """Every error of the server or on the way to it becomes a BucketAway."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        raise BucketAway(MEANINGS.get(code, f"answers {code}"), code) from None
    except (BotoCoreError, Boto3Error, OSError) as error:
        # Only the kind of error: its text may quote a signed address.
        raise BucketAway(f"{SILENT} ({type(error).__name__})") from None


@lru_cache(maxsize=1)
def connection() -> Connection:
    """The connection of this process."""
    return Connection(settings())
