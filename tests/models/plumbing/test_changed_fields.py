"""What a form changes, and what it must not undo (contract 4.37)."""

import pytest

from models.errors import ChangedMeanwhile
from models.plumbing.changed_fields import changed_fields


@pytest.mark.parametrize(
    ("current", "shown", "wanted", "written"),
    [
        ("a", "a", "a", {}),
        ("a", "a", "b", {"name": "b"}),
        (None, None, 5, {"name": 5}),
        (5, 5, None, {"name": None}),
        ("b", "a", "a", {}),  # Somebody else has changed it, and this person has not.
        ("b", "a", "b", {}),  # Both to the same, or the form was sent twice.
    ],
)
def test_only_what_the_person_has_changed_is_written(
    current: object, shown: object, wanted: object, written: dict[str, object]
) -> None:
    rest = {"other": 1}
    found = changed_fields({"name": current, **rest}, {"name": shown, **rest}, {"name": wanted, **rest})
    assert found == written


def test_what_both_have_changed_is_refused() -> None:
    with pytest.raises(ChangedMeanwhile):
        changed_fields({"name": "theirs"}, {"name": "a"}, {"name": "mine"})
