"""What people may type, for web forms and the command line (contract 6.1). Each `clean_` function raises Invalid."""

import re
import unicodedata

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from models.errors import Invalid, translatable
from models.plumbing.pasted import BLANK_LOOKING, email_meant, lines_meant, one_line, trimmed

MAX_NAME_LENGTH = 100
MAX_EMAIL_LENGTH = 254
MAX_URL_LENGTH = 2000
MAX_CLICKS = 1_000_000
MAX_DAYS = 3_650
MAX_DESCRIPTION_LENGTH = 5_000
MAX_TAGS = 20

# Also those of Chinese, Japanese and Arabic keyboards.
_COMMA = re.compile("[,，、﹐﹑،]")
# The refusal of a number below 1.
ONE_OR_MORE = translatable("%(label)s must be 1 or more")
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# A decoder puts it in the place of a broken byte. What was typed there is already lost.
_REPLACEMENT = "\ufffd"
_MAX_MARKS_IN_A_ROW = 4
# Before composing, whose time grows with the square of the row (facts 37). It is Unicode's own bound (UAX 15).
# Composing takes away three marks at most, so a longer row would still be too long afterwards.
_MAX_RAW_MARKS_IN_A_ROW = 30
# Composing makes one character out of 4 at most (UAX 15). So a text that is longer than its limit times this is still
# too long when composed.
_MAX_COMPOSED_OF = 4


def clean_name(
    raw: str,
    *,
    field: str = "name",
    missing: str = translatable("Enter your name"),
    label: str = translatable("Name"),
) -> str:
    """A name, trimmed and composed (contract 6.2, 6.17, 6.40)."""
    text = one_line(raw)
    name = _composed(text, most=MAX_NAME_LENGTH)
    if name is None:
        raise Invalid(field, "%(label)s contains a character that cannot be used", label=label)
    if not any(unicodedata.category(char)[0] in "LN" for char in text if char not in BLANK_LOOKING):
        raise Invalid(field, missing)
    if len(name) > MAX_NAME_LENGTH:
        raise Invalid(field, "%(label)s must be %(most)s characters or fewer", label=label, most=MAX_NAME_LENGTH)
    return name


def clean_others_name(raw: str) -> str:
    """The name of another person (contract 6.10)."""
    return clean_name(raw, missing=translatable("Enter a name"))


def clean_others_email(raw: str) -> str:
    return clean_email(raw, missing=translatable("Enter an email address"))


def clean_link_name(raw: str) -> str:
    return clean_name(raw, missing=translatable("Enter a link name"), label=translatable("Link name"))


def clean_group_name(raw: str) -> str:
    return clean_name(raw, missing=translatable("Enter a group name"), label=translatable("Group name"))


def clean_title(raw: str) -> str:
    return clean_name(raw, field="title", missing=translatable("Enter a title"), label=translatable("Title"))


def title_of_file(path: str) -> str:
    """A title for a recording that got none: the name of its file without ending, in words (contract 8.42). It still
    has to be cleaned. `sending.js` makes the same of it, so that people see it before they send."""
    name = re.split(r"[/\\]", path)[-1]
    stem = name.rpartition(".")[0] or name
    return " ".join(re.sub(r"[_-]+", " ", stem).split())[:MAX_NAME_LENGTH].strip()


def clean_description(
    raw: str,
    *,
    field: str = "description",
    label: str = translatable("Description"),
    most: int = MAX_DESCRIPTION_LENGTH,
) -> str:
    """Text of several lines, separated by single newlines, as it is meant (contract 6.8). May be empty."""
    lines = trimmed(lines_meant(raw)).split("\n")
    composed = [line for line in (_composed(line, most=most) for line in lines) if line is not None]
    if len(composed) < len(lines):
        raise Invalid(field, "%(label)s contains a character that cannot be used", label=label)
    text = "\n".join(composed)
    if len(text) > most:
        raise Invalid(field, "%(label)s must be %(most)s characters or fewer", label=label, most=most)
    return text


def clean_tags(raw: str) -> tuple[str, ...]:
    """The names between commas, in their order (contract 6.9). Blank ones are ignored, and the same tag counts once."""
    label = translatable("A tag")
    missing = translatable("A tag needs at least one letter or digit")
    names = [
        clean_name(part, field="tags", missing=missing, label=label) for part in _COMMA.split(raw) if trimmed(part)
    ]
    tags = tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]
    if len(tags) > MAX_TAGS:
        raise Invalid("tags", "Enter %(most)s tags or fewer", most=MAX_TAGS)
    return tags


# The library refuses the domains in this list, like `.local`. Inside an organisation such an address may receive mail.
SPECIAL_USE_DOMAIN_NAMES.clear()


def clean_email(raw: str, *, missing: str = translatable("Enter your email address")) -> str:
    """The address that is meant (contract 6.40), with its domain in small letters. The domain is not looked up."""
    email = _composed(email_meant(raw), most=MAX_EMAIL_LENGTH)
    if email == "":
        raise Invalid("email", missing)
    if email is None:
        raise Invalid("email", "Email contains a character that cannot be used")
    try:
        # The length first: the library would look at each character of a long text (facts 36).
        if len(email) > MAX_EMAIL_LENGTH:
            raise EmailNotValidError
        address = validate_email(email, check_deliverability=False, strict=True)
        if len(address.normalized) > MAX_EMAIL_LENGTH:
            raise EmailNotValidError
    except EmailNotValidError:
        raise Invalid("email", "Enter an email address in the correct format, like name@example.com") from None
    return f"{address.local_part}@{address.domain.lower()}"


def email_typed(raw: str) -> str:
    """For looking somebody up: the address that is meant, or the text itself if it is none."""
    try:
        return clean_email(raw)
    except Invalid:
        return trimmed(raw)


def clean_clicks(raw: str) -> int | None:
    return _whole_number(raw, field="clicks", label=translatable("Number of clicks"), most=MAX_CLICKS)


def clean_days(raw: str) -> int | None:
    return _whole_number(raw, field="days", label=translatable("Number of days"), most=MAX_DAYS)


def of_usable_length(url: str, field: str) -> str:
    if len(url) > MAX_URL_LENGTH:
        label = translatable("Address")
        raise Invalid(field, "%(label)s must be %(most)s characters or fewer", label=label, most=MAX_URL_LENGTH)
    return url


def _whole_number(raw: str, *, field: str, label: str, most: int) -> int | None:
    """None if blank."""
    # `int()` only gets the digits 0 to 9, because it would also take `1_000`, `٣` and `+5` (facts 35).
    raw = raw.strip(" \t")
    if not raw:
        return None
    if re.fullmatch(r"-[0-9]+", raw):
        raise Invalid(field, ONE_OR_MORE, label=label)
    if not re.fullmatch(r"[0-9]+", raw):
        raise Invalid(field, "%(label)s must be a whole number, like 10", label=label)
    digits = raw.lstrip("0")
    if not digits:
        raise Invalid(field, ONE_OR_MORE, label=label)
    # The length first: for thousands of digits, int() raises an error of its own.
    if len(digits) > len(str(most)) or int(digits) > most:
        raise Invalid(field, "%(label)s must be %(most)s or fewer", label=label, most=most)
    return int(digits)


def _composed(text: str, *, most: int) -> str | None:
    """The text in composed letters (NFC), or None if a character in it cannot be used. A text that is far too long is
    cut first, but it stays longer than `most`, so the caller still refuses it."""
    if _has_forbidden(text, max_marks=_MAX_RAW_MARKS_IN_A_ROW):
        return None
    composed = unicodedata.normalize("NFC", text[: _MAX_COMPOSED_OF * most + 1])
    return None if _has_forbidden(composed, max_marks=_MAX_MARKS_IN_A_ROW) else composed


def _has_forbidden(text: str, *, max_marks: int) -> bool:
    """Whether it has a character that cannot be used, or too many combining marks in a row (contract 6.17)."""
    marks_in_a_row = 0
    for char in text:
        category = unicodedata.category(char)
        if category in {"Cc", "Cs", "Zl", "Zp"} or char in _BIDI_OVERRIDES or char == _REPLACEMENT:
            return True
        # Both conditions: some characters that combine are in the category of spacing marks.
        is_mark = category in {"Mn", "Me"} or unicodedata.combining(char)
        marks_in_a_row = marks_in_a_row + 1 if is_mark else 0
        if marks_in_a_row > max_marks:
            return True
    return False
