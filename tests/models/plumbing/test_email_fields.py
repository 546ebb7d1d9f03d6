"""The email addresses that people may type (contract 6.3)."""

import pytest

from models.errors import Invalid
from models.plumbing.fields import clean_email
from tests.models.plumbing.refusing import refused

WRONG_EMAIL = "Enter an email address in the correct format, like name@example.com"


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("dana@example.com", "dana@example.com"),
        ("  Dana.O+tag@EXAMPLE.Com\n", "Dana.O+tag@example.com"),
        ("dana@bücher.example.com", "dana@bücher.example.com"),
        ("dana@BÜCHER.example.com", "dana@bücher.example.com"),
        ("dana@xn--bcher-kva.example.com", "dana@bücher.example.com"),
        ("用户@example.com", "用户@example.com"),
        ("x" * 64 + "@example.com", "x" * 64 + "@example.com"),
        ("o'neil@example.co.uk", "o'neil@example.co.uk"),
        ("dana@intranet.local", "dana@intranet.local"),
    ],
    ids=ascii,
)
def test_a_valid_address_is_kept_with_its_domain_lower_cased(raw: str, address: str) -> None:
    assert clean_email(raw) == address
    assert clean_email(address) == address


@pytest.mark.parametrize("raw", ["", "  ", "\u3164", "\u200b"], ids=ascii)
def test_a_blank_address_is_refused_with_its_own_sentence(raw: str) -> None:
    refused(clean_email, raw, "email", "Enter your email address")


@pytest.mark.parametrize(
    "raw",
    [
        *("dana", "dana@", "@example.com", "dana@@example.com", "dana@example", "dana @example.com", "a@b@example.com"),
        *("dana@example..com", ".dana@example.com", "dana@-example.com", "a,b@example.com"),
        *("dana@[127.0.0.1]", '"dana"@example.com', "dana@example.com, x@example.com", "dana@exa_mple.com"),
        "x" * 65 + "@example.com",
        "x@" + ".".join(["y" * 60] * 4) + ".example.com",
        "x" * 300,
        "x" * 100_000 + "@example.com",
    ],
    ids=lambda raw: ascii(raw)[:40],
)
def test_a_wrong_address_is_refused(raw: str) -> None:
    refused(clean_email, raw, "email", WRONG_EMAIL)


@pytest.mark.parametrize("char", "\0\n\r\x1b\ud800\ufffd\u202e\u2028", ids=ascii)
def test_an_address_with_a_forbidden_character_is_refused(char: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_email(f"da{char}na@example.com")
    assert refusal.value.field == "email"


@pytest.mark.parametrize(("length", "fits"), [(253, True), (254, True), (255, False)])
def test_an_address_has_at_most_254_characters(length: int, fits: bool) -> None:
    domain = ".".join(["y" * 62] * 3) + ".com"
    raw = "x@" + "z" * (length - len(domain) - 3) + "." + domain
    assert len(raw) == length
    if fits:
        assert clean_email(raw) == raw
    else:
        refused(clean_email, raw, "email", WRONG_EMAIL)
