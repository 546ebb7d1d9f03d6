"""An admin invites somebody by an address, renames them, resets their password, gives them a film, and reads who did
what."""

import csv
import io
import uuid
from pathlib import Path

from playwright.sync_api import expect

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Admin, Owner

PASSWORD = "a long and good password"


def tell(journey: Journey) -> None:
    email = f"noa-{uuid.uuid4().hex[:8]}@example.com"
    _owner, title = journey.owner()
    admin = journey.admin()
    newcomer = journey.somebody_with_an_account()
    _adds(admin, email)
    newcomer.go_to(_takes_the_one_time_address(admin))
    newcomer.arrives_at("Welcome to %(site)s")
    _chooses_a_password(newcomer)
    _renames(admin, email)
    admin.press("Make a reset address")
    admin.arrives_at("One-time address")
    newcomer.go_to(_takes_the_one_time_address(admin))
    newcomer.arrives_at("Choose a new password")
    _chooses_a_password(newcomer)
    _hands_over(journey, admin, title, email)
    newcomer.go_to(f"{journey.site.address}/media")
    newcomer.opens_media(title)
    _reads_the_audit_log(admin)


def _adds(admin: Admin, email: str) -> None:
    admin.opens("Users")
    admin.press("Add a person")
    admin.arrives_at("Add a person")
    admin.write("Email", email)
    admin.write("Name", "Noa Levi")
    admin.hands.choose(admin.field("How they sign in"), "address")
    admin.press("Add")
    admin.arrives_at("One-time address")


def _takes_the_one_time_address(admin: Admin) -> str:
    if admin.has_script:
        admin.press("Copy")
        expect(admin.control("Copied")).to_be_visible()
    return admin.page.locator("#one-time-address").input_value()


def _chooses_a_password(newcomer: Owner) -> None:
    newcomer.write("Password", PASSWORD)
    newcomer.press("Save the password")
    newcomer.arrives_at("My media")


def _renames(admin: Admin, email: str) -> None:
    admin.opens("Users")
    admin.write("Name or email", email.upper())
    admin.press("Search")
    expect(admin.page.locator("tbody tr")).to_have_count(1)
    admin.arrives_at("Users")
    admin.follows("Noa Levi")
    admin.arrives(admin.page.get_by_role("heading", name="Noa Levi"))
    admin.write("Name", "נועה לוי")
    admin.press("Save", within=admin.page.locator("section").filter(has=admin.page.locator("#details-title")))
    admin.arrives(admin.page.get_by_role("heading", name="נועה לוי"))


def _hands_over(journey: Journey, admin: Admin, title: str, email: str) -> None:
    admin.go_to(f"{journey.site.address}/media")
    admin.arrives_at("My media")
    admin.searches(title)
    admin.opens_media(title)
    admin.press("More actions")
    admin.press("Edit")
    admin.arrives_at("Edit")
    admin.write("Email of the new owner", email)
    admin.press("Hand over")
    admin.arrives_at("Hand over “%(title)s”?", title=title)
    admin.press("Hand over")
    admin.arrives_at("Edit")


def _reads_the_audit_log(admin: Admin) -> None:
    admin.press("Admin")
    admin.arrives_at("Overview")
    admin.opens("Audit log")
    admin.hands.choose(admin.field("What"), "media_handed_over")
    admin.press("Filter")
    admin.arrives_at("Audit log")
    with admin.page.expect_download() as download:
        admin.press("Download as CSV")
    lines = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(lines) == 1 + admin.page.locator("tbody tr").count()
