"""The page of modules: the switches, who may create links, and limits of new links (contract 2.1, 2.2, 2.3, 2.9)."""

import pytest

from models.tables import User
from models.tables.module import INVITETOMEDIA, MEDIAPAGE
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guests, Site
from tests.web import typing_badly
from tests.web.admin.conftest import Admin
from tests.web.cli.conftest import Run, run  # noqa: F401 (a fixture)

MODULES = pytest.mark.parametrize(
    ("slug", "name"), [("invitetomedia", INVITETOMEDIA), ("mediapage", MEDIAPAGE)], ids=["invitetomedia", "mediapage"]
)


@MODULES
def test_turning_off_asks_first_and_turning_on_brings_the_old_guests_back(
    admin: Admin, guest: Guests, slug: str, name: str
) -> None:
    dana = guest()
    dana.enter()
    assert "stops working" in admin.client.get(f"/admin/modules/{slug}/off").text
    assert admin.module(name).enabled
    for state, status in (("off", 410), ("off", 410), ("on", 200), ("on", 200)):
        assert admin.post("/admin/modules", do=slug, state=state).status_code == 303
        assert dana.client.get(dana.address).status_code == status
    assert "Watching as" in dana.client.get(dana.address).text


@MODULES
def test_a_forged_switch_or_an_unknown_state_changes_nothing(admin: Admin, slug: str, name: str) -> None:
    for state in ("", "flip", "\0", "OFF"):
        assert admin.post("/admin/modules", do=slug, state=state).status_code == 400
    assert admin.client.post("/admin/modules", data={"do": slug, "state": "off"}).status_code == 400
    assert admin.post("/admin/modules", do="nonsense").status_code == 400
    assert admin.module(name).enabled


def test_the_rules_are_saved_and_shown(admin: Admin) -> None:
    typed = {"default_clicks": "5", "most_clicks": "50", "default_days": "1", "most_days": "7"}
    assert admin.set_rules(permits="named", minimal_role="admin", **typed).status_code == 303
    module = admin.module()
    assert (module.permits, module.minimal_role) == ("named", "admin")
    page = admin.client.get("/admin/modules").text
    assert inputs(page).items() >= typed.items()
    # The smallest role, and what becomes of the links of disabled owners.
    assert page.count("selected") == 2
    assert 'value="named" checked' in page
    assert admin.set_rules().status_code == 303
    assert (admin.module().most_clicks, admin.module().default_days) == (None, None)


@pytest.mark.parametrize("field", ["default_clicks", "most_clicks", "default_days", "most_days"])
@pytest.mark.parametrize("typed", ["0", "-1", "ten", "\0", "\ud800", "1" + "0" * 30])
def test_a_wrong_number_is_refused_beside_its_field(admin: Admin, field: str, typed: str) -> None:
    answer = admin.set_rules(**{field: typed.encode("utf-8", "replace").decode()})
    assert answer.status_code == 422
    assert list(errors_beside(answer.text)) == [field]


def test_a_default_is_at_most_the_largest_value(admin: Admin) -> None:
    assert admin.set_rules(default_clicks="50", most_clicks="50").status_code == 303
    answer = admin.set_rules(default_clicks="51", most_clicks="50")
    assert (answer.status_code, errors_beside(answer.text)) == (
        422,
        {"default_clicks": "Number of clicks must be 50 or fewer"},
    )
    assert inputs(answer.text)["default_clicks"] == "51"
    assert admin.module().default_clicks == 50


@pytest.mark.parametrize("field", ["permits", "minimal_role"])
@pytest.mark.parametrize("typed", ["", "god", "\0", "x" * 3000])
def test_an_unknown_choice_is_refused(admin: Admin, field: str, typed: str) -> None:
    assert admin.set_rules(**{field: typed}).status_code == 422
    assert (admin.module().permits, admin.module().minimal_role) == ("role", "contributor")


def test_a_person_and_a_group_are_permitted_and_removed_again(admin: Admin, site: Site) -> None:
    louise, member = site.maker.user("viewer"), site.maker.user("viewer")
    pages = [f"/media/{site.media(user)}/guest-access/new" for user in (louise, member)]
    group = admin.post("/admin/groups", name="Teachers").headers["Location"]
    admin.post(group, do="add", email=member.email)
    admin.set_rules(permits="named")

    def may() -> list[bool]:
        browsers = [site.signed_in(louise), site.signed_in(member)]
        return [browser.get(page).status_code == 200 for browser, page in zip(browsers, pages, strict=True)]

    assert may() == [False, False]
    assert admin.post("/admin/modules", do="permit_user", email=f" {louise.email.upper()} ").status_code == 303
    assert admin.post("/admin/modules", do="permit_group", group="Teachers").status_code == 303
    assert may() == [True, True]
    page = admin.client.get("/admin/modules").text
    assert louise.email in page
    assert f'<a class="target" href="{group}">' in page
    admin.post("/admin/modules", do="unpermit_user", id=str(louise.id))
    assert may() == [False, True]
    admin.post("/admin/modules", do="unpermit_group", id=group.rpartition("/")[2])
    assert may() == [False, False]


BAD_NAMES = ["", "\0", "nobody@example.com", "x" * 3000, *typing_badly.EMAILS]


@pytest.mark.parametrize("typed", BAD_NAMES)
def test_an_unknown_person_or_group_is_refused(admin: Admin, typed: str) -> None:
    for do, field in (("permit_user", "email"), ("permit_group", "group")):
        answer = admin.post("/admin/modules", do=do, **{field: typed})
        assert (answer.status_code, list(errors_beside(answer.text))) == (422, [field])
    assert "No one has been added yet" in admin.client.get("/admin/modules").text


@pytest.mark.parametrize("typed", ["", "x", "0", "1" + "0" * 30, "\0"])
def test_an_impossible_id_is_not_found(admin: Admin, typed: str) -> None:
    assert admin.post("/admin/modules", do="unpermit_user", id=typed).status_code == 404


def new_link(site: Site, media_id: int, user: User, **fields: str) -> tuple[int, dict[str, str]]:
    client = site.signed_in(user)
    form = inputs(client.get(f"/media/{media_id}/guest-access/new").text)
    answer = client.post(f"/media/{media_id}/guest-access", data=form | fields)
    return answer.status_code, errors_beside(answer.text)


def test_create_new_link_shows_the_defaults_and_the_limits(admin: Admin, site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    admin.set_rules(default_clicks="5", most_clicks="50", default_days="1", most_days="7")
    page = site.signed_in(owner).get(f"/media/{media_id}/guest-access/new").text
    assert inputs(page).items() >= {"clicks": "5", "days": "1"}.items()
    assert "At most 50." in page
    assert "At most 7." in page
    admin.set_rules()
    page = site.signed_in(owner).get(f"/media/{media_id}/guest-access/new").text
    assert (inputs(page)["clicks"], inputs(page)["days"]) == ("", "")
    assert "Leave blank for no limit." in page


BOUNDED = [("50", "7", {}), ("51", "7", {"clicks": "Number of clicks must be 50 or fewer"})]
BOUNDED += [("50", "8", {"days": "Number of days must be 7 or fewer"})]
BOUNDED += [("", "7", {"clicks": "Enter a number of clicks: links on this site must have a limit"})]
BOUNDED += [("50", "", {"days": "Enter a number of days: links on this site must end"})]


@pytest.mark.parametrize(("clicks", "days", "errors"), BOUNDED)
def test_the_form_and_the_command_line_keep_the_limits(
    admin: Admin,
    site: Site,
    run: Run,  # noqa: F811
    clicks: str,
    days: str,
    errors: dict[str, str],
) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    admin.set_rules(most_clicks="50", most_days="7")
    assert new_link(site, media_id, owner, clicks=clicks, days=days) == (422 if errors else 303, errors)
    ran = run("link", "create", media_id, "--name", "L", f"--clicks={clicks}", f"--days={days}", "--json")
    if errors:
        assert ran.refused() in errors.values()
    else:
        assert ran.document["click_limit"] == 50
    assert site.state()["guest_link"] == (0 if errors else 2)
