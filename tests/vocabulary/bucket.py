"""A bucket on the S3 server of the tests (`tests.vocabulary.s3_server`)."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.files import bucket as in_bucket
from models.files import s3
from models.files.s3 import _client, _session
from models.plumbing import database
from models.tables import MediaFile
from tests.vocabulary.maker import Maker
from tests.vocabulary.waiting import free_port, listens, wait_until

BUCKET, PREFIX = "guestlink-media", "a-site/media"
SECONDS_TO_START = 120
# How many seconds this process waits for an answer: on a slow machine, and while the server is frozen.
PATIENT, IMPATIENT = 60.0, 0.5
ROOT = Path(__file__).parents[2]


@lru_cache(maxsize=1)
def _loader() -> Any:
    """Reads what boto3 knows about S3, once for all connections of this process: 0.2 s for each."""
    from botocore.loaders import create_loader

    return create_loader()


@dataclass
class Bucket:
    """Its server can be killed, frozen, and told to refuse requests."""

    folder: Path
    port: int = field(default_factory=free_port)
    patience: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)

    @property
    def address(self) -> str:
        """The address of the media folder, as nginx gets it."""
        return f"http://127.0.0.1:{self.port}/{BUCKET}/{PREFIX}"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "GUESTLINK_S3_BUCKET": BUCKET,
            "GUESTLINK_S3_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "GUESTLINK_S3_PREFIX": PREFIX,
            "GUESTLINK_S3_KEY_ID": "AKIDGUESTLINKTESTS",
            "GUESTLINK_S3_SECRET_FILE": str(self.folder / "secret"),
        }

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.vocabulary.s3_server", str(self.port), str(self.folder)]
        (self.folder / "secret").write_text("a secret of the tests\n")
        # moto wants some credentials, and takes any. Our server in front of it checks the real ones.
        environment = os.environ | {"AWS_SECRET_ACCESS_KEY": "x"}
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        wait_until("the S3 server listens", lambda: listens(self.port), SECONDS_TO_START)

    def ready(self) -> None:
        """Start the server if it does not run, and empty the bucket. The settings must name this bucket."""
        if self.process.poll() is not None:
            self.start()
        self.client.create_bucket(Bucket=BUCKET)
        self.empty()
        self.log.write_text("")
        self.wait_for(PATIENT)

    def connect_quickly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("botocore.session.create_loader", lambda _folders=None: _loader())

    def wait_for(self, seconds: float) -> None:
        """Make this process wait at most so long for an answer of the server."""
        self.patience.setattr(s3, "PATIENCE_SECONDS", seconds)
        self.patience.setattr(in_bucket, "LOOKING_SECONDS", seconds)

    @property
    def log(self) -> Path:
        """The file in which the server writes its requests."""
        return self.folder / "requests"

    @cached_property
    def client(self) -> Any:
        """Made once, because that takes long."""
        return _client(_session(settings()), settings(), read_timeout=30, attempts=1)

    def kill(self) -> None:
        self.thaw()
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)
        self.wait_for(IMPATIENT)

    def thaw(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGCONT)
        self.wait_for(PATIENT)

    def refuse(self, status: str | None) -> None:
        """Answer every request with this status, like `503 Slow Down`, until called with None."""
        if status is None:
            (self.folder / "refuse").unlink(missing_ok=True)
        else:
            (self.folder / "refuse").write_text(status)

    def go_away(self, how: str) -> None:
        """`silent`: no answer comes. `refused`: nobody listens. `no bucket`: it is deleted with its files. Any other
        text is the status with which every request is answered, as in `refuse`."""
        match how:
            case "silent":
                self.freeze()
            case "refused":
                self.kill()
            case "no bucket":
                self.empty()
                self.client.delete_bucket(Bucket=BUCKET)
            case status:
                self.refuse(status)

    def empty(self) -> None:
        for name in self.names():
            self.remove(name)

    def names(self) -> set[str]:
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        assert all(each["Key"].startswith(f"{PREFIX}/") for each in found)
        return {each["Key"].removeprefix(f"{PREFIX}/") for each in found}

    def content(self, stored_name: str) -> bytes:
        return bytes(self.client.get_object(Bucket=BUCKET, Key=f"{PREFIX}/{stored_name}")["Body"].read())

    def put(self, stored_name: str, content: bytes) -> None:
        self.client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{stored_name}", Body=content)

    def remove(self, stored_name: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{stored_name}")

    def requests(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def film(self, maker: Maker, content: bytes) -> int:
        """A media item whose recording is only in the bucket. Returns its id."""
        media_id = maker.media(now=datetime.now(UTC))
        with database.writing(maker.bind) as db:
            file = db.scalars(select(MediaFile).where(MediaFile.media_id == media_id)).one()
            file.size = len(content)
            (settings().media_folder / file.stored_name).unlink()
            self.put(file.stored_name, content)
        return media_id
