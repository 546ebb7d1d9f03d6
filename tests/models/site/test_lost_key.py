"""A lost former key: what docs/keys.md says to do gives up its links and no others."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models.errors import Misconfigured
from models.plumbing import database, keys
from models.site import founding
from models.tables import GuestLink
from tests.conftest import forget
from tests.vocabulary.maker import NOW, Maker

SECTION = (Path(__file__).parents[3] / "docs" / "keys.md").read_text().partition("\n## A lost key\n")[2]
NEW = "a new key of the tests, long enough to be one"


def statements() -> list[str]:
    (block,) = re.findall(r"^ *```sql\n(.*?)^ *```", SECTION.partition("\n## ")[0], re.MULTILINE | re.DOTALL)
    return [line.strip().rstrip(";") for line in str(block).splitlines()]


def execute(maker: Maker, statement: str) -> None:
    with database.writing(maker.bind) as db:
        db.execute(text(statement))


def test_of_a_lost_former_key_the_links_are_given_up_and_no_others(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, lost = maker.link(), keys.key_id()
    former = keys.ring()[0].decode()
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", NEW)
    Path("former").write_text(former)
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS_FILE", "former")
    forget()
    founding.migrate(maker.bind, now=NOW)
    new = maker.link()
    Path("former").write_text("")
    forget()
    with pytest.raises(Misconfigured, match=lost):
        founding.check_migrated(maker.bind)
    execute(maker, f"{statements()[0]} AND key_id = '{lost}'")
    founding.check_migrated(maker.bind)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(GuestLink.id).where(GuestLink.deleted_at.is_(None))).all() == [new.id]
    assert old.id != new.id
