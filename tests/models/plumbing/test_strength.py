"""How strong the secrets are that we make, and the keys that we take (docs/security.md, 11.2.3)."""

import string
from collections.abc import Callable
from math import log2

import pytest

from models.config.secret_files import MIN_SECRET_LENGTH
from models.plumbing import keys

LETTERS = set(string.ascii_letters + string.digits)


@pytest.mark.parametrize(
    ("derive", "letters"), [(keys.derive_letters, LETTERS), (keys.derive_text, LETTERS | set("-_"))]
)
def test_what_is_derived_has_190_bits_or_more_and_uses_all_letters(
    derive: Callable[..., str], letters: set[str]
) -> None:
    found = [derive("strength", str(number)) for number in range(200)]
    assert len(set(found)) == 200
    assert set("".join(found)) == letters
    assert all(len(each) * log2(len(letters)) >= 190 for each in found)


def test_signatures_have_256_bits_and_a_key_128_even_if_it_is_of_hexadecimal_digits() -> None:
    assert len(keys.derive("strength")) * 8 == 256
    assert MIN_SECRET_LENGTH * log2(16) >= 128
