"""Ranges and conditions as in RFC 9110, with answers of limited size, for guests and owners (contract 8.10, 8.11)."""

import pytest
from werkzeug.test import TestResponse

from tests.web.media.conftest import CONTENT, SIZE, Get
from web.media.ranges import LARGEST_PART, MOST_RANGES

# Dates that no calendar has. Werkzeug fails at some of them.
OUT_OF_RANGE = ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2026 00:00:00 +99999999999999999999"]


def test_without_a_range_all_bytes_come(get: Get) -> None:
    answer = get()
    assert (answer.status_code, answer.data == CONTENT) == (200, True)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-cache" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("requested", "start", "length"),
    [
        ("bytes=0-", 0, LARGEST_PART),
        (f"bytes=0-{SIZE - 1}", 0, LARGEST_PART),
        (f"bytes=0-{SIZE * 9}", 0, LARGEST_PART),
        ("bytes=5-9", 5, 5),
        ("bytes=7-7", 7, 1),
        (f"bytes=0-{LARGEST_PART - 1}", 0, LARGEST_PART),
        (f"bytes=0-{LARGEST_PART}", 0, LARGEST_PART),
        ("bytes=-10", SIZE - 10, 10),
        (f"bytes=-{SIZE * 2}", 0, LARGEST_PART),
        (f"bytes={SIZE - 3}-", SIZE - 3, 3),
        (f"bytes={SIZE - 3}-{SIZE + 10**20}", SIZE - 3, 3),
    ],
)
def test_a_range_is_answered_up_to_the_limit(get: Get, requested: str, start: int, length: int) -> None:
    answer = get(Range=requested)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + length - 1}/{SIZE}"
    assert answer.headers["Content-Length"] == str(length)
    assert answer.data == CONTENT[start : start + length]


@pytest.mark.parametrize("requested", [f"bytes={SIZE}-", f"bytes={SIZE * 3}-{SIZE * 4}", f"bytes={10**30}-"])
def test_a_range_beyond_the_end_cannot_be_satisfied(get: Get, requested: str) -> None:
    answer = get(Range=requested)
    assert (answer.status_code, answer.data) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("requested", ["bytes=-0", "bytes=-00", "bytes= -0", "Bytes=-000"])
def test_the_last_zero_bytes_cannot_be_satisfied(get: Get, requested: str) -> None:
    assert get(Range=requested).status_code == 416


@pytest.mark.parametrize("shape", ["{}", "W/{}", '"x", W/{}', "*"])
def test_a_matching_validator_is_304(get: Get, shape: str) -> None:
    """By weak comparison (RFC 9110, 13.1.2), because a cache in between may have weakened the validator."""
    answer = get(If_None_Match=shape.format(get().headers["ETag"]))
    assert (answer.status_code, answer.data) == (304, b"")
    assert get(If_None_Match='W/"x"').status_code == 200


@pytest.mark.parametrize(
    "requested", ["bytes=9-5", "bytes=", "bytes=a-b", "lines=0-5", "bytes=--5", "bytes", "=", "bytes=٣-٤"]
)
def test_an_unreadable_range_gets_the_whole_file(get: Get, requested: str) -> None:
    answer = get(Range=requested.encode().decode("latin-1"))
    assert (answer.status_code, len(answer.data)) == (200, SIZE)
    assert "Content-Range" not in answer.headers


def parts_of(answer: TestResponse) -> list[tuple[str, bytes]]:
    """The Content-Range and the bytes of each part (RFC 9110, 14.6)."""
    kind, _, boundary = answer.headers["Content-Type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    empty, *parts, end = answer.data.split(f"\r\n--{boundary}".encode())
    assert (empty, end) == (b"", b"--\r\n")
    read = []
    for part in parts:
        head, _, content = part.partition(b"\r\n\r\n")
        named = dict(line.split(": ") for line in head.decode().strip().splitlines())
        assert named["Content-Type"] == "video/mp4"
        read.append((named["Content-Range"], content))
    return read


@pytest.mark.parametrize(
    ("requested", "expected"),
    [
        ("bytes=0-1,5-6", [(0, 2), (5, 7)]),
        ("bytes=0-0, 1-1, -1", [(0, 1), (1, 2), (SIZE - 1, SIZE)]),
        (f"bytes=3-3,{SIZE - 3}-", [(3, 4), (SIZE - 3, SIZE)]),
        (f"bytes=0-9,20-{SIZE * 2}", [(0, 10), (20, 20 + LARGEST_PART)]),
        (f"bytes=0-0,7-7,{SIZE}-{SIZE + 5}", [(0, 1), (7, 8)]),
        ("bytes=" + ",".join(f"{at}-{at}" for at in range(0, 2 * MOST_RANGES, 2)), None),
    ],
)
def test_several_ranges_are_answered_in_parts(get: Get, requested: str, expected: list[tuple[int, int]] | None) -> None:
    answer = get(Range=requested)
    assert answer.status_code == 206
    assert "Content-Range" not in answer.headers
    assert answer.headers["Content-Length"] == str(len(answer.data))
    expected = expected or [(at, at + 1) for at in range(0, 2 * MOST_RANGES, 2)]
    assert parts_of(answer) == [(f"bytes {start}-{stop - 1}/{SIZE}", CONTENT[start:stop]) for start, stop in expected]


def test_the_only_range_that_can_be_satisfied_comes_alone(get: Get) -> None:
    """A multipart answer has more than one part (RFC 9110, 15.3.7.2)."""
    answer = get(Range=f"bytes=5-9,{SIZE}-{SIZE + 1}")
    assert (answer.status_code, answer.data) == (206, CONTENT[5:10])
    assert answer.headers["Content-Range"] == f"bytes 5-9/{SIZE}"


@pytest.mark.parametrize(
    "requested",
    [
        "bytes=0-5,3-9",
        "bytes=9-12,0-3",
        f"bytes=0-9,-{SIZE - 5}",
        "bytes=0-,-1",
        "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 2 * MOST_RANGES + 2, 2)),
    ],
)
def test_overlapping_unordered_or_too_many_ranges_get_the_whole_file(get: Get, requested: str) -> None:
    answer = get(Range=requested)
    assert (answer.status_code, len(answer.data)) == (200, SIZE)


def test_several_ranges_beyond_the_end_cannot_be_satisfied(get: Get) -> None:
    answer = get(Range=f"bytes={SIZE}-{SIZE + 1},{SIZE + 5}-{SIZE + 6}")
    assert (answer.status_code, answer.data) == (416, b"")


def test_head_names_the_size_and_sends_nothing(get: Get) -> None:
    for headers in ({}, {"Range": "bytes=0-5"}):
        answer = get(method="HEAD", **headers)
        assert (answer.status_code, answer.data) == (200, b"")
        assert answer.headers["Content-Length"] == str(SIZE)


def test_if_range_gives_a_part_only_of_the_same_file(get: Get) -> None:
    etag = get(method="HEAD").headers["ETag"]
    assert not etag.startswith("W/")
    assert get(Range="bytes=0-1", If_Range=etag).status_code == 206
    for other in ('"another"', "Wed, 21 Oct 2015 07:28:00 GMT", *OUT_OF_RANGE):
        answer = get(Range="bytes=0-1", If_Range=other)
        assert (answer.status_code, len(answer.data)) == (200, SIZE)


def test_a_weak_validator_in_if_range_gets_the_whole_file(get: Get) -> None:
    etag = get(method="HEAD").headers["ETag"]
    assert get(Range="bytes=0-1", If_Range=f"W/{etag}").status_code == 200


@pytest.mark.parametrize("date", [*OUT_OF_RANGE, "Wed, 21 Oct 2015 07:28:00 GMT", "Fri, 21 Oct 2095 07:28:00 GMT", "x"])
def test_a_condition_with_a_date_is_ignored(get: Get, date: str) -> None:
    for name in ("If_Modified_Since", "If_Unmodified_Since"):
        assert get(**{name: date}).status_code == 200
        assert get(If_None_Match="*", **{name: date}).status_code == 304


def test_a_file_that_the_browser_has_is_304(get: Get) -> None:
    etag = get(method="HEAD").headers["ETag"]
    for known in (etag, f'"x", {etag}', "*"):
        answer = get(If_None_Match=known)
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == etag
    assert get(If_None_Match='"another"').status_code == 200
