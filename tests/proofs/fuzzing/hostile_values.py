"""What no form expects: odd text and numbers, fields that are missing, repeated, of others, or of no form at all."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

ODD = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e",
    "\u2066x",
    "\ufeff",
    "\U0001f600",
    "\u0663",
    "\r\nSet-Cookie: x=y",
    "x" * 3000,
]
ODD += [
    "-1",
    "0",
    "1",
    "1_000",
    "+5",
    "1e9",
    "NaN",
    "9" * 400,
    str(2**31),
    str(2**63),
    str(2**64),
    "0x10",
    "1.5",
    "true",
]
ODD += [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% raw %}",
    "%s%n",
    "{0.__class__}",
    "' OR 1=1 --",
    "=1+1",
    "$(id)",
    "`id`",
]
ODD += ["../../etc/passwd", "javascript:alert(1)", "//evil.example", "/\\evil.example", "http://127.0.0.1:1/x/y"]
ODD += [
    "on",
    "off",
    "create",
    "delete",
    "switch",
    "add",
    "remove",
    "put",
    "state",
    "role",
    "admin",
    "everywhere",
    "site",
]
ODD += ["2026-11-05T14:00", "9999-12-31T23:59", "0001-01-01T00:00+23:59", "[]", "{}", "null"]
# Of other forms, of tables, of nobody: what a form does not list it must not take.
SURPLUS = ["role", "is_admin", "id", "user_id", "owner_id", "media_id", "link_id", "clicks", "email", "password", "do"]
SURPLUS += ["state", "token_hash", "disabled_at", "deleted_at", "next", "back", "name[]", "name.x", "__proto__", "file"]
KINDS = ["urlencoded"] * 6 + ["multipart"] * 3 + ["json", "text", "noise"]

# Controls, digits of other scripts, marks, lone surrogates (they are what a broken client sends), the astral planes.
SPANS = [(0, 0x1F), (0x20, 0x7E), (0x80, 0x24F), (0x300, 0x36F), (0x5D0, 0x669), (0x2000, 0x206F), (0xD800, 0xDFFF)]
SPANS += [(0x1F600, 0x1F64F), (0xE000, 0x10FFFF)]


def text(pick: Random) -> str:
    return "".join(chr(pick.randint(*pick.choice(SPANS))) for _ in range(pick.randint(0, 40)))


def value(pick: Random) -> str:
    return pick.choice([pick.choice(ODD), text(pick), str(pick.randint(-(2**70), 2**70))])


@dataclass(frozen=True)
class Body:
    content: bytes
    content_type: str


def fields(pick: Random, asked: list[tuple[str, str]], strange_ids: list[str]) -> list[tuple[str, str]]:
    """What is sent for these fields; the token against forgery mostly comes back as it went."""
    sent: list[tuple[str, str]] = []
    for name, shown in asked:
        what = pick.choice(["keep", "odd", "odd", "odd", "missing", "twice", "strange"])
        if name == "csrf_token" and pick.randint(0, 9):
            what = "keep"
        odd = [value(pick) for _ in range(1 + (what == "twice"))]
        values = {"keep": [shown], "missing": [], "strange": [pick.choice(strange_ids)]}.get(what, odd)
        sent += [(name, each) for each in values]
    surplus = (pick.choice([value(pick), pick.choice(strange_ids)]) for _ in range(pick.randint(0, 3)))
    return sent + [(pick.choice(SURPLUS), each) for each in surplus]


def body(pick: Random, sent: list[tuple[str, str]]) -> Body:
    match pick.choice(KINDS):
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
    return Body(query(sent).encode(), URLENCODED)


def query(sent: list[tuple[str, str]]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(each)}" for name, each in sent)


URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary="


def _quoted(typed: str) -> str:
    return quote_from_bytes(typed.encode("utf-8", "surrogatepass"))


def _multipart(sent: list[tuple[str, str]], filename: str) -> bytes:
    parts = []
    for name, each in sent:
        file = f'; filename="{filename}"' if filename or name == "file" else ""
        parts.append(f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{each}\r\n')
    return ("".join(parts) + "--b--\r\n").encode("utf-8", "surrogatepass")
