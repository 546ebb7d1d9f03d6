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
    "one caption of a millisecond": "WEBVTT\n\n00:00.999 --> 00:01.000\nHello",
    "one good caption among others": f"WEBVTT\n\n00:05.000 --> 00:02.000\nHello\n\n{CUE}",
    "hours at the end only": "WEBVTT\n\n59:59.000 --> 01:00:00.000\nHello",
    "more digits in the hours": "WEBVTT\n\n99:00:00.000 --> 100:00:00.000\nHello",
    "very many digits in the hours": f"WEBVTT\n\n00:00.000 --> {'9' * 5000}:00:00.000\nHello",
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
NEVER_SHOWN = {
    "an end before its start": "00:05.000 --> 00:02.000",
    "an end at its start": "00:05.000 --> 00:05.000",
    "the same time with and without hours": "00:05.000 --> 00:00:05.000",
    "fewer hours, with zeros": "10:00:00.000 --> 009:00:00.000",
    "all of several": "00:05.000 --> 00:02.000\nHello\n\n01:00:00.000 --> 59:59.000",
}


@pytest.mark.parametrize("name", GOOD)
def test_webvtt_files_are_accepted(name: str) -> None:
    webvtt.check(GOOD[name].encode())


@pytest.mark.parametrize("name", BAD)
def test_other_files_are_refused(name: str) -> None:
    with pytest.raises(Invalid, match=r"This is not a WebVTT file\. ") as refusal:
        webvtt.check(BAD[name])
    assert refusal.value.field == "file"


@pytest.mark.parametrize("name", NEVER_SHOWN)
def test_a_file_of_which_no_caption_is_ever_shown_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="A caption must end after it starts"):
        webvtt.check(f"WEBVTT\n\n{NEVER_SHOWN[name]}\nHello\n".encode())


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
