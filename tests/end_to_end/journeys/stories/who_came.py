"""An owner reads who came: finds one of them, sees who is here now, and downloads the list for a spreadsheet."""

import csv
import io
from pathlib import Path

from playwright.sync_api import expect

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Owner

# A spreadsheet would compute what begins so.
FORMULA = "=1+1 Álvaro"


def tell(journey: Journey) -> None:
    owner, title = journey.owner()
    owner.opens_media(title)
    address = owner.invites()
    dana, other = journey.guest(), journey.guest()
    dana.opens(address)
    dana.enters("Dana")
    dana.plays()
    other.opens(address)
    other.enters(FORMULA)
    other.press("Leave")
    other.arrives_at("You have left")
    owner.go_to(f"{journey.site.address}/media")
    owner.opens_media(title)
    owner.sees_guests()
    rows = owner.page.locator("tbody tr")
    expect(rows).to_have_count(2)
    owner.sees("Here now", within=owner.row("Dana"))
    _downloads(owner)
    _finds(owner)


def _downloads(owner: Owner) -> None:
    with owner.page.expect_download() as download:
        owner.follows("CSV")
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {line[0] for line in lines[1:]} == {"Dana", f"'{FORMULA}"}
    with owner.page.expect_download() as download:
        owner.follows("Excel")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")


def _finds(owner: Owner) -> None:
    rows = owner.page.locator("tbody tr")
    # With script the list answers while one types.
    owner.searches("ALVARO")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(FORMULA)
    owner.searches("nobody")
    owner.sees("No guests found.")
    owner.searches("")
    expect(rows).to_have_count(2)
    owner.filters("Here now")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Dana")
    owner.look_around()
