"""Finding people by parts of their name or address, and by their role (contract 12.50)."""

import pytest

from models.errors import NotFound
from models.people import accounts, finding
from models.people.finding import Who
from models.plumbing import database, paging
from tests.vocabulary.acts import write
from tests.vocabulary.maker import NOW, Maker

PEOPLE = {
    "José Núñez": ("jose@example.org", "viewer"),
    "דנה כהן": ("dana@example.org", "contributor"),
    "Ada Lovelace": ("ada.l@example.com", "admin"),
    "ÅSA Straße": ("asa@example.com", "viewer"),
}


@pytest.fixture
def people(maker: Maker) -> Maker:
    for name, (email, role) in PEOPLE.items():
        write(maker, accounts.add_user, email=email, name=name, role=role, password=None, now=NOW)
    return maker


def names(maker: Maker, typed: str = "", who: Who = Who.EVERYONE, *, page: int = 1, language: str = "en") -> list[str]:
    with database.reading(maker.bind) as db:
        return [user.name for user in finding.found_users(db, page, typed=typed, who=who, language=language).rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jose", ["José Núñez"]),
        ("NUNEZ", ["José Núñez"]),
        ("núñ jo", ["José Núñez"]),
        ("דנה", ["דנה כהן"]),
        ("strasse", ["ÅSA Straße"]),
        ("asa", ["ÅSA Straße"]),
        ("example.com", ["Ada Lovelace", "ÅSA Straße"]),
        ("ada.l@", ["Ada Lovelace"]),
        ("a%", []),
        ("a_a", []),
        ("ada jose", []),
        (" \t", ["Ada Lovelace", "ÅSA Straße", "José Núñez", "דנה כהן"]),
    ],
)
def test_each_word_is_part_of_the_name_or_the_address(people: Maker, typed: str, found: list[str]) -> None:
    assert names(people, typed) == found


def test_people_are_filtered_by_role_and_by_being_disabled(people: Maker) -> None:
    with database.reading(people.bind) as db:
        asa = accounts.user_by_email(db, "asa@example.com")
    write(people, accounts.disable_user, asa.id, now=NOW)
    assert names(people, who=Who.VIEWERS) == ["ÅSA Straße", "José Núñez"]
    assert names(people, who=Who.CONTRIBUTORS) == ["דנה כהן"]
    assert names(people, who=Who.ADMINS) == ["Ada Lovelace"]
    assert names(people, who=Who.DISABLED) == ["ÅSA Straße"]
    assert names(people, "jose", Who.DISABLED) == []
    assert names(people, "jose", Who.VIEWERS) == ["José Núñez"]


@pytest.mark.parametrize("typed", ["", "example"])
def test_found_people_have_pages_in_the_order_of_the_language(
    people: Maker, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 2)
    assert names(people, typed, page=1, language="he") == ["דנה כהן", "Ada Lovelace"]
    assert names(people, typed, page=2, language="he") == ["ÅSA Straße", "José Núñez"]
    with database.reading(people.bind) as db:
        assert [finding.found_users(db, page, typed=typed).has_next for page in (1, 2)] == [True, False]
        with pytest.raises(NotFound):
            finding.found_users(db, 3, typed=typed)
