"""The bodies of forms are read whatever encoding their bytes are in (contract 8.3, facts 38)."""

import io

import pytest
from werkzeug.test import EnvironBuilder

from web.requests.parsing import SiteRequest, read_fields_before_file

# What programs write that know nothing of UTF-8, and what no program writes.
NAMES = {
    "Latin-1": "Übung.mp4".encode("latin-1"),
    "Cyrillic": "урок.mp4".encode("cp1251"),
    "Japanese": "表.mp4".encode("shift-jis"),
    "UTF-16": "Übung.mp4".encode("utf-16"),
    "cut off": "Übung".encode()[:1],
    "any bytes": bytes(set(range(256)) - set(b'\r\n"')),
}
FIELDS = {"/media/1/captions": "file", "/media/1/poster": "picture", "/admin/theming/logo": "logo", "/login": "x"}


def request(path: str, part: bytes) -> SiteRequest:
    """Its first part is a text, and the second one is this."""
    body = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nA film\r\n'
    body += b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n\r\ncontent\r\n--x--\r\n"
    builder = EnvironBuilder(path, method="POST", input_stream=io.BytesIO(body))
    builder.content_type, builder.content_length = "multipart/form-data; boundary=x", len(body)
    return SiteRequest(builder.get_environ())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", FIELDS)
def test_a_form_is_read_whatever_the_name_of_its_file_is_written_in(path: str, name: str) -> None:
    field = FIELDS[path]
    read = request(path, b'name="%s"; filename="%s"' % (field.encode(), NAMES[name]))
    assert read.form.to_dict() == {"title": "A film"}
    files = {each: file.read() for each, file in read.files.items()}
    assert files == ({} if path == "/login" else {field: b"content"}), "a form without a file field takes none"


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_field_spoils_no_other_field(name: str) -> None:
    read = request("/login", b'name="%s"' % NAMES[name])
    assert (read.form["title"], len(read.form)) == ("A film", 2)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_typed_in_a_refused_upload_is_found_all_the_same(name: str) -> None:
    refused = request("/media/new", b'name="file"; filename="%s"' % NAMES[name])
    assert read_fields_before_file(refused)["title"] == "A film"
