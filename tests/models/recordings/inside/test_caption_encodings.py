"""In which encoding a captions file is (contract 8.62)."""

import codecs

import pytest

from models.recordings.inside.caption_encodings import declared, decoded

TEXTS = {
    "ar": "مرحبا بكم في هذا الفيديو\nكيف حالك اليوم؟",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy.\nDobrý den, jak se máte?",
    "da": "Blåbærgrød på øen er rød.\nDet er rigtigt godt.",
    "de": "Über die Straße läuft ein Mädchen – schön.\nDanke.",
    "el": "Γεια σου, αυτός είναι ένας υπότιτλος.\nΤι κάνεις σήμερα;",
    "en": "It’s “fine” – a café…\nThank you.",
    "es": "¿Qué tal, señor? ¡Está aquí el niño!\nMañana.",
    "fa": "سلام، این یک زیرنویس است\nحال شما چطور است؟",
    "fr": "C'est l'été à la forêt, où ça ?\nNoël, déjà vu, garçon.",
    "he": "שלום לכולם, זו הכתובית הראשונה.\nמה שלומכם היום?",
    "hu": "Jó napot, őrült űrhajó.\nKöszönöm szépen.",
    "it": "Perché la città è così più bella.\nGrazie.",
    "ja": "こんにちは、これは字幕です。\nテストをカタカナで。",
    "ko": "안녕하세요, 자막입니다.\n감사합니다.",
    "no": "Æ e i a æ å, blåbær på øya.\nTakk.",
    "pl": "Zażółć gęślą jaźń.\nDzień dobry, proszę.",
    "pt": "Não há informações, é só um avião.\nObrigado.",
    "ru": "Привет, как дела? Это субтитры.\nХорошо, спасибо.",
    "sv": "Här är en köttbulle på ängen, åh.\nTack.",
    "th": "สวัสดีครับ นี่คือคำบรรยาย\nขอบคุณ",
    "tr": "Merhaba, nasılsın? Şimdi görüşürüz, İstanbul ığdır.\nTeşekkürler.",
    "uk": "Привіт, як справи? Це субтитри її ґанку.\nДякую.",
    "zh": "你好，这是字幕。\n今天天气很好。",
}
ENCODINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("da", "de", "en", "es", "fr", "it", "no", "pt", "sv"), ("cp1252",)),
    **dict.fromkeys(("cs", "hu", "pl"), ("cp1250", "iso8859-2")),
    "ar": ("cp1256", "iso8859-6"),
    "el": ("cp1253", "iso8859-7"),
    "fa": ("cp1256",),
    "he": ("cp1255",),
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "ko": ("cp949",),
    "th": ("cp874",),
    "tr": ("cp1254",),
    "ru": ("cp1251", "koi8-r", "iso8859-5", "cp866"),
    "uk": ("cp1251", "koi8-u"),
    "zh": ("gb18030", "big5"),
}
TRADITIONAL = "你好，這是字幕。\n今天天氣很好。"
# Whose encoding is found also where the form says another language.
FOUND_ALONE = ["ar", "el", "he", "ja", "ko", "ru", "th", "zh"]


def captions_of(language: str, encoding: str) -> str:
    lines = (
        TRADITIONAL if encoding == "big5" else TEXTS[language].replace("؟", "?" if "8859" in encoding else "؟")
    ).split("\n")
    return "".join(f"{at}\n00:00:0{at},000 --> 00:00:0{at},900\n<i>{line}</i>\n\n" for at, line in enumerate(lines, 1))


@pytest.mark.parametrize(("language", "encoding"), [(name, each) for name, many in ENCODINGS.items() for each in many])
def test_short_captions_in_old_encodings_are_read(language: str, encoding: str) -> None:
    text = captions_of(language, encoding)
    content = text.encode(encoding, "replace")
    assert decoded(content, language) == content.decode(encoding)


@pytest.mark.parametrize("other", ["en", "ja", "he"])
@pytest.mark.parametrize("language", FOUND_ALONE)
def test_a_wrong_language_in_the_form_does_no_harm(language: str, other: str) -> None:
    text = captions_of(language, ENCODINGS[language][0])
    assert decoded(text.encode(ENCODINGS[language][0]), other) == text


@pytest.mark.parametrize("language", ["fr", "de", "it"])
def test_french_captions_for_hebrew_ones_are_not_read_as_hebrew(language: str) -> None:
    text = captions_of(language, "cp1252")
    assert decoded(text.encode("cp1252"), "he") == text


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("has_mark", [True, False])
def test_unicode_is_read_with_and_without_a_mark(language: str, encoding: str, has_mark: bool) -> None:
    if encoding == "utf-32-le" and not has_mark:
        return
    text = captions_of(language, encoding)
    mark = "\ufeff".encode(encoding) if has_mark else b""
    assert decoded(mark + text.encode(encoding), "en") == text


def test_one_damaged_byte_is_replaced_and_the_rest_is_read() -> None:
    content = TEXTS["he"].encode()
    assert decoded(content[:20] + content[21:], "he").replace("\ufffd", "").startswith("שלום לכו")
    odd = codecs.BOM_UTF16_LE + "Hi".encode("utf-16-le") + b"\0\xd8H\0" + b"x"
    assert decoded(odd, "en") == "Hi\ufffdH\ufffd"


def test_utf_7_is_a_text_like_any_other() -> None:
    assert decoded(b"+ADw-script+AD4-", "en") == "+ADw-script+AD4-"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("cp1251", "windows-1251"),
        ("shift_jis", "Shift_JIS"),
        ("utf-8", "UTF-8"),
    ],
)
def test_xml_says_its_encoding(encoding: str, name: str) -> None:
    text = {"cp1252": "é", "cp1251": "Привет", "shift_jis": "字幕", "utf-8": "é"}[encoding]
    xml = f'<?xml version="1.0" encoding="{name}"?><tt>{text}</tt>'
    assert declared(xml.encode(encoding)) == xml


@pytest.mark.parametrize("name", ["UTF-16", "utf-7", "idna", "rot13", "unicode_escape", "x", "x" * 40])
def test_xml_that_names_no_encoding_of_ours_is_looked_at(name: str) -> None:
    assert declared(f'<?xml version="1.0" encoding="{name}"?><tt>é</tt>'.encode("cp1252")) is None
    assert declared(b'<?xml version="1.0" encoding="UTF-8"?>\xff') is None
