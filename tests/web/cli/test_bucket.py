"""What the command line prints about a bucket: its state in the doctor, and what was copied to it."""

import sys

import pytest

from models.config.settings import settings
from tests.conftest import forget
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.site import Site
from tests.web.cli.conftest import Run, troubles


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(
    ("status", "words"),
    [(None, None), ("403 Forbidden", "denies access"), ("503 Slow Down", "answers SlowDown"), ("", "does not answer")],
)
def test_doctor_reports_the_bucket_and_never_its_secret(
    bucket: Bucket, run: Run, status: str | None, words: str | None
) -> None:
    if status == "":
        bucket.kill()
    else:
        bucket.refuse(status)
    found = troubles(run)
    assert found == ({} if words is None else {"media": found["media"]})
    assert words is None or found["media"].startswith(words)
    printed = run("doctor").out
    assert f"http://127.0.0.1:{bucket.port}/guestlink-media/a-site/media" in printed
    assert "AKID" not in printed
    assert "a secret" not in printed


@pytest.mark.usefixtures("web")
def test_doctor_reports_a_wrong_secret_and_a_missing_bucket(
    bucket: Bucket, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLINK_S3_BUCKET", "no-such-bucket")
    forget()
    assert troubles(run) == {"media": "has no such bucket"}
    monkeypatch.delenv("GUESTLINK_S3_SECRET_FILE")
    monkeypatch.setenv("GUESTLINK_S3_SECRET", "another secret")
    forget()
    assert troubles(run) == {"media": "refuses the secret"}


@pytest.mark.usefixtures("web")
def test_a_site_with_a_bucket_still_needs_the_media_folder(bucket: Bucket, run: Run) -> None:
    settings().media_folder.rmdir()
    trouble = f"uploads cannot arrive in {settings().media_folder}: the folder is missing"
    assert troubles(run) == {"media": trouble}


def test_copying_to_the_bucket_shows_on_a_terminal_how_far_it_is(
    bucket: Bucket, site: Site, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.media()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "Copying: 100 %" in run("media", "copy-to-s3", "--json").err
    assert len(bucket.names()) == 2


def test_copying_to_the_bucket_prints_what_was_copied(bucket: Bucket, site: Site, run: Run) -> None:
    site.media()
    assert run("media", "copy-to-s3", "--json").document == {"copied": 2, "there": 0, "nowhere": []}
    assert run("media", "copy-to-s3").out == "Copied 0 files; 2 were in the bucket already.\n"
    bucket.refuse("503 Slow Down")
    assert "cannot be reached" in run("media", "copy-to-s3").refused()
