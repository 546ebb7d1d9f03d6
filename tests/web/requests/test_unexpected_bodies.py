"""A body that no form of ours sends ends the request, before it costs memory or files (contract 6.39)."""

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import left_over
from web.requests import parsing

FIELDS = {"/media/new": "file", "/media/1/captions": "file", "/media/1/poster": "picture"}
MEGABYTES = 20


@pytest.fixture
def owner(site: Site) -> FlaskClient:
    """Signed in, with item 1 of their own."""
    user = site.maker.user()
    assert site.media(user) == 1
    return site.signed_in(user)


def form(owner: FlaskClient, address: str) -> dict[str, str]:
    page = "/media/new" if address == "/media/new" else "/media/1/edit"
    return inputs(owner.get(page).text) | {"title": "A film", "do": "put", "language": "en"}


def kept() -> set[Path]:
    return set(left_over())


@pytest.mark.parametrize("address", FIELDS)
@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"a&" * (MEGABYTES * 512 * 1024), "application/x-www-form-urlencoded"),
        (b"a" * (parsing.FORM_BYTES + 1), "application/x-www-form-urlencoded"),
        (b"a=b&" * parsing.MAX_FIELDS, "application/x-www-form-urlencoded; charset=utf-8"),
    ],
    ids=["20 MB of fields", "one long field", "a thousand fields"],
)
def test_a_form_with_a_file_is_not_read_in_another_encoding(
    owner: FlaskClient, address: str, content: bytes, content_type: str
) -> None:
    assert owner.post(address, data=content, content_type=content_type).status_code == 413


@pytest.mark.parametrize("address", FIELDS)
def test_a_second_file_ends_the_request_and_leaves_no_file(owner: FlaskClient, address: str) -> None:
    before = kept()
    files = [(io.BytesIO(b"x"), f"{number}.mp4") for number in range(990)]
    answer = owner.post(address, data=form(owner, address) | {FIELDS[address]: files}, buffered=True)
    assert answer.status_code == 413
    answer.close()
    assert kept() == before


@pytest.mark.parametrize("address", FIELDS)
@pytest.mark.parametrize("name", ["title", "x", "", "file2", "FILE", "csrf_token"])
def test_a_file_in_another_field_ends_the_request(owner: FlaskClient, address: str, name: str) -> None:
    before = kept()
    data = form(owner, address) | {name: (io.BytesIO(b"x"), "x.mp4")}
    answer = owner.post(address, data=data, buffered=True)
    assert answer.status_code == 413
    answer.close()
    assert kept() == before


@pytest.mark.parametrize("address", FIELDS)
def test_more_than_a_thousand_parts_end_the_request(owner: FlaskClient, address: str) -> None:
    data = form(owner, address) | {f"x{number}": "x" for number in range(1100)}
    assert owner.post(address, data=data, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize("address", FIELDS)
@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "multipart/mixed; boundary=x", "", "x"])
def test_a_body_of_another_type_is_as_good_as_none(owner: FlaskClient, address: str, content_type: str) -> None:
    answer = owner.post(address, data=b"--x" * 100_000, content_type=content_type)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("address", FIELDS)
def test_nothing_is_read_of_somebody_who_may_not_send_it(site: Site, owner: FlaskClient, address: str) -> None:
    class Untouched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError(size)

        readline = readinto = read  # type: ignore[assignment]

    stranger = site.signed_in(site.maker.user("viewer"))
    for client in (site.browser(), stranger):
        answer = client.post(address, input_stream=Untouched(), content_type="multipart/form-data; boundary=x")
        assert answer.status_code in {302, 403, 404}
