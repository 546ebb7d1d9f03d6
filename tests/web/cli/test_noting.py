"""Each command that changes something is noted in the audit log, and only what it changes (contract 12.48). A command
that no list names fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import GuestEntry, GuestLink, User
from tests.conftest import KEY, forget
from tests.vocabulary.live import live
from tests.vocabulary.site import Site, now
from tests.web.cli.conftest import Run, noted
from web.admin.acts import ACTS
from web.cli import guestlink

PROVIDER = {"oidc_subject": "https://id.example.org 1", "refused_subject": "https://id.example.org 2"}


@dataclass
class Stage:
    """`user` is at the provider, and owns the item of `link`."""

    site: Site
    user: User
    link: GuestLink
    clip: Path

    @property
    def guest(self) -> int:
        self.site.maker.enter(self.link, now=now())
        with database.reading() as db:
            return db.scalars(select(GuestEntry.id)).one()


Arguments = Callable[[Stage], tuple[object, ...]]
NEW = ("ada@example.com", "--name", "Ada", "--role", "viewer")
# What follows the command, and what it leaves. Sent once more, it leaves nothing.
ONCE: dict[str, tuple[Arguments, tuple[str, ...]]] = {
    "access on": (lambda s: (s.site.media(access=False),), ("access_on",)),
    "access off": (lambda s: (s.link.media_id,), ("access_off",)),
    "access off --end-now": (lambda s: (s.link.media_id,), ("access_ended",)),
    "link edit": (lambda s: (s.link.id, "--name", "Another"), ("link_edited",)),
    "link end": (lambda s: (s.link.id,), ("link_ended",)),
    "link delete": (lambda s: (s.link.id,), ("link_deleted",)),
    "guest remove": (lambda s: (s.guest,), ("guest_removed",)),
    "guest erase": (lambda s: (s.guest and "dana@example.com",), ("guest_erased",)),
    "media end-live": (lambda s: (live(s.site),), ("live_ended",)),
    "media delete": (lambda s: (s.link.media_id,), ("media_deleted",)),
    "user add": (lambda _: (*NEW, "--password-stdin"), ("user_added",)),
    "user invite": (lambda _: NEW, ("user_added", "one_time_address_made")),
    "user disable": (lambda s: (s.user.email,), ("user_disabled",)),
    "user role": (lambda s: (s.user.email, "viewer"), ("role_set",)),
    "user rename": (lambda s: (s.user.email, "Another"), ("user_renamed",)),
    "user address": (lambda s: (s.user.email, "another@example.com"), ("user_address_set",)),
    "user release": (lambda s: (s.user.email,), ("provider_released",)),
    "user relink": (lambda s: (s.user.email,), ("provider_linked",)),
    "user merge": (lambda s: (s.user.email, s.site.maker.user().email), ("media_handed_over", "users_merged")),
}
# These do the same again.
ALWAYS: dict[str, tuple[Arguments, tuple[str, ...]]] = {
    "link create": (lambda s: (s.link.media_id, "--name", "L"), ("link_created",)),
    "media add": (lambda s: (s.clip, "--owner", s.user.email), ("media_added",)),
    "media add-live": (lambda s: ("--owner", s.user.email, "--title", "A", "--folder", "b"), ("media_added",)),
    "media add-room": (lambda s: ("--owner", s.user.email, "--title", "A", "--join", "e.org/r"), ("media_added",)),
    "user password": (lambda s: (s.user.email, "--password-stdin"), ("password_set",)),
    "user reset": (lambda s: (s.user.email,), ("one_time_address_made",)),
    "keys rotate": (lambda _: (), ("keys_rotated",)),
}
# Tested below, or with what they need: `backup` and `restore` in test_restore.py.
ELSEWHERE = {"user enable", "backup", "restore"}
EXCEPTIONS = {
    "up, prepare, web, worker, beat, demo-live": "they run the site",
    "migrate, sweep, media copy-to-s3": "they change no item, link, guest, account or setting, but where it is kept",
    "doctor, settings, user list, media show, media list, keys list": "they only read",
    "link list, link show, link guests, link qr": "they only read",
}


@pytest.fixture
def stage(site: Site, link: GuestLink, clip: Path, environment: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    # Only a key in the data folder can be rotated.
    (environment / "var" / "secret_key").write_text(KEY)
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    forget()
    site.maker.user("admin")
    with database.writing() as db:
        user = db.get_one(GuestLink, link.id).media.owner
        db.execute(update(User).where(User.id == user.id).values(PROVIDER))
    return Stage(site, user, link, clip)


def commands(group: click.Group, *path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield " ".join([*path, name])


def test_every_command_is_listed() -> None:
    # `access on` and `access off` are one command.
    noting = {"access" if name.startswith("access") else name for name in (*ONCE, *ALWAYS)} | ELSEWHERE
    excepted = {name for names in EXCEPTIONS for name in names.split(", ")}
    assert set(commands(guestlink)) == noting | excepted
    assert noting & excepted == set()


@pytest.mark.parametrize("command", [*ONCE, *ALWAYS])
def test_a_command_leaves_what_it_changes_in_the_log(run: Run, stage: Stage, command: str) -> None:
    arguments, acts = (ONCE | ALWAYS)[command]
    given = (*command.split(), *arguments(stage))
    ran = [run(*given, stdin="three words chosen\n") for _ in range(2)]
    assert ran[0].code == 0, ran[0].err
    assert [entry[0] for entry in noted()] == list(acts) * (2 if command in ALWAYS else 1)
    assert set(acts) <= set(ACTS)
    assert {entry[1] for entry in noted()} == {None}
    if command.partition(" ")[0] in {"access", "link", "media", "guest"} and command != "guest erase":
        assert all(entry[2] for entry in noted()), "each names its item"


def test_enabling_is_noted_once(run: Run, stage: Stage) -> None:
    for command in ("enable", "disable", "enable", "enable"):
        assert run("user", command, stage.user.email).code == 0
    assert [entry[0] for entry in noted()] == ["user_disabled", "user_enabled"]


@pytest.mark.parametrize(
    "changes",
    [("--name", "A link"), ("--clicks", "5"), ("--starts", "now"), ("--name", "A link", "--clicks", "5")],
)
def test_an_edit_to_what_is_stored_is_not_noted(run: Run, link: GuestLink, changes: tuple[str, ...]) -> None:
    assert run("link", "edit", link.id, *changes).code == 0
    assert noted() == []
