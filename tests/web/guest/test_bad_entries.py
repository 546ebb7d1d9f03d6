"""What the entry form refuses, with which sentences, and that nothing typed is lost (contract 6.2, 6.3)."""

import unicodedata

import pytest

from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.patches import record_calls
from tests.vocabulary.site import Guests, Site
from tests.web import typing_badly

NAMES = [(name, words.replace("a name", "your name")) for name, words in typing_badly.NAMES]


@pytest.mark.parametrize(("name", "words"), NAMES)
def test_a_wrong_name_is_refused_and_kept(guest: Guests, name: str, words: str) -> None:
    dana = guest()
    answer = dana.send(dana.form(), name=name)
    assert answer.status_code == 422
    assert words in errors_beside(answer.text)["name"]
    # A page cannot contain NUL, and HTML has only one kind of line end.
    if not set(name) & set("\0\n"):
        assert inputs(answer.text)["name"] == name
    assert inputs(answer.text)["email"] == "dana@example.com"


@pytest.mark.parametrize("email", typing_badly.EMAILS)
def test_a_wrong_email_is_refused_and_kept(guest: Guests, email: str) -> None:
    dana = guest()
    answer = dana.send(dana.form(), email=email)
    assert answer.status_code == 422
    words = "Enter an email address in the correct format, like name@example.com"
    assert errors_beside(answer.text) == {"email": words}
    assert (inputs(answer.text)["name"], inputs(answer.text)["email"]) == ("Dana", email)


@pytest.mark.parametrize("missing", ["name", "email"])
def test_a_missing_field_counts_as_an_empty_one(guest: Guests, missing: str) -> None:
    dana = guest()
    form = dana.form() | {"name": "Dana", "email": "dana@example.com"}
    answer = dana.client.post(dana.address, data={key: form[key] for key in form if key != missing})
    assert answer.status_code == 422
    words = {"name": "Enter your name", "email": "Enter your email address"}[missing]
    assert errors_beside(answer.text) == {missing: words}


@pytest.mark.parametrize("raw", typing_badly.UNUSABLE_BYTES)
@pytest.mark.parametrize("field", ["name", "email", "csrf_token", "surplus"])
def test_broken_bytes_are_refused_or_ignored(site: Site, guest: Guests, raw: str, field: str) -> None:
    link = site.link()
    dana = guest(link)
    fields = {"csrf_token": dana.form()["csrf_token"], "name": "Dana", "email": "dana%40example.com", field: raw}
    body = "&".join(f"{key}={value}" for key, value in fields.items())
    answer = dana.client.post(dana.address, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == (303 if field == "surplus" else 422)
    assert site.clicks(link) == (1 if field == "surplus" else 0)


def test_one_of_repeated_fields_counts(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    form = dana.form() | {"name": ["Dana", "Eve"], "email": ["dana@example.com", "eve@example.com"]}
    assert dana.client.post(dana.address, data=form).status_code == 303
    assert site.clicks(link) == 1


@pytest.mark.parametrize("size", [64 * 1024 + 1, 10 * 1024**2])
def test_a_body_larger_than_any_form_is_413(site: Site, guest: Guests, size: int) -> None:
    link = site.link()
    dana = guest(link)
    answer = dana.send(dana.form(), name="D" * size)
    assert answer.status_code == 413
    assert "too large" in answer.text
    assert site.clicks(link) == 0


@pytest.mark.parametrize("name", ["Jos\u00e9", "Jose\u0301", "\u5f20\u4f1f", "O'Brien <b>", "D" * 100, "\u0410", "7"])
def test_real_names_are_accepted(site: Site, guest: Guests, name: str) -> None:
    dana = guest()
    assert dana.send(dana.form(), name=f"  {name}\u200b").status_code == 303
    assert "<b>" not in dana.client.get(dana.address).text


@pytest.mark.parametrize("email", ["d@EXAMPLE.com", "d+x@b\u00fccher.example", "a" * 64 + "@example.com", " d@e.org "])
def test_real_emails_are_accepted(guest: Guests, email: str) -> None:
    dana = guest()
    assert dana.send(dana.form(), email=email).status_code == 303


def test_a_wrong_entry_is_judged_once(guest: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    dana = guest()
    form = dana.form()
    normalized = record_calls(monkeypatch, unicodedata, "normalize")
    assert dana.send(form, name="Zo\u00eb of once", email="none").status_code == 422
    assert [text for _form, text in normalized].count("Zo\u00eb of once") == 1
