"""Files larger than the limit or the disk are refused in words, and nothing of them stays (contract 6.23, 6.24)."""

import errno
import io
import tempfile

import pytest
from flask.testing import FlaskClient

from models.files import storage
from tests.conftest import forget
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.patches import fill_disk, record_calls
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import MULTIPART, left_over, raw_form_head, upload
from web.owner.adding.uploads import OTHER_BYTES


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_UPLOAD_BYTES", "2048")
    forget()


@pytest.mark.usefixtures("small_limit")
def test_a_file_larger_than_the_limit_is_413(site: Site, owner_client: FlaskClient, clip: bytes) -> None:
    assert upload(owner_client, clip + bytes(100_000)).status_code == 413
    assert (site.state()["media_item"], left_over()) == (0, [])


@pytest.mark.usefixtures("small_limit")
def test_the_refusal_of_a_file_larger_than_the_limit_names_the_limit(owner_client: FlaskClient, clip: bytes) -> None:
    answer = upload(owner_client, clip + bytes(100_000))
    assert errors_beside(answer.text)["file"] == "Files must be 2 KB or smaller."


@pytest.mark.parametrize(("too_many", "status"), [(-1, 302), (0, 302), (1, 413)])
def test_a_file_of_exactly_the_limit_is_accepted_and_one_byte_more_is_413(
    site: Site, owner_client: FlaskClient, clip: bytes, monkeypatch: pytest.MonkeyPatch, too_many: int, status: int
) -> None:
    """Also where the whole body, with the other fields, is not too large."""
    monkeypatch.setenv("GUESTLINK_UPLOAD_BYTES", str(len(clip) - too_many))
    forget()
    assert (upload(owner_client, clip).status_code // 100, site.state()["media_item"]) == (status // 100, status == 302)
    assert (left_over() == []) == (status == 413)


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize(
    ("more", "status"), [(0, 503), (1, 413), (9 * 1024**4, 413), (2**63, 413), (10**30, 413)], ids=str
)
def test_what_is_announced_above_the_limit_is_413_before_free_space_is_asked_for(
    owner_client: FlaskClient, monkeypatch: pytest.MonkeyPatch, more: int, status: int
) -> None:
    monkeypatch.setenv("GUESTLINK_UPLOAD_BYTES", "2048")
    forget()
    form = inputs(owner_client.get("/media/new").text)
    looked = record_calls(monkeypatch, storage, "begin_upload")
    answer = owner_client.post(
        "/media/new",
        input_stream=io.BytesIO(raw_form_head({"csrf_token": form["csrf_token"], "title": "Kept"})),
        content_type=MULTIPART,
        environ_overrides={"CONTENT_LENGTH": str(2048 + OTHER_BYTES + more)},
    )
    assert (answer.status_code, len(looked)) == (status, status == 503)
    assert ("Files must be 2 KB or smaller." in errors_beside(answer.text).values()) == (status == 413)
    assert inputs(answer.text)["title"] == "Kept"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_disk(monkeypatch, free=1000)


@pytest.mark.usefixtures("full_disk")
def test_a_file_larger_than_the_disk_is_503(site: Site, owner_client: FlaskClient, clip: bytes) -> None:
    answer = upload(owner_client, clip)
    assert answer.status_code == 503
    assert "There is not enough free space" in answer.text
    assert (site.state()["media_item"], left_over()) == (0, [])


@pytest.mark.usefixtures("full_disk")
def test_a_file_larger_than_the_disk_is_not_written_to_it(
    owner_client: FlaskClient, clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = record_calls(monkeypatch, tempfile, "NamedTemporaryFile")
    assert upload(owner_client, clip).status_code == 503
    assert written == []


def test_a_disk_that_fills_up_during_an_upload_is_503(
    site: Site, owner_client: FlaskClient, clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, _content: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda **_named: Full())
    assert upload(owner_client, clip).status_code == 503
    assert (site.state()["media_item"], left_over()) == (0, [])


@pytest.mark.parametrize("refusal", ["small_limit", "full_disk"])
def test_what_was_typed_beside_a_refused_file_comes_back(
    owner_client: FlaskClient, clip: bytes, refusal: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(refusal)
    answer = upload(owner_client, clip + bytes(100_000), title="Kept <b>&amp;")
    assert answer.status_code in {413, 503}
    assert inputs(answer.text)["title"] == "Kept <b>&amp;"
