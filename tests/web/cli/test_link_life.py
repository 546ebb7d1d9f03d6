"""Links that are ended, their QR codes, and guests who are removed or erased, at the command line (contract 7.38)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.links import tokens
from models.plumbing import database
from models.tables import GuestEntry, GuestLink
from tests.vocabulary import acts
from tests.vocabulary.site import Site, now
from tests.web.cli.conftest import Run, noted


@pytest.mark.parametrize(
    "arguments",
    [
        ("link", "edit", 1),
        ("link", "edit", 1, "--ends", "never", "--extend-days", 2),
        ("link", "edit", "x", "--name", "L"),
        ("link", "end"),
        ("link", "qr", 1),
        ("link", "qr", 1, "file.gif"),
        ("access", "on", 1, "--end-now"),
        ("guest",),
        ("guest", "remove", "x"),
        ("guest", "erase"),
    ],
    ids=str,
)
def test_wrong_usage(run: Run, arguments: tuple[object, ...]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("link", "edit", 99, "--name", "L"),
        ("link", "end", 99),
        ("link", "qr", 99, "a.svg"),
        ("guest", "remove", 99),
        ("access", "off", 99, "--end-now"),
    ],
    ids=str,
)
def test_what_is_unknown_is_named_in_one_line(run: Run, arguments: tuple[object, ...]) -> None:
    assert "There is no" in run(*arguments).refused()


def test_a_link_is_ended_and_lives_again(site: Site, run: Run, link: GuestLink) -> None:
    guest = site.maker.enter(link, now=now())
    key = acts.watch(site.maker, guest, now=now())
    for _ in range(2):
        assert run("link", "end", link.id, "--json").document["status"] == "expired"
    assert not acts.plays(site.maker, guest, key, now=now())
    assert run("link", "edit", link.id, "--ends", "never", "--json").document["status"] == "active"
    assert acts.load(site.maker, guest, now=now()) is None
    assert [act for act, *_ in noted()] == ["link_ended", "link_edited"]


def test_access_is_ended_with_what_plays(site: Site, run: Run, link: GuestLink) -> None:
    guest = site.maker.enter(link, now=now())
    key = acts.watch(site.maker, guest, now=now())
    run("access", "off", link.media_id)
    assert acts.plays(site.maker, guest, key, now=now())
    off: dict[str, Any] = run("access", "off", link.media_id, "--end-now", "--json").document
    assert off == {"id": link.media_id, "guest_access": False}
    assert not acts.plays(site.maker, guest, key, now=now())
    assert [act for act, *_ in noted()] == ["access_off", "access_ended"]


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<?xml"), ("PNG", b"\x89PNG")])
def test_the_address_is_written_as_a_qr_code(
    site: Site, run: Run, link: GuestLink, tmp_path: Path, ending: str, begins: bytes
) -> None:
    file = tmp_path / f"code.{ending}"
    written = run("link", "qr", link.id, file, "--json").document
    assert file.read_bytes().startswith(begins)
    token = tokens.token_of(link)
    assert token is not None
    assert written["url"].endswith(f"/g/{token}")
    assert "Error: " in run("link", "qr", link.id, tmp_path / "none" / "code.svg").err
    run("link", "delete", link.id)
    assert "is deleted" in run("link", "qr", link.id, file).refused()


def test_one_guest_is_removed_and_one_address_erased(site: Site, run: Run, link: GuestLink) -> None:
    guest, other = (site.maker.enter(link, now=now()) for _ in range(2))
    with database.reading() as db:
        entry = db.scalars(select(GuestEntry).where(GuestEntry.form_hash == guest.session_hash)).one()
    assert run("guest", "remove", entry.id, "--json").document == {"id": entry.id, "removed": True}
    assert acts.load(site.maker, guest, now=now()) is None
    assert acts.load(site.maker, other, now=now())
    assert run("guest", "erase", "DANA@example.com", "--json").document == {"erased": 2}
    assert "Nobody" in run("guest", "erase", "dana@example.com").out
    assert "correct format" in run("guest", "erase", "dana").refused()
    # No name or address of a guest stands in the log.
    assert noted() == [
        ("guest_removed", None, link.media_id, link.id, "A link"),
        ("guest_erased", None, None, None, "2"),
    ]
