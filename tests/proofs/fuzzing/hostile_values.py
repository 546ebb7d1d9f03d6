"""What no form expects: odd texts and numbers, and fields that are missing, repeated, or from other forms."""

import json
import re
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

from models.plumbing.keyset import Place

TEXTS = ["", " ", "\0", "a\0b", "\ud800", "\u202e", "\u2066x", "\ufeff", "\U0001f600", "\u0663", "x" * 3000]
NUMBERS = ["-1", "0", "1", "1_000", "+5", "1e9", "NaN", "9" * 400, str(2**31), str(2**63), str(2**64), "0x10", "1.5"]
INJECTIONS = ["<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "%s%n", "{0.__class__}", "' OR 1=1 --", "=1+1"]
INJECTIONS += ["$(id)", "`id`", "\r\nSet-Cookie: x=y"]
ADDRESSES = ["../../etc/passwd", "javascript:alert(1)", "//evil.example", "/\\evil.example", "http://127.0.0.1:1/x/y"]
# What buttons and choices of forms send.
CHOICES = ["on", "off", "create", "delete", "switch", "add", "remove", "put", "state", "role", "admin", "everywhere"]
CHOICES += ["site", "true", "[]", "{}", "null", "end", "title", "watched"]
# The last ones are instants that some zones cannot show.
TIMES = ["2026-11-05T14:00", "9999-12-31T23:59", "0001-01-01T00:00+23:59", "9999-12-31T23:59+00:00"]
TIMES += ["0001-01-01T00:00+00:00"]
# Where pages of lists begin (`models/plumbing/keyset.py`).
PLACES = [str(Place(1, part, time)) for part in (0, 1) for time in (*TIMES, "a\0b", "x")]
ODD = [*TEXTS, *NUMBERS, *INJECTIONS, *ADDRESSES, *CHOICES, *TIMES, *PLACES]
# Fields of other forms, columns of tables, and invented names. A form must ignore what it does not declare.
EXTRA = ["role", "is_admin", "id", "user_id", "owner_id", "media_id", "link_id", "clicks", "email", "password", "do"]
EXTRA += ["state", "token_hash", "disabled_at", "deleted_at", "next", "back", "name[]", "name.x", "__proto__", "file"]
# What lists ask for in their addresses.
EXTRA += ["q", "search", "sort", "status", "page", "before", "after"]
# What is told of many links, of who enters instead of whom, and by players.
EXTRA += ["links", "link", "instead_of", "watched", "parts", "place", "played"]
BODIES = ["urlencoded"] * 6 + ["multipart"] * 3 + ["json", "text", "noise"]

# Control characters, combining marks, digits of other scripts, lone surrogates (broken clients send them), and more.
RANGES = [(0, 0x1F), (0x20, 0x7E), (0x80, 0x24F), (0x300, 0x36F), (0x5D0, 0x669), (0x2000, 0x206F), (0xD800, 0xDFFF)]
RANGES += [(0x1F600, 0x1F64F), (0xE000, 0x10FFFF)]

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary="


def random_text(pick: Random) -> str:
    return "".join(chr(pick.randint(*pick.choice(RANGES))) for _ in range(pick.randint(0, 40)))


def hostile_value(pick: Random) -> str:
    return pick.choice([pick.choice(ODD), random_text(pick), str(pick.randint(-(2**70), 2**70))])


@dataclass(frozen=True)
class Body:
    content: bytes
    content_type: str


def hostile_fields(pick: Random, fields: list[tuple[str, str]], foreign_ids: dict[str, str]) -> list[tuple[str, str]]:
    """What is sent instead of these fields. The CSRF token mostly stays, because without it nothing else is read. Of
    every second form all other fields but one stay too, because one wrong field may be enough for a refusal.

    `foreign_ids`: the ids of the victim's things, by those of the attacker's own. In the place of one's own id, or
    beside it, they are sent most often.
    """
    sent: list[tuple[str, str]] = []
    any_id = list(foreign_ids.values())
    only = pick.choice([name for name, _shown in fields]) if fields and pick.randint(0, 1) else None
    for name, shown in fields:
        what = pick.choice(["keep", "odd", "odd", "odd", "missing", "twice", "foreign", "beside"])
        if (name == "csrf_token" and pick.randint(0, 9)) or only not in {None, name}:
            what = "keep"
        odd = [hostile_value(pick) for _ in range(1 + (what == "twice"))]
        foreign = foreign_ids.get(shown) or pick.choice(any_id)
        if what != "keep" and shown in foreign_ids and pick.randint(0, 1):
            what = pick.choice(["foreign", "beside"])
        named = {"keep": [shown], "missing": [], "foreign": [foreign], "beside": [f"{shown} {foreign}"]}
        sent += [(name, each) for each in named.get(what, odd)]
    extra = (pick.choice([hostile_value(pick), pick.choice(any_id)]) for _ in range(pick.randint(0, 3)))
    return sent + [(pick.choice(EXTRA), each) for each in extra]


def encode_body(pick: Random, sent: list[tuple[str, str]]) -> Body:
    match pick.choice(BODIES):
        case "multipart":
            return Body(_multipart(sent, pick.choice(["", "x.mp4", "../x", "a\\b.vtt"])), f"{MULTIPART}b")
        case "json":
            typed: dict[str, Any] = {name: pick.choice([each, [each], {"$ne": each}, 1, None]) for name, each in sent}
            return Body(json.dumps(typed).encode(), "application/json")
        case "text":
            return Body(str(sent).encode("utf-8", "replace"), pick.choice(["text/plain", "", "text/xml"]))
        case "noise":
            noise = pick.randbytes(pick.randint(0, 200))
            return Body(noise, pick.choice([URLENCODED, f"{MULTIPART}b", MULTIPART]))
    return Body(encode_query(sent).encode(), URLENCODED)


def encode_query(sent: list[tuple[str, str]]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(each)}" for name, each in sent)


def _quoted(typed: str) -> str:
    return quote_from_bytes(typed.encode("utf-8", "surrogatepass"))


def _multipart(sent: list[tuple[str, str]], filename: str) -> bytes:
    parts = []
    for name, each in sent:
        file = f'; filename="{filename}"' if filename or name == "file" else ""
        parts.append(f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{each}\r\n')
    return ("".join(parts) + "--b--\r\n").encode("utf-8", "surrogatepass")


def hostile_piecewise_headers(pick: Random, token: str) -> dict[str, str]:
    """Headers of uploads in pieces. Most of them are as they should be, so that some requests get far."""
    usual = {
        "Tus-Resumable": "1.0.0",
        "X-CSRFToken": token,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Length": "9",
        "Upload-Offset": "0",
        "Upload-Metadata": "title QSBmaWxt",
    }
    for name in pick.sample([*usual, "Upload-Concat", "Upload-Defer-Length", "X-HTTP-Method-Override"], 2):
        if pick.randint(0, 2):
            # No client can send other letters, or a line end, in a header.
            usual[name] = re.sub(r"[^\x20-\x7e\x80-\xff]", "", hostile_value(pick)).strip()
    return usual
