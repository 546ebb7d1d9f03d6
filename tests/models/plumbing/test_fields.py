"""What people may type: the whole table of SPEC 6, value by value."""

import unicodedata
from collections.abc import Callable

import pytest

from models.plumbing.errors import Invalid
from models.plumbing.fields import clean_description, clean_email, clean_link_name, clean_name, clean_tags, clean_title

FORBIDDEN = "Name contains a character that cannot be used"
LONG = "Name must be 100 characters or fewer"
MISSING = "Enter your name"
WRONG_EMAIL = "Enter an email address in the correct format, like name@example.com"

BLANK_LOOKING = [
    *("", " ", "\t\n\r "),
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u00ad",
    "\u200b",
    "\u200c\u200d",
    "\u2060",
    "\ufeff",
    "\u2800",
    "\u3164",
    "\uffa0",
    "\u115f\u1160",
    "\u17b4",
    "\u180e",
    "\u034f",
    "\u200e",
    "\ufe0f",
    "\u2028",
    " \u3164 \u200b ",
    "\u200e\u3164\u200e",
]
WITHOUT_LETTER_OR_DIGIT = [".", "---", "?!", "\U0001f600", "\u0301", "_", "\u2603 \u2603"]


@pytest.mark.parametrize("raw", BLANK_LOOKING, ids=ascii)
def test_a_name_that_looks_blank_is_missing(raw: str) -> None:
    refused(raw, MISSING)


@pytest.mark.parametrize("raw", WITHOUT_LETTER_OR_DIGIT, ids=ascii)
def test_a_name_has_a_letter_or_a_digit(raw: str) -> None:
    refused(raw, MISSING)


@pytest.mark.parametrize(
    "char",
    [
        *"\0\x01\x07\x0b\x0c\x1b\x1c\x1f\x7f\x80\x85\x9f",
        *"\ud800\udbff\udc00\udfff\ufffd",
        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ],
    ids=ascii,
)
@pytest.mark.parametrize("shape", ["Da{}na", "{}Dana", "Dana{}"])
def test_control_surrogate_replacement_and_bidi_characters_are_refused_wherever_they_stand(
    char: str, shape: str
) -> None:
    refused(shape.format(char), FORBIDDEN)


@pytest.mark.parametrize("char", "\t\n\r\u2028\u2029", ids=ascii)
def test_line_breaks_are_trimmed_at_the_ends_and_refused_inside(char: str) -> None:
    assert clean_name(f"{char}Dana{char}") == "Dana"
    refused(f"Da{char}na", FORBIDDEN)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("  Dana  ", "Dana"),
        ("\u200b\u3164Dana\ufeff", "Dana"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u212bngstro\u0308m", "\u00c5ngstr\u00f6m"),
        ("O'Neil-Smith, Jr.", "O'Neil-Smith, Jr."),
        ("李小龍", "李小龍"),
        ("نور", "نور"),
        ("ศักดิ์สิทธิ์", "ศักดิ์สิทธิ์"),
        ("\U0001f469\u200d\U0001f4bb Ada", "\U0001f469\u200d\U0001f4bb Ada"),
        *(("7", "7"), ("<b>Dana</b>", "<b>Dana</b>")),
    ],
    ids=ascii,
)
def test_a_name_is_trimmed_and_composed_and_otherwise_kept(raw: str, name: str) -> None:
    assert clean_name(raw) == name
    assert clean_name(name) == name
    assert unicodedata.is_normalized("NFC", clean_name(raw))


@pytest.mark.parametrize("letter", ["x", "ß", "李", "\U0001d49c"], ids=ascii)
def test_a_name_has_at_most_100_characters_after_trimming(letter: str) -> None:
    assert clean_name(" " + letter * 100 + " \u3164") == letter * 100
    refused(letter * 101, LONG)
    # A composed letter counts once.
    assert len(clean_name("e\u0301" * 100)) == 100
    refused("e\u0301" * 101, LONG)


@pytest.mark.parametrize("mark", ["\u0336", "\u0489", "\u20dd"], ids=ascii)
def test_four_combining_marks_in_a_row_are_a_name_and_five_are_not(mark: str) -> None:
    assert clean_name("x" + mark * 4 + "y" + mark * 4) == "x" + mark * 4 + "y" + mark * 4
    refused("x" + mark * 5, FORBIDDEN)
    refused("Dana x" + mark * 60, FORBIDDEN)


@pytest.mark.parametrize(
    ("clean", "field", "sentences"),
    [
        (clean_link_name, "name", ("Enter a link name", "Link name must be 100 characters or fewer")),
        (clean_title, "title", ("Enter a title", "Title must be 100 characters or fewer")),
    ],
)
def test_link_names_and_titles_obey_the_same_rules_in_their_own_words(
    clean: object, field: str, sentences: tuple[str, str]
) -> None:
    forbidden = sentences[1].split(" must")[0] + " contains a character that cannot be used"
    for raw, sentence in (("\u3164", sentences[0]), ("x" * 101, sentences[1]), ("a\0", forbidden)):
        with pytest.raises(Invalid) as refusal:
            clean(raw)  # type: ignore[operator]
        assert (refusal.value.field, str(refusal.value)) == (field, sentence)
    assert clean(" Link to A title ") == "Link to A title"  # type: ignore[operator]


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("dana@example.com", "dana@example.com"),
        ("  Dana.O+tag@EXAMPLE.Com\n", "Dana.O+tag@example.com"),
        ("dana@bücher.example.com", "dana@bücher.example.com"),
        ("dana@BÜCHER.example.com", "dana@bücher.example.com"),
        ("dana@xn--bcher-kva.example.com", "dana@bücher.example.com"),
        ("用户@example.com", "用户@example.com"),
        ("x" * 64 + "@example.com", "x" * 64 + "@example.com"),
        ("o'neil@example.co.uk", "o'neil@example.co.uk"),
    ],
    ids=ascii,
)
def test_a_valid_address_is_kept_with_its_domain_lower_cased(raw: str, address: str) -> None:
    assert clean_email(raw) == address
    assert clean_email(address) == address


@pytest.mark.parametrize("raw", ["", "  ", "\u3164", "\u200b"], ids=ascii)
def test_no_address_is_asked_for(raw: str) -> None:
    refused_email(raw, "Enter your email address")


@pytest.mark.parametrize(
    "raw",
    [
        *("dana", "dana@", "@example.com", "dana@@example.com", "dana@example", "dana @example.com", "a@b@example.com"),
        *("dana@example..com", ".dana@example.com", "dana@-example.com", "Dana <dana@example.com>", "a,b@example.com"),
        *("dana@[127.0.0.1]", '"dana"@example.com', "dana@example.com, x@example.com", "dana@exa_mple.com"),
        "x" * 65 + "@example.com",
        "x@" + ".".join(["y" * 60] * 4) + ".example.com",
        "x" * 300,
        "x" * 100_000 + "@example.com",
    ],
    ids=lambda raw: ascii(raw)[:40],
)
def test_what_is_no_address_is_refused(raw: str) -> None:
    refused_email(raw, WRONG_EMAIL)


@pytest.mark.parametrize("char", "\0\n\r\x1b\ud800\ufffd\u202e\u2028", ids=ascii)
def test_an_address_with_a_forbidden_character_is_refused(char: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_email(f"da{char}na@example.com")
    assert refusal.value.field == "email"


@pytest.mark.parametrize(("length", "fits"), [(253, True), (254, True), (255, False)])
def test_an_address_has_at_most_254_characters(length: int, fits: bool) -> None:
    domain = ".".join(["y" * 62] * 3) + ".com"
    raw = "x@" + "z" * (length - len(domain) - 3) + "." + domain
    assert len(raw) == length
    if fits:
        assert clean_email(raw) == raw
    else:
        refused_email(raw, WRONG_EMAIL)


def refused(raw: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_name(raw)
    assert (refusal.value.field, str(refusal.value)) == ("name", sentence)


def refused_email(raw: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_email(raw)
    assert (refusal.value.field, str(refusal.value)) == ("email", sentence)


MARKS = "\u0301" * 16_000 + "\u0316" * 16_000


@pytest.fixture
def normalised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that was given to `normalize`, which takes quadratic time over marks in a row and lets nobody else
    run meanwhile."""
    seen: list[str] = []
    normalize = unicodedata.normalize

    def counted(form: str, text: str) -> str:
        seen.append(text)
        return normalize(form, text)  # type: ignore[arg-type]

    monkeypatch.setattr(unicodedata, "normalize", counted)
    return seen


@pytest.mark.parametrize("clean", [clean_name, clean_title, clean_email, clean_tags, clean_description])
@pytest.mark.parametrize("mark", ["\u0301", "\u0344", "\u0f73", "\u302e", "\U0001d165"], ids=ascii)
def test_marks_without_end_are_refused_before_they_are_composed(
    clean: Callable[[str], object], mark: str, normalised: list[str]
) -> None:
    for raw in ("a" + MARKS, "a" + mark * 31, "x\u0301" * 90 + mark * 31):
        with pytest.raises(Invalid, match="cannot be used"):
            clean(raw)
    assert normalised == []


@pytest.mark.parametrize(
    ("clean", "longest"), [(clean_name, 100), (clean_email, 254), (clean_tags, 100), (clean_description, 5_000)]
)
def test_a_long_text_is_composed_no_further_than_it_could_fit(
    clean: Callable[[str], object], longest: int, normalised: list[str]
) -> None:
    with pytest.raises(Invalid):
        clean("e\u0301" * 30_000)
    assert max(map(len, normalised)) <= 4 * longest + 1


@pytest.mark.parametrize("letter", ["\u1f87", "\ud55c", "\u1ed9"], ids=ascii)
def test_what_fits_when_composed_is_not_refused_for_its_parts(letter: str) -> None:
    parts = unicodedata.normalize("NFD", letter)
    assert clean_name(parts * 100) == letter * 100
    assert clean_description(f"{parts * 2499}\n{parts * 2500}") == f"{letter * 2499}\n{letter * 2500}"
    refused(parts * 101, LONG)
    refused(parts * 400, LONG)


def test_four_marks_beside_those_that_a_letter_takes_in_are_a_name() -> None:
    composed = "\u1f87" + "\u0336" * 4
    assert clean_name(unicodedata.normalize("NFD", composed)) == unicodedata.normalize("NFC", composed)
    refused(unicodedata.normalize("NFD", composed + "\u0336"), FORBIDDEN)
