"""An admin in a real browser: the module off and on, a person allowed, the maintenance page, media handed over."""

import pytest
from playwright.sync_api import expect

from tests.vocabulary.maker import PASSWORD, Maker
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long


def sign_in_as_admin(tree: Tree, screen: Screen) -> Screen:
    """Sign in as a new admin, and open the page of the modules."""
    screen.sign_in(tree, Maker(tree.engine).user("admin").email, PASSWORD)
    screen.page.get_by_role("link", name="Admin").click()
    expect(screen.heading).to_have_text("Overview")
    screen.page.get_by_role("link", name="Modules").click()
    expect(screen.heading).to_have_text("Modules")
    return screen


def test_an_admin_turns_the_module_off_and_on(tree: Tree, open_screen: OpenScreen) -> None:
    admin, guest = sign_in_as_admin(tree, open_screen(DESKTOP)), open_screen()
    guest.enter(tree.guest_link, "Ada")
    switch = admin.page.get_by_role("switch", name="Guest links on this site")
    switch.click()
    expect(admin.page.get_by_role("link", name="Cancel")).to_be_focused()
    admin.page.get_by_role("button", name="Turn off").click()
    expect(switch).to_have_attribute("aria-checked", "false")
    guest.page.reload()
    expect(guest.heading).to_have_text("Guest links are not available on this site")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    guest.page.reload()
    expect(guest.page.get_by_text("Watching as Ada")).to_be_visible()


def test_an_admin_allows_a_person_and_sees_the_maintenance(tree: Tree, open_screen: OpenScreen) -> None:
    admin, owner = sign_in_as_admin(tree, open_screen(DESKTOP)), open_screen(DESKTOP)
    admin.page.get_by_label("Only the people and groups below").check()
    admin.page.get_by_label("Maximum # of clicks").fill("50")
    permitted = admin.page.get_by_role("region", name="Who can create guest links")
    permitted.get_by_role("button", name="Save").click()
    expect(admin.page.get_by_text("No one has been added yet.")).to_be_visible()
    owner.sign_in(tree)
    answer = owner.page.goto(f"{tree.address}/media/1/guest-access/new")
    assert answer is not None
    assert answer.status == 403
    admin.page.get_by_label("Email").fill(tree.email)
    admin.page.get_by_role("button", name="Allow this person").click()
    expect(admin.page.get_by_role("button", name=f"Remove: {tree.email}")).to_be_visible()
    owner.page.reload()
    expect(owner.heading).to_have_text("Create new link")
    owner.page.get_by_role("button", name="Create").click()
    expect(owner.page.get_by_text("Enter a number of clicks")).to_be_visible()
    expect(owner.page.get_by_label("# of clicks")).to_be_focused()

    admin.page.get_by_role("link", name="Maintenance").click()
    expect(admin.page.get_by_role("link", name="Maintenance")).to_have_attribute("aria-current", "page")
    expect(admin.page.get_by_text("On time").first).to_be_visible()


def test_each_tab_opens_under_a_mouse_in_a_narrow_window(shared_tree: Tree, open_screen: OpenScreen) -> None:
    """The row of tabs once moved under the button that was pressed, and nothing was opened."""
    admin = open_screen({"viewport": {"width": 390, "height": 844}})
    admin.sign_in(shared_tree)
    admin.page.goto(f"{shared_tree.address}/admin/")
    for name in ("Users", "Maintenance", "Audit log", "Groups", "Overview"):
        admin.page.locator(".admin-nav").get_by_role("link", name=name).click()
        expect(admin.heading).to_have_text(name)


@pytest.mark.parametrize("script", [True, False])
def test_handing_over_all_media_asks_first_and_cancel_changes_nothing(
    video: OwnVideo, open_screen: OpenScreen, script: bool
) -> None:
    tree = video.owner.tree
    heir = Maker(tree.engine).user()
    admin = sign_in_as_admin(tree, open_screen(DESKTOP, java_script_enabled=script))
    person = f"{tree.address}/admin/users/{video.owner.id}"

    def hand_over(email: str) -> None:
        admin.page.goto(person)
        admin.page.get_by_label("Email of the new owner").fill(email)
        admin.page.get_by_role("button", name="Hand over").click()

    hand_over("nobody@example.com")
    expect(admin.page.get_by_text("There is no account with this email address").first).to_be_visible()
    for answer in ("Cancel", "Hand over"):
        hand_over(heir.email)
        expect(admin.heading).to_contain_text("Hand over the media of")
        expect(admin.page.get_by_text("go to Louise Smith").or_(admin.page.get_by_text("goes to"))).to_be_visible()
        admin.picture(f"admin-hand-over-{script}")
        admin.page.get_by_role("link" if answer == "Cancel" else "button", name=answer).click()
        expect(admin.page).to_have_url(person)
        expect(admin.page.get_by_text(f"to {heir.email} now.")).to_have_count(0 if answer == "Cancel" else 1)
