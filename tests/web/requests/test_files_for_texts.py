"""A file sent in place of a text counts as nothing, and no form fails because of it (contract 6.31)."""

import inspect
import io

import pytest
from flask_wtf import FlaskForm
from wtforms import FileField

import web.account.forms
import web.admin.forms
import web.guest.forms
import web.owner.adding.forms
import web.owner.items.forms
import web.owner.library.forms
import web.owner.links.forms
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from web.requests.parsing import file_field

MODULES = (
    web.account.forms,
    web.admin.forms,
    web.guest.forms,
    web.owner.adding.forms,
    web.owner.items.forms,
    web.owner.library.forms,
    web.owner.links.forms,
)
FORMS = [
    form
    for module in MODULES
    for _name, form in inspect.getmembers(module, inspect.isclass)
    if issubclass(form, FlaskForm) and form.__module__ == module.__name__
]


def test_exactly_the_file_fields_of_all_forms_are_read_as_files() -> None:
    fields = {(form, name): getattr(form, name) for form in FORMS for name in vars(form) if name[0] != "_"}
    files = {name for (_form, name), field in fields.items() if getattr(field, "field_class", None) is FileField}
    paths = ("/media/new", "/media/1/captions", "/media/1/poster", "/admin/theming/logo")
    assert files == {file_field(path) for path in paths}


@pytest.mark.parametrize(
    ("page", "address", "form"),
    [
        ("/login", "/login", {"email": "x@example.com", "password": PASSWORD}),
        ("/account", "/account/password", {"current": PASSWORD, "new": "another good one"}),
        ("/account", "/account/choices", {"language": "", "timezone": ""}),
        ("/media/new-live", "/media/new-live", {"title": "T", "starts_at": "", "folder": "f", "playlist_url": ""}),
        ("/media/new-room", "/media/new-room", {"title": "T", "join_url": "https://e.org/x"}),
        ("/media/1/edit", "/media/1/edit", {"title": "T", "description": "", "tags": "", "visibility": "private"}),
        ("/media/1/edit", "/media/1/collaborators", {"do": "add", "email": "x@example.com"}),
        ("/media/1/guest-access/new", "/media/1/guest-access", {"do": "create", "name": "L", "clicks": "", "days": ""}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_in_place_of_a_text_is_refused_like_a_blank(
    site: Site, page: str, address: str, form: dict[str, str]
) -> None:
    owner = site.maker.user()
    site.media(owner)
    client = site.signed_in(owner)
    for name in form:
        whole = {**inputs(client.get(page).text), **form, name: (io.BytesIO(b"x"), "x.txt")}
        assert client.post(address, data=whole).status_code < 500, name
    assert "FileStorage" not in client.get(page).text


def test_a_guests_name_or_email_cannot_be_a_file(site: Site) -> None:
    link = site.link()
    client, address = site.browser(), site.address(link)
    for name in ("name", "email"):
        form = inputs(client.get(address).text) | {"name": "Dana", "email": "d@example.com"}
        assert client.post(address, data={**form, name: (io.BytesIO(b"x"), "x.txt")}).status_code == 422
    assert site.clicks(link) == 0
