"""What people may type (contract 6.1): one place for the web's forms and the command line. Each raises Invalid."""

import re
import unicodedata

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from models.errors import Invalid, translatable

MAX_NAME_LENGTH = 100
MAX_EMAIL_LENGTH = 254
MAX_CLICKS = 1_000_000
MAX_DAYS = 3_650
MAX_DESCRIPTION_LENGTH = 5_000
MAX_TAGS = 20

# Drawn as nothing, yet neither white space nor control characters to Unicode.
_BLANK_LOOKING = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2060\u2800\u3164\ufeff\uffa0\u200b\u200c\u200d"
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What a decoder puts in the place of a lone surrogate or a broken byte: what was typed is lost already.
_REPLACEMENT = "\ufffd"
_MARKS_IN_A_ROW = 4
# Before composing, which takes quadratic time over such a row: Unicode's own bound (UAX 15, stream-safe text). A letter
# takes in three marks at most, so a longer row is more than four afterwards.
_RAW_MARKS_IN_A_ROW = 30
# So many characters become one at most (UAX 15): what is longer by more is too long when composed, too.
_COMPOSED_OF = 4


def clean_name(
    raw: str,
    *,
    field: str = "name",
    missing: str = translatable("Enter your name"),
    label: str = translatable("Name"),
) -> str:
    """A name, trimmed and NFC; the three sentences of contract 6.2 when it cannot be one."""
    text = trimmed(raw)
    name = _composed(text, most=MAX_NAME_LENGTH)
    if name is None:
        raise Invalid(field, "%(label)s contains a character that cannot be used", label=label)
    if not any(unicodedata.category(char)[0] in "LN" for char in text if char not in _BLANK_LOOKING):
        raise Invalid(field, missing)
    if len(name) > MAX_NAME_LENGTH:
        raise Invalid(field, "%(label)s must be %(most)s characters or fewer", label=label, most=MAX_NAME_LENGTH)
    return name


def clean_others_name(raw: str) -> str:
    """Of somebody else than who types it."""
    return clean_name(raw, missing=translatable("Enter a name"))


def clean_others_email(raw: str) -> str:
    return clean_email(raw, missing=translatable("Enter an email address"))


def clean_link_name(raw: str) -> str:
    return clean_name(raw, missing=translatable("Enter a link name"), label=translatable("Link name"))


def clean_group_name(raw: str) -> str:
    return clean_name(raw, missing="Enter a group name", label="Group name")


def clean_title(raw: str) -> str:
    return clean_name(raw, field="title", missing=translatable("Enter a title"), label=translatable("Title"))


def clean_description(raw: str) -> str:
    """Text of several lines, each ended by one newline; may be empty."""
    lines = trimmed(raw.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    composed = [line for line in (_composed(line, most=MAX_DESCRIPTION_LENGTH) for line in lines) if line is not None]
    label = translatable("Description")
    if len(composed) < len(lines):
        raise Invalid("description", "%(label)s contains a character that cannot be used", label=label)
    text = "\n".join(composed)
    if len(text) > MAX_DESCRIPTION_LENGTH:
        raise Invalid(
            "description", "%(label)s must be %(most)s characters or fewer", label=label, most=MAX_DESCRIPTION_LENGTH
        )
    return text


def clean_tags(raw: str) -> tuple[str, ...]:
    """The names between commas, in their order; blanks are passed over, and one that comes twice counts once."""
    label = translatable("Each tag")
    missing = translatable("Each tag needs a letter or a digit")
    names = [clean_name(part, field="tags", missing=missing, label=label) for part in raw.split(",") if trimmed(part)]
    tags = tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]
    if len(tags) > MAX_TAGS:
        raise Invalid("tags", "There can be %(most)s tags or fewer", most=MAX_TAGS)
    return tags


# An organisation's own `.local` receives mail inside it; nothing is looked up here, so nothing is known better.
SPECIAL_USE_DOMAIN_NAMES.clear()


def clean_email(raw: str, *, missing: str = translatable("Enter your email address")) -> str:
    """An address, its domain lower-cased; nothing is looked up."""
    email = _composed(trimmed(raw), most=MAX_EMAIL_LENGTH)
    if email == "":
        raise Invalid("email", missing)
    if email is None:
        raise Invalid("email", "Email contains a character that cannot be used")
    try:
        # The length first: the library looks at every one of 40,000 characters, for half a second.
        found = validate_email(email, check_deliverability=False, strict=True) if len(email) <= MAX_EMAIL_LENGTH else None
    except EmailNotValidError:
        found = None
    if found is None or len(found.normalized) > MAX_EMAIL_LENGTH:
        raise Invalid("email", "Enter an email address in the correct format, like name@example.com")
    return f"{found.local_part}@{found.domain.lower()}"


def clean_clicks(raw: str) -> int | None:
    return _whole_number(raw, field="clicks", label=translatable("Number of clicks"), most=MAX_CLICKS)


def clean_days(raw: str) -> int | None:
    return _whole_number(raw, field="days", label=translatable("Number of days"), most=MAX_DAYS)


def _whole_number(raw: str, *, field: str, label: str, most: int) -> int | None:
    """None when blank. `int()` is asked only about ASCII digits: it takes `1_000`, `٣` and `+5` (facts 35)."""
    raw = raw.strip(" \t")
    if not raw:
        return None
    if re.fullmatch(r"-[0-9]+", raw):
        raise Invalid(field, "%(label)s must be 1 or more", label=label)
    if not re.fullmatch(r"[0-9]+", raw):
        raise Invalid(field, "%(label)s must be a whole number, like 10", label=label)
    digits = raw.lstrip("0")
    if not digits:
        raise Invalid(field, "%(label)s must be 1 or more", label=label)
    # The length first: int() refuses thousands of digits with an error of its own.
    if len(digits) > len(str(most)) or int(digits) > most:
        raise Invalid(field, "%(label)s must be %(most)s or fewer", label=label, most=most)
    return int(digits)


def trimmed(raw: str) -> str:
    """Without the white space and the blank-looking characters around it."""
    blank = "".join(char for char in set(raw) if char.isspace() and char not in "\x1c\x1d\x1e\x1f\x0b\x0c\x85")
    return raw.strip(blank + _BLANK_LOOKING)


def _composed(text: str, *, most: int) -> str | None:
    """NFC, or None where a character in it cannot be used. Cut where it stays longer than `most` all the same."""
    if _has_forbidden(text, marks=_RAW_MARKS_IN_A_ROW):
        return None
    composed = unicodedata.normalize("NFC", text[: _COMPOSED_OF * most + 1])
    return None if _has_forbidden(composed, marks=_MARKS_IN_A_ROW) else composed


def _has_forbidden(text: str, *, marks: int) -> bool:
    """A character that is never used, or more combining marks in a row than that."""
    row = 0
    for char in text:
        category = unicodedata.category(char)
        if category in {"Cc", "Cs", "Zl", "Zp"} or char in _BIDI_OVERRIDES or char == _REPLACEMENT:
            return True
        # Some that combine are "spacing" to their category.
        row = row + 1 if category in {"Mn", "Me"} or unicodedata.combining(char) else 0
        if row > marks:
            return True
    return False
