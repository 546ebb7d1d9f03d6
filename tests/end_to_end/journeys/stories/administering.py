"""An admin invites somebody by an address, renames them, gives them another role, resets their password, stops the
links of somebody who has left, gives a film to another owner, erases a guest, and reads who did what."""

import csv
import io
import uuid
from pathlib import Path

from playwright.sync_api import expect

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Admin, Guest, Owner

PASSWORD = "a long and good password"


def tell(journey: Journey) -> None:
    email, guests_email = (f"{name}-{uuid.uuid4().hex[:8]}@example.com" for name in ("noa", "dana"))
    person = journey.site.person()
    owner, title = journey.owner(person)
    owner.press("Invite guests: %(title)s", title=title)
    owner.arrives_at("Invite guests")
    guest = journey.guest()
    guest.opens(owner.takes_the_address())
    guest.enters("Dana", guests_email)
    admin = journey.admin()
    newcomer = journey.somebody_with_an_account()
    _adds(admin, email)
    newcomer.go_to(_takes_the_one_time_address(admin))
    newcomer.arrives_at("Welcome to %(site)s")
    _chooses_a_password(newcomer)
    expect(newcomer.control("Upload video or audio")).to_have_count(0)
    _renames_and_promotes(admin, email)
    admin.press("Make a reset address")
    admin.arrives_at("One-time address")
    newcomer.go_to(_takes_the_one_time_address(admin))
    newcomer.arrives_at("Choose a new password")
    _chooses_a_password(newcomer)
    expect(newcomer.control("Upload video or audio")).to_be_visible()
    with journey.site.with_its_settings():
        _stops_the_links_of(person.email, admin, guest)
        _hands_over(journey, admin, title, email)
        guest.load_again()
        guest.sees("Watching as %(name)s", name="Dana")
    newcomer.load_again()
    newcomer.opens_media(title)
    _erases(admin, guests_email)
    _reads_the_audit_log(admin)


def _adds(admin: Admin, email: str) -> None:
    admin.opens("Users")
    admin.press("Add a person")
    admin.arrives_at("Add a person")
    admin.write("Email", email)
    admin.write("Name", "Noa Levi")
    admin.hands.choose(admin.field("Role"), "viewer")
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


def _finds(admin: Admin, name: str, email: str) -> None:
    admin.opens("Users")
    admin.write("Name or email", email.upper())
    admin.press("Search")
    expect(admin.page.locator("tbody tr")).to_have_count(1)
    admin.arrives_at("Users")
    admin.follows(name, within=admin.page.locator("tbody"))
    admin.arrives(admin.page.get_by_role("heading", name=name))


def _renames_and_promotes(admin: Admin, email: str) -> None:
    _finds(admin, "Noa Levi", email)
    admin.write("Name", "נועה לוי")
    admin.press("Save", within=admin.page.locator("section").filter(has=admin.page.locator("#details-title")))
    admin.arrives(admin.page.get_by_role("heading", name="נועה לוי"))
    admin.hands.choose(admin.page.locator("#role"), "contributor")
    admin.press("Save the role", within=admin.page.locator("section").filter(has=admin.page.locator("#role")))
    admin.sees("Saved")


def _stops_the_links_of(email: str, admin: Admin, guest: Guest) -> None:
    """Of somebody who has left."""
    admin.opens("Modules")
    admin.hands.choose(admin.page.locator("#disabled-owners select"), "stop")
    admin.press("Save", within=admin.page.locator("#disabled-owners"))
    admin.sees("Saved")
    _finds(admin, "Louise Smith", email)
    admin.press("Disable the account")
    admin.arrives_at("Disable the account of “%(name)s”?")
    admin.press("Disable")
    admin.sees("Disabled")
    guest.will_be_stopped()
    guest.load_again()
    guest.arrives_at("Guest links are not available on this site")


def _hands_over(journey: Journey, admin: Admin, title: str, email: str) -> None:
    admin.go_to(f"{journey.site.address}/media")
    admin.arrives_at("My media")
    admin.searches(title)
    admin.opens_media(title)
    admin.edits_media()
    admin.write("Email of the new owner", email)
    admin.press("Hand over")
    admin.arrives_at("Hand over “%(title)s”?", title=title)
    admin.press("Hand over")
    admin.arrives_at("Edit")


def _erases(admin: Admin, email: str) -> None:
    admin.press("Admin")
    admin.arrives_at("Overview")
    admin.opens("Erase a guest")
    admin.write("Email of the guest", email)
    admin.press("Erase…")
    admin.arrives_at("Erase this guest?")
    admin.press("Erase")
    admin.sees("%(num)s entry was erased.", num="1")


def _reads_the_audit_log(admin: Admin) -> None:
    admin.opens("Audit log")
    admin.hands.choose(admin.field("What"), "media_handed_over")
    admin.press("Filter")
    admin.arrives_at("Audit log")
    with admin.page.expect_download() as download:
        admin.press("Download these as CSV")
    lines = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(lines) == 1 + admin.page.locator("tbody tr").count()
