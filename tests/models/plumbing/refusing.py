"""An assertion for the tests of what people may type: a value is refused with this sentence."""

from collections.abc import Callable

import pytest

from models.errors import Invalid


def refused(clean: Callable[[str], object], raw: str, field: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean(raw)
    assert (refusal.value.field, str(refusal.value)) == (field, sentence)
