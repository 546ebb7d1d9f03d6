"""Places in long lists, as addresses hold them."""

from datetime import UTC, datetime

import pytest

from models.plumbing.keyset import Place, read_place


@pytest.mark.parametrize(
    "place",
    [
        Place(7),
        Place(7, 1),
        # A row whose text is not made yet.
        Place(7, 0, ""),
        Place(7, 0, "a.b/c ארץ"),
        Place(7, 0, datetime(2030, 1, 2, 3, 4, 5, 6, tzinfo=UTC)),
    ],
)
def test_a_place_is_read_as_it_was_written(place: Place) -> None:
    assert read_place(str(place), is_time=isinstance(place.key, datetime)) == place
