"""Scripts, styles and icons: their addresses, how long they are kept, how they are compressed (contract 11.67)."""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest

from tests.vocabulary.site import Guests, Site
from web.pages import static_contents, static_files

NAMES = sorted(static_contents.files())
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress, None: lambda content: content}
ADDRESS = re.compile(r"/static/(?:[\w.-]+/)*[\w.-]+-[0-9a-f]{8,}\.[a-z]+")
YEAR = "public, max-age=31536000, immutable"


def address_of(name: str) -> str:
    return f"/static/{static_contents.file_named(name).address}"


def loaded_by(page: str) -> list[str]:
    return re.findall(r'(?:href|src|poster|data-hls|data-library)="(/static/[^"#]+)', page)


@pytest.mark.parametrize("name", NAMES)
def test_each_file_has_a_hashed_address_that_caches_keep_for_a_year(site: Site, name: str) -> None:
    assert ADDRESS.fullmatch(address_of(name))
    answer = site.browser().get(address_of(name))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, YEAR)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == static_contents.file_named(name).content


def test_pages_name_hashed_addresses_only(site: Site, guest: Guests) -> None:
    visitor = guest()
    visitor.enter()
    owner = site.signed_in(site.maker.user("admin"))
    pages = [visitor.client.get(visitor.address), site.browser().get("/login"), owner.get("/media")]
    pages += [site.browser().get("/g/unknown"), owner.get("/media/new"), owner.get("/admin/modules")]
    addresses = {address for page in pages for address in loaded_by(page.text)}
    assert len(addresses) > 10
    assert [address for address in addresses if not ADDRESS.fullmatch(address)] == []
    assert {site.browser().get(address).headers["Cache-Control"] for address in addresses} == {YEAR}


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".js") and "/" not in name])
def test_what_a_script_imports_has_its_hash_too(site: Site, name: str) -> None:
    script = site.browser().get(address_of(name)).text
    for imported in re.findall(r"""(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]""", script):
        address = urljoin(address_of(name), imported)
        assert ADDRESS.fullmatch(address)
        assert site.browser().get(address).headers["Cache-Control"] == YEAR


def test_a_script_has_another_address_when_what_it_imports_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def importing_address() -> str:
        (tmp_path / "page.js").write_text("import { a } from './part.js';\nimport './other.js';\n")
        (tmp_path / "other.js").write_text("")
        for kept in (static_contents.files, static_contents.file_named):
            kept.cache_clear()
        return static_contents.file_named("page.js").address

    monkeypatch.setattr(static_contents, "FOLDER", tmp_path)
    try:
        (tmp_path / "part.js").write_text("export const a = 1;")
        before = importing_address()
        assert importing_address() == before
        (tmp_path / "part.js").write_text("export const a = 2;")
        assert importing_address() != before
    finally:
        for kept in (static_contents.files, static_contents.file_named):
            kept.cache_clear()


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_files_go_out_compressed_to_those_who_take_it(site: Site, accepted: str, encoding: str | None) -> None:
    answer = site.browser().get(address_of("guestlink.css"), headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding"), answer.headers["Vary"]) == (encoding, "Accept-Encoding")
    whole = static_contents.file_named("guestlink.css").content
    assert UNPACKED[encoding](answer.data) == whole
    assert len(answer.data) < len(whole) / 2 or not encoding


@pytest.mark.parametrize("name", NAMES)
def test_the_build_has_made_each_file_smaller_than_gzip_can(site: Site, name: str) -> None:
    by_brotli = site.browser().get(address_of(name), headers={"Accept-Encoding": "br, gzip"})
    by_gzip = site.browser().get(address_of(name), headers={"Accept-Encoding": "gzip"})
    assert by_brotli.headers["Content-Encoding"] == "br"
    assert len(by_brotli.data) < len(by_gzip.data)


def test_what_the_build_has_not_made_goes_out_by_gzip(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    static_files._compressed.cache_clear()
    monkeypatch.setattr(static_contents, "FOLDER", tmp_path)
    answer = site.browser().get(address_of("guestlink.css"), headers={"Accept-Encoding": "br, gzip"})
    static_files._compressed.cache_clear()
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("address", ["guestlink.css", "guestlink-000000000000.css"])
def test_under_another_hash_or_none_the_present_file_is_sent_and_not_kept(site: Site, address: str) -> None:
    answer = site.browser().get(f"/static/{address}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.data == static_contents.file_named("guestlink.css").content


@pytest.mark.parametrize(
    "name", ["none.css", "none-000000000000.css", "../app.py", "..%2fapp.py", "vendor", "vendor/", "x", "%00", "//"]
)
def test_nothing_else_is_there(site: Site, name: str) -> None:
    assert site.browser().get(f"/static/{name}").status_code in {308, 404}


def test_an_entry_page_with_all_that_it_loads_takes_less_than_30_kb(guest: Guests) -> None:
    """Over the wire, with headers, from an empty cache, by gzip as without https (contract 11.68). The site's own
    logo is not counted."""
    visitor = guest()
    page = visitor.client.get(visitor.address)
    assert "csrf_token" in page.text
    waiting, seen, total = loaded_by(page.text), set(), _weight(page)
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        total += _weight(visitor.client.get(address, headers={"Accept-Encoding": "gzip, deflate"}))
        script = visitor.client.get(address).text if address.endswith(".js") else ""
        found = re.findall(r"""(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]""", script)
        waiting += [urljoin(address, each) for each in found]
    assert len(seen) >= 4
    assert total < 30_000, total


def _weight(answer: object) -> int:
    headers = answer.headers  # type: ignore[attr-defined]
    # What the servers in front add: date, connection, and the line of the status.
    return len(answer.data) + sum(len(name) + len(value) + 4 for name, value in headers) + 120  # type: ignore[attr-defined]
