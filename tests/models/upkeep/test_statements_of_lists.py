"""How many statements one page of each list sends, on both databases. One more fails (contract 4.51, 4.52, 12.47).

Lists of items and links begin with one that looks up the person. Then each list sends one that says which of its parts
have few rows, unless no part has to be sorted: of items by title and by end, and of links of an owner. Links that are
searched send a second one of that kind, about those that were found. The last ones load the rows: one statement, and by
end two, because items and links without an end come after all others.
"""

import pytest
from sqlalchemy import update

from models.plumbing import database, keyset
from models.tables import MediaItem
from tests.models.upkeep.lists import ADMIN, LARGE, LISTS, OWNER, RARE
from tests.vocabulary import plans
from tests.vocabulary.maker import Maker

STATEMENTS = {
    "items of an admin": 2,
    "items of an admin by title": 3,
    "items of an admin by title, late ones": 3,
    "items of an admin by end": 4,
    "items of an admin, a search": 2,
    "items of an admin, a search by title": 3,
    "items of an admin, a search by end": 4,
    "items of an admin, all found": 4,
    "items of an owner": 2,
    "items of an owner by title": 3,
    "items of an owner by end": 4,
    "items of an owner, a search": 2,
    "items of a large owner": 2,
    "items of a large owner by title": 3,
    "items of a large owner by title, late ones": 3,
    "items of a large owner by end": 4,
    "items of a large owner, a search by end": 4,
    "items that others share": 2,
    "items below the first page": 2,
    "links of an admin": 2,
    "links of an admin by name": 2,
    "links of an admin by name, late ones": 2,
    "links of an admin by end": 3,
    "links of an admin, all found": 3,
    "links of an owner": 3,
    "links of an owner by name": 3,
    "links of an owner by end": 4,
    "links of an owner, a search": 4,
    "links of an owner, a search by end": 5,
    "links of a large owner": 3,
    "links of a large owner by name": 3,
    "links of a large owner by end": 4,
    "people": 1,
    "people, a search": 1,
    "the audit log": 1,
    "the audit log, an act": 1,
    "the audit log, an act of long ago": 1,
    "the audit log, a person": 1,
    "the audit log, an act that a person never did": 1,
    "the audit log, an item": 1,
    "the audit log, a link": 1,
}


def test_each_list_is_counted() -> None:
    assert list(STATEMENTS) == list(LISTS)


@pytest.mark.parametrize("few", [keyset.FEW, 0], ids=["few rows", "many rows"])
@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_a_list_sends_so_many_statements(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, name: str, few: int
) -> None:
    admin, owner, large = maker.user("admin"), maker.user(), maker.user()
    assert (admin.id, owner.id, large.id) == (ADMIN, OWNER, LARGE)
    for person in (owner, large):
        media_id = maker.media(person)
        for days in (1, None):
            maker.enter(maker.link(media_id, days=days))
    with database.writing(maker.bind) as db:
        db.execute(update(MediaItem).values(title=RARE, folded=RARE))
    monkeypatch.setattr(keyset, "FEW", few)
    sent = plans.statements(maker.bind, LISTS[name][0])
    assert len(sent) == STATEMENTS[name], sent
