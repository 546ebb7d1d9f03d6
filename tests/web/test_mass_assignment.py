"""A form takes only the fields that it lists (ASVS 8.2.3, 15.3.3)."""

from sqlalchemy import inspect, select

from models.plumbing import database
from models.tables import Base, GuestLink, MediaItem, User
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site


def _row(table: type[Base], row_id: int) -> dict[str, object]:
    with database.reading() as db:
        row = db.scalars(select(table).where(inspect(table).primary_key[0] == row_id)).one()
        return {column.key: getattr(row, column.key) for column in inspect(table).column_attrs}


def _surplus(other: User) -> dict[str, object]:
    people = {"owner_id": other.id, "user_id": other.id, "id": 99, "role": "admin", "is_admin": "1", "email": "x@x.org"}
    item = {"kind": "room", "guest_access": "", "deleted_at": "2020-01-01", "disabled_at": "2020-01-01", "views": 9}
    link = {"slot": 3, "token_hash": "0" * 64, "epoch": 9, "password_hash": "x", "click_limit": 9, "media_id": 99}
    return people | item | link


def test_fields_that_a_form_does_not_list_change_nothing(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    client = site.signed_in(owner)
    surplus = _surplus(site.maker.user())
    before = _row(User, owner.id), _row(MediaItem, media_id)

    edit = inputs(client.get(f"/media/{media_id}/edit").text) | {"visibility": "private"}
    assert client.post(f"/media/{media_id}/edit", data=surplus | edit | {"title": "New"}).status_code == 303
    account = inputs(client.get("/account").text)
    assert (
        client.post("/account/choices", data=surplus | account | {"language": "es", "timezone": ""}).status_code == 303
    )
    window = f"/media/{media_id}/guest-access"
    assert client.post(window, data=surplus | inputs(client.get(f"{window}/new").text)).status_code == 303

    assert _row(User, owner.id) == before[0] | {"language": "es"}
    derived = {"title": "New", "description": None, "folded": None}
    assert _row(MediaItem, media_id) | derived == before[1] | derived
    assert _row(MediaItem, media_id)["title"] == "New"
    with database.reading() as db:
        link = db.scalars(select(GuestLink)).one()
    assert (link.media_id, link.slot, link.click_limit, link.clicks) == (media_id, 1, None, 0)
    assert link.token_hash != "0" * 64
