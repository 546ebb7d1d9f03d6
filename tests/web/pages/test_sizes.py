"""Sizes as people read them."""

import pytest

from web.pages.sizes import readable_size

MB, GB = 1024**2, 1024**3


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1024, "1 KB"),
        (5 * MB, "5 MB"),
        (19 * GB // 10, "1945 MB"),
        (8 * GB, "8 GB"),
        (12 * GB + 700 * MB, "12 GB"),
        (2000 * GB, "2000 GB"),
    ],
)
def test_a_size_is_rounded_down_by_less_than_a_tenth(size: int, text: str) -> None:
    assert readable_size(size) == text
