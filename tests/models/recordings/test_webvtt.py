"""What is a WebVTT file, and what is not."""

import pytest

from models.errors import Invalid
from models.recordings import webvtt

CUE = "00:00.000 --> 00:01.000\nHello\n"
GOOD = {
    "short times": f"WEBVTT\n\n{CUE}",
    "hours": "WEBVTT\n\n100:00:00.000 --> 100:00:01.000\nHello",
    "a mark before it": f"\ufeffWEBVTT\n\n{CUE}",
    "a title": f"WEBVTT - Title\n\n{CUE}",
    "carriage returns": f"WEBVTT\r\n\r\n{CUE}".replace("\n", "\r\n"),
    "old carriage returns": f"WEBVTT\n\n{CUE}".replace("\n", "\r"),
    "places and names": "WEBVTT\n\nNOTE x\n\nfirst\n00:00.000 --> 00:01.000 align:start\nשלום",
    "no more than the times": "WEBVTT\n\n00:00.000 --> 00:01.000",
}
BAD = {
    "nothing": b"",
    "only its beginning": b"WEBVTT",
    "no times": b"WEBVTT\n\nHello\n",
    "another beginning": CUE.encode(),
    "a longer word": f"WEBVTTX\n\n{CUE}".encode(),
    "a space before it": f" WEBVTT\n\n{CUE}".encode(),
    "SubRip": b"1\n00:00:00,000 --> 00:00:01,000\nHello\n",
    "SubRip's times": b"WEBVTT\n\n00:00:00,000 --> 00:00:01,000\nHello\n",
    "half a time": b"WEBVTT\n\n00:00.000 --> \nHello\n",
    "61 seconds": b"WEBVTT\n\n00:61.000 --> 01:61.000\nHello\n",
    "times amid a line": b"WEBVTT\n\nx 00:00.000 --> 00:01.000\nHello\n",
    "Latin-1": f"WEBVTT\n\n{CUE}é".encode("latin-1"),
    "UTF-16": f"WEBVTT\n\n{CUE}".encode("utf-16"),
    "NUL": f"WEBVTT\n\n{CUE}\0".encode(),
}


@pytest.mark.parametrize("name", GOOD)
def test_webvtt_files_are_accepted(name: str) -> None:
    webvtt.check(GOOD[name].encode())


@pytest.mark.parametrize("name", BAD)
def test_other_files_are_refused(name: str) -> None:
    with pytest.raises(Invalid, match=r"This is not a WebVTT file\. ") as refusal:
        webvtt.check(BAD[name])
    assert refusal.value.field == "file"


@pytest.mark.parametrize("over", [0, 1])
def test_a_file_may_have_one_mebibyte_and_no_more(over: int) -> None:
    content = f"WEBVTT\n\n{CUE}\n".encode()
    content += b"x" * (1024**2 - len(content) + over)
    if not over:
        webvtt.check(content)
        return
    with pytest.raises(Invalid, match="1 MB or smaller"):
        webvtt.check(content)


def test_a_mebibyte_of_digits_is_refused_quickly() -> None:
    with pytest.raises(Invalid):
        webvtt.check(b"WEBVTT\n\n" + b"0" * (1024**2 - 8))
