"""The captions of the demo's film, in three languages."""

EVERY_SECONDS, SHOWN_SECONDS = 4.5, 3.8
FIRST_AT = 0.4
SENTENCES = {
    "en": (
        "Morning. The first light comes over the hills.",
        "Nothing is in a hurry.",
        "Noon. The clouds drift by.",
        "A good hour to sit in the grass.",
        "Evening. The sky turns red and gold.",
        "The last warm light of the day.",
        "Night. The moon has come up.",
        "Good night.",
    ),
    "es": (
        "Por la mañana. La primera luz llega sobre las colinas.",
        "Nada tiene prisa.",
        "Mediodía. Las nubes pasan despacio.",
        "Una buena hora para sentarse en la hierba.",
        "Atardece. El cielo se vuelve rojo y dorado.",
        "La última luz cálida del día.",
        "De noche. Ha salido la luna.",
        "Buenas noches.",
    ),
    "he": (
        "בוקר. האור הראשון עולה מעל הגבעות.",
        "שום דבר לא ממהר.",
        "צהריים. העננים שטים לאיטם.",
        "שעה טובה לשבת על הדשא.",
        "ערב. השמיים נצבעים באדום ובזהב.",
        "האור החם האחרון של היום.",
        "לילה. הירח עלה.",
        "לילה טוב.",
    ),
}


def webvtt(language: str) -> bytes:
    cues = []
    for number, sentence in enumerate(SENTENCES[language]):
        begins = FIRST_AT + number * EVERY_SECONDS
        cues.append(f"{_time(begins)} --> {_time(begins + SHOWN_SECONDS)}\n{sentence}\n")
    return "\n".join(["WEBVTT\n", *cues]).encode()


def _time(seconds: float) -> str:
    return f"00:{seconds:06.3f}"
