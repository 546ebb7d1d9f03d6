"""The edit page says what was read of captions, and what was not (contract 8.61)."""

import html
import re

from flask.testing import FlaskClient

from tests.vocabulary.caption_files import SRT
from tests.vocabulary.item_files import post_captions


def told(client: FlaskClient, media_id: int) -> tuple[list[str], list[str]]:
    """What the page says of the captions that were just saved, and of what was not read."""
    text = html.unescape(client.get(f"/media/{media_id}/edit").text)
    faults = re.findall(r'<div class="faults".*?</div>', text, re.DOTALL)
    return re.findall(r'told" role="status">(.*?)</p>', text), re.findall(r"<li>(.*?)</li>", "".join(faults))


def test_the_page_says_what_was_read(owner_client: FlaskClient, media_id: int) -> None:
    later = SRT.replace("00:00:0", "12:00:0").replace("Hi", "<i>Bye</i>")
    post_captions(owner_client, media_id, (SRT + "\n" + later).encode("utf-16"))
    saved = "Captions saved: \u2068עברית\u2069"
    assert told(owner_client, media_id) == ([saved, "2 captions, 00:00:01 to 12:00:02"], [])
    post_captions(owner_client, media_id, SRT.encode())
    assert told(owner_client, media_id) == ([saved, "1 caption, 00:00:01 to 00:00:02"], [])
    assert told(owner_client, media_id) == ([], [])


def test_one_good_caption_of_a_hundred_is_saved_and_the_page_says_what_was_not_read(
    owner_client: FlaskClient, media_id: int
) -> None:
    wrong = "".join(f"{at}\n00:00:{at}:x --> 0\nNo\n\n" for at in range(99))
    assert post_captions(owner_client, media_id, (wrong + SRT).encode()).status_code == 303
    summary, faults = told(owner_client, media_id)
    assert summary[1] == "1 caption, 00:00:01 to 00:00:02"
    assert faults == [*(f"Line {4 * at + 2}: no time could be read." for at in range(10)), "and 89 more"]
    assert owner_client.get(f"/media/{media_id}/captions/he").data == b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi\n"


def test_each_fault_has_a_sentence(owner_client: FlaskClient, media_id: int) -> None:
    faults = "1\n00:00:05,000 --> 00:00:06,000\n\n2\n00:00:05,000 --> 00:00:06,000\n" + "x" * 10_001
    replaced = b"\n\n3\n00:00:05,000 --> 00:00:06,000\n" + "שלום".encode() * 9 + b"\xd7\n\n"
    post_captions(owner_client, media_id, faults.encode() + replaced + SRT.encode())
    assert told(owner_client, media_id)[1] == [
        "Line 2: there is no text.",
        "Line 5: the text is longer than 10,000 characters.",
        "Line 9: some characters could not be read.",
    ]
    post_captions(owner_client, media_id, b'<tt><body><p begin="1s" end="2s">a</p>\n')
    assert told(owner_client, media_id)[1] == ["Line 2: the file cannot be read from here on."]
