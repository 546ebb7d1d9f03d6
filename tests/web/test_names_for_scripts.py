"""The addresses and fields that scripts may rely on are there as the contract names them (contract 7.27)."""

import re
from pathlib import Path

from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from tests.web.matrix import Cast

CONTRACT = (Path(__file__).parents[2] / "docs" / "contract.md").read_text()
RULE = CONTRACT.partition("**7.27 ")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| (`.*?`) \| (.*) \|$", RULE, re.MULTILINE)
LINK = "/media/<id>/guest-access/links/<link>"


def addresses(cell: str) -> list[str]:
    """Of one row. All but the first may leave out what they have in common with it, and `…` stands for it too."""
    first, *others = [each.replace("…/links/<link>", LINK) for each in re.findall(r"`([^`]+)`", cell)]
    return [first, *(each if each.startswith("/") else f"{first.rpartition('/')[0]}/{each}" for each in others)]


def filled_in(address: str, cast: Cast) -> str:
    _browsers, values = cast
    ids = {"<token>": values["token"], "<id>": values["media_id"], "<link>": values["link_id"]}
    return re.sub("<[a-z]+>", lambda found: str(ids[found[0]]), address)


def test_each_address_leads_to_a_page(site: Site, cast: Cast) -> None:
    named = [address for cell, _what in ROWS for address in addresses(cell) if not address.endswith("/")]
    assert {"/login", "/metrics", f"{LINK}/edit", f"{LINK}/guests.xlsx", f"{LINK}/qr.png"} < set(named)
    known = site.app.url_map.bind("localhost")
    for address in named:
        assert known.match(filled_in(address, cast), method="GET"), address


def test_each_form_has_the_fields(site: Site, cast: Cast) -> None:
    browsers, _values = cast
    named = [(addresses(cell)[0], re.search("the fields ([^;]*)", what)) for cell, what in ROWS]
    forms = [(address, fields[1]) for address, fields in named if fields]
    assert len(forms) == 3
    for address, fields in forms:
        client = browsers["owner"] if address.startswith("/media") else site.browser()
        page = client.get(filled_in(address, cast)).text
        assert set(re.findall(r"`(\w+)`", fields)) <= set(inputs(page)), address
