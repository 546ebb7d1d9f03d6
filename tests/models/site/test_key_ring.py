"""The present key and the former keys. New links use the present key, old links keep theirs, and the site does not
start without a key that links still need."""

import re
import secrets
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from models.config.settings import settings
from models.errors import Misconfigured
from models.links import tokens
from models.plumbing import database, keys
from models.site import founding
from models.tables import GuestLink, Site
from tests.conftest import KEY, forget
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.server import ROOT

NEW, NEWER = "a new key of the tests, long enough to be one", "a still newer key of the tests, long enough"
NEW_WITHOUT_COMMA, NEWER_WITHOUT_COMMA = NEW.replace(",", ""), NEWER.replace(",", "")
BASE = "https://media.example.org"


def use_keys(monkeypatch: pytest.MonkeyPatch, present: str, *former: str) -> None:
    """The former keys come from a file, because one of them has a comma in it."""
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", present)
    Path("former").write_text("\n".join(former))
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS_FILE", "former")
    forget()


def url(link: GuestLink) -> str | None:
    return tokens.url_of(link, BASE)


@pytest.mark.parametrize("separator", ["\n", ",", " ,\n\n "])
def test_former_keys_can_be_given_by_value_too(monkeypatch: pytest.MonkeyPatch, separator: str) -> None:
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS", separator.join((NEW_WITHOUT_COMMA, NEWER_WITHOUT_COMMA)))
    forget()
    assert keys.ring() == (KEY.encode(), NEW_WITHOUT_COMMA.encode(), NEWER_WITHOUT_COMMA.encode())


def test_old_links_keep_their_address_and_new_ones_come_from_the_new_key(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = maker.link()
    before = url(old)
    use_keys(monkeypatch, NEW, KEY)
    founding.migrate(maker.bind, now=NOW)
    new = maker.link()
    assert url(old) == before
    assert (new.key_id, old.key_id) == (keys.key_id(), keys.key_id(KEY.encode()))
    assert new.token_hash == keys.digest(maker.token(new))
    use_keys(monkeypatch, NEWER, NEW, KEY)
    assert (url(old), url(new)) == (before, f"{BASE}/g/{maker.token(new)}")
    for link in (old, new):
        maker.enter(link)


def test_the_first_key_may_be_removed_once_a_new_one_is_recorded_and_no_link_needs_it(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, other = maker.link(), maker.link()
    use_keys(monkeypatch, NEW, KEY)
    # With the old key as a former key, every part starts, also before the new one is recorded.
    founding.check_migrated(maker.bind)
    use_keys(monkeypatch, NEW)
    with pytest.raises(Misconfigured, match="not the one this site was founded with"):
        founding.check_migrated(maker.bind)
    use_keys(monkeypatch, NEW, KEY)
    founding.migrate(maker.bind, now=NOW)
    use_keys(monkeypatch, NEW)
    needed = keys.key_id(KEY.encode())
    for refused in (lambda: founding.check_migrated(maker.bind), lambda: founding.migrate(maker.bind, now=NOW)):
        with pytest.raises(Misconfigured, match=f"id {needed}.*GUESTLINK_FORMER_KEYS"):
            refused()
    acts.delete_link(maker, link)
    with pytest.raises(Misconfigured, match=needed):
        founding.check_migrated(maker.bind)
    acts.delete_media(maker, other)
    founding.check_migrated(maker.bind)
    assert url(link) is None


def test_a_site_whose_key_is_lost_goes_on_with_a_new_one_by_the_words_of_the_manual(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = maker.link()
    use_keys(monkeypatch, NEW)
    with pytest.raises(Misconfigured, match=r"tar -xOf FILE secret_key.*docs/keys\.md"):
        founding.check_migrated(maker.bind)
    statements = re.findall("^ *(UPDATE .*;)$", (ROOT / "docs" / "keys.md").read_text(), re.MULTILINE)
    with database.writing(maker.bind) as db:
        for statement in statements:
            db.execute(text(statement.replace("WHAT WAS PRINTED", keys.fingerprint())))
    founding.check_migrated(maker.bind)
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).deleted_at is not None


def test_keys_that_are_refused_are_not_recorded(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    use_keys(monkeypatch, NEW, NEWER)
    with pytest.raises(Misconfigured):
        founding.migrate(maker.bind, now=NOW)
    use_keys(monkeypatch, KEY, NEW)
    founding.check_migrated(maker.bind)


def test_keys_are_listed_by_id_with_the_number_of_links_that_need_each(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_id = maker.media()
    for _ in range(2):
        maker.link(media_id)
    acts.delete_link(maker, maker.link(media_id))
    use_keys(monkeypatch, NEW, KEY)
    maker.link(media_id)
    with database.reading(maker.bind) as db:
        listed = founding.keys_with_links(db)
    assert listed == [
        {"id": keys.key_id(NEW.encode()), "present": True, "links": 1},
        {"id": keys.key_id(KEY.encode()), "present": False, "links": 2},
    ]
    assert not any(key in str(listed) for key in (NEW, KEY))


def test_links_from_before_key_ids_were_stored_belong_to_the_first_key(empty: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(founding.MIGRATIONS))
    with empty.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    with database.writing(empty) as db:
        for row in ROWS_WITHOUT_KEY_IDS:
            db.execute(text(row), {"now": "2026-03-01 12:00:00+00", "key": keys.fingerprint()})
    founding.migrate(empty, now=NOW)
    with database.reading(empty) as db:
        assert list(db.execute(text("SELECT name, key_id FROM guest_link"))) == [("A link", keys.key_id())]
        assert db.scalar(text("SELECT count(*) FROM guest_group")) == 1, (
            "the migration must not delete rows that refer to the link"
        )


ROWS_WITHOUT_KEY_IDS = [
    "INSERT INTO site (id, key_fingerprint, created_at) VALUES (1, :key, :now)",
    "INSERT INTO user_account (id, email, name, role, created_at) VALUES (1, 'o@example.com', 'O', 'admin', :now)",
    """INSERT INTO media_item (id, kind, title, owner_id, guest_access, access_epoch, visibility, created_at,
    past_views, past_plays, description) VALUES (1, 'room', 'T', 1, true, 1, 'private', :now, 0, 0, '')""",
    """INSERT INTO guest_link (id, media_id, slot, name, token_salt, token_hash, clicks, created_at, access_on,
    access_epoch, media_available) VALUES (1, 1, 1, 'A link', '0123456789abcdef', 'x', 0, :now, true, 1, true)""",
    "INSERT INTO guest_group (link_id, created_at) VALUES (1, :now)",
]


@pytest.fixture
def key_folder(monkeypatch: pytest.MonkeyPatch, environment: Path) -> Path:
    """The folder where `guestlink up` keeps the key that it made."""
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    forget()
    keys.make_key(settings())
    return environment / "var"


def test_rotating_keeps_all_earlier_keys(key_folder: Path) -> None:
    made = [keys.ring()[0]]
    for _ in range(3):
        keys.rotate_key(settings())
        made.insert(0, keys.ring()[0])
        assert list(keys.ring()) == made
    assert len(set(made)) == 4
    forget()
    assert list(keys.ring()) == made, "the next process must read the same keys"
    assert {(key_folder / name).stat().st_mode & 0o777 for name in ("secret_key", "former_keys")} == {0o600}


def test_a_rotation_that_fails_loses_no_key(key_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = keys.ring()[0]

    def full(*_: object) -> str:
        raise OSError

    monkeypatch.setattr(secrets, "token_urlsafe", full)
    with pytest.raises(OSError):  # noqa: PT011 (the disk is full, say)
        keys.rotate_key(settings())
    forget()
    assert set(keys.ring()) == {old}


@pytest.mark.parametrize("name", ["GUESTLINK_SECRET_KEY", "GUESTLINK_FORMER_KEYS"])
def test_keys_from_settings_are_not_rotated(key_folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, NEW_WITHOUT_COMMA)
    forget()
    with pytest.raises(Misconfigured, match="named by settings"):
        keys.rotate_key(settings())
    assert not (key_folder / "former_keys").exists()


def test_a_former_key_that_cannot_be_used_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_keys(monkeypatch, NEW, KEY, "short")
    # A former key cannot be made.
    with pytest.raises(Misconfigured, match=r"each of GUESTLINK_FORMER_KEYS must.*put it there whole"):
        keys.ring()
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS_FILE", str(tmp_path / "nowhere"))
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_FORMER_KEYS_FILE"):
        keys.ring()


def test_a_new_site_is_founded_with_the_present_key(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    use_keys(monkeypatch, NEW, KEY)
    founding.migrate(empty, now=NOW)
    with database.reading(empty) as db:
        assert db.get_one(Site, 1).key_fingerprint == keys.fingerprint(NEW.encode())
