"""With --json a command prints one document, and the ids in it work in every other command (contract 7.15)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.tables.user import Role
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.conftest import KEY, forget
from tests.vocabulary.elsewhere import Elsewhere
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Site
from tests.web.cli.conftest import Run
from web.cli.options import role_type

LINK_KEYS = {"id", "media_id", "name", "url", "clicks", "click_limit", "starts_at", "expires_at", "status", "connected"}
PERSON = ("louise@example.com", "--name", "Louise Smith", "--role", "contributor", "--password-stdin")


@pytest.fixture
def media_id(run: Run, clip: Path) -> int:
    run("user", "add", *PERSON, stdin="a good password\n")
    added = run("media", "add", clip, "--owner", PERSON[0], "--title", "A film", "--json").document
    return int(added["id"])


def test_a_person_can_have_each_role(run: Run) -> None:
    for role in Role:
        person = (f"{role}@example.com", "--name", "Louise Smith", "--role", role, "--password-stdin")
        assert run("user", "add", *person, "--json", stdin="a good password\n").document["role"] == role
    assert set(role_type.choices) == set(Role)


def test_a_person_is_added_listed_and_disabled(run: Run) -> None:
    added = run("user", "add", *PERSON, "--json", stdin="a good password\n").document
    assert added["email"] == "louise@example.com"
    assert run("user", "list", "--json").document == [added]
    assert run("user", "disable", "louise@example.com", "--json").document == added | {"disabled": True}
    assert "password" not in run("user", "list", "--json").out


def test_a_new_password_signs_every_browser_out(run: Run, site: Site) -> None:
    user = site.maker.user()
    client = site.signed_in(user)
    document = run("user", "password", user.email, "--password-stdin", "--json", stdin="another good one\n").document
    assert document["email"] == user.email
    assert client.get("/media").status_code == 302
    form = inputs(client.get("/login").text) | {"email": user.email}
    assert client.post("/login", data=form | {"password": "a good password"}).status_code == 422
    assert client.post("/login", data=form | {"password": "another good one"}).status_code == 303
    assert "too easy to guess" in run("user", "password", user.email, "--password-stdin", stdin="12345678\n").refused()


def test_a_media_item_is_shown_to_people_with_all_that_matters(run: Run, media_id: int) -> None:
    run("access", "on", media_id)
    run("link", "create", media_id, "--name", "For Dana")
    out = run("media", "show", media_id).out
    assert [line.split() for line in out.splitlines()[4:]] == [
        ["state:", "ready"], ["length:", "0:08"], ["access:", "on"], ["links:", "1"]
    ]  # fmt: skip


def test_a_live_session_is_shown_to_people_with_its_state(run: Run, media_id: int) -> None:
    named = ("--owner", PERSON[0], "--title", "Board", "--folder", "board", "--json")
    session = run("media", "add-live", *named).document["id"]
    assert "live:      upcoming" in run("media", "show", session).out.splitlines()


def test_a_video_is_added_listed_and_deleted(run: Run, media_id: int) -> None:
    (listed,) = run("media", "list", "--json").document
    assert (listed["id"], listed["title"], listed["guest_access"]) == (media_id, "A film", False)
    assert datetime.fromisoformat(listed["created_at"]).tzinfo is not None
    assert run("media", "delete", media_id, "--json").document["id"] == media_id
    assert run("media", "list", "--json").document == []


def test_the_switch_sets_a_named_state(run: Run, media_id: int) -> None:
    for state in ("on", "on", "off", "off", "on"):
        document = run("access", state, media_id, "--json").document
        assert document == {"id": media_id, "guest_access": state == "on"}
        assert run("media", "list", "--json").document[0]["guest_access"] is (state == "on")


def test_a_link_has_exactly_the_keys_of_the_contract(run: Run, media_id: int) -> None:
    made = run("link", "create", media_id, "--name", "For you", "--clicks", "12", "--days", "7", "--json").document
    assert set(made) == LINK_KEYS
    assert (made["media_id"], made["name"], made["click_limit"], made["clicks"]) == (media_id, "For you", 12, 0)
    ends = datetime.fromisoformat(made["expires_at"])
    assert abs(ends - datetime.now(UTC) - timedelta(days=7)) < timedelta(minutes=1)
    assert run("link", "show", made["id"], "--json").document == made
    assert run("link", "list", media_id, "--json").document == [made]
    plain = run("link", "create", media_id, "--name", "For ever", "--json").document
    assert (plain["click_limit"], plain["expires_at"]) == (None, None)


def test_without_json_creating_prints_the_full_url_alone(run: Run, media_id: int) -> None:
    ran = run("link", "create", media_id, "--name", "For you")
    assert ran.out.strip() == run("link", "list", media_id, "--json").document[0]["url"]
    assert ran.out.startswith("http://127.0.0.1:8000/g/")


def test_the_printed_url_opens_the_link(site: Site, run: Run, media_id: int) -> None:
    run("access", "on", media_id)
    url = run("link", "create", media_id, "--name", "For you", "--clicks", "3", "--json").document["url"]
    dana = Guest(site.browser(), url.partition(":8000")[2])
    assert dana.enter().status_code == 303
    dana.watch()
    dana.watch()
    (listed,) = run("link", "list", media_id, "--json").document
    assert (listed["clicks"], listed["connected"]) == (1, 1), "one guest with two pages counts once"


def test_a_link_shows_each_status(site: Site, run: Run) -> None:
    media_id = site.media(access=False)
    link = site.link(media_id, clicks=1)

    def status() -> str:
        return str(run("link", "show", link.id, "--json").document["status"])

    assert status() == "off"
    run("access", "on", media_id)
    assert status() == "active"
    Guest(site.browser(), site.address(link)).enter()
    assert status() == "limit_reached"
    site.switch_module(False)
    assert status() == "unavailable"
    site.switch_module(True)
    run("link", "delete", link.id)
    assert status() == "deleted"
    assert run("link", "list", media_id, "--json").document == []
    run("media", "delete", media_id)
    assert status() == "media_gone"
    expired = site.link(days=1, age=timedelta(days=1))
    assert run("link", "show", expired.id, "--json").document["status"] == "expired"


def test_deleting_a_link_frees_its_place(run: Run, media_id: int) -> None:
    made = [run("link", "create", media_id, "--name", "L", "--json").document["id"] for _ in range(3)]
    refusal = run("link", "create", media_id, "--name", "L", "--json").refused()
    assert refusal == "This media already has 3 guest links. Delete one to create another."
    assert run("link", "delete", made[1], "--json").document["id"] == made[1]
    assert run("link", "create", media_id, "--name", "L", "--json").code == 0


def test_a_sweep_prints_one_document(run: Run) -> None:
    assert set(run("sweep", "--json").document) == set(MAINTENANCE_TASKS)


def test_a_live_session_is_added_and_ended(run: Run, elsewhere: Elsewhere) -> None:
    run("user", "add", *PERSON, stdin="a good password\n")
    owner = ("--owner", PERSON[0], "--title", "Board")
    soon = ("--folder", "board", "--starts", "2035-01-02T03:04+01:00")
    added = run("media", "add-live", *owner, *soon, "--json").document
    assert (added["kind"], added["folder"], added["playlist_url"]) == ("live", "board", None)
    assert (added["starts_at"], added["live"]) == ("2035-01-02T02:04:00+00:00", "upcoming")
    assert added["guest_access"] is False
    url = elsewhere.put("/x.m3u8")
    remote = run("media", "add-live", *owner, "--playlist", url, "--json").document
    assert (remote["playlist_url"], remote["starts_at"], remote["live"]) == (url, None, "live")
    assert {item["id"] for item in run("media", "list", "--json").document} == {added["id"], remote["id"]}
    assert run("media", "end-live", added["id"], "--json").document == added | {"live": "over"}


def test_keys_are_listed_and_rotated_without_being_shown(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch, environment: Path
) -> None:
    """Only a key in the data folder can be rotated, so this test puts the key there."""
    (environment / "var" / "secret_key").write_text(KEY)
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    forget()
    link = run("link", "create", site.media(), "--name", "A link", "--json").document
    new = run("keys", "rotate", "--json").document["id"]
    present, former = run("keys", "list", "--json").document
    assert (present["id"], present["present"], present["links"]) == (new, True, 0)
    assert (former["present"], former["links"]) == (False, 1)
    assert run("link", "show", link["id"], "--json").document == link
    assert KEY not in run("keys", "list").out
    (environment / "var" / "former_keys").unlink()
    forget()
    assert f"id {former['id']}" in run("keys", "list").refused()
