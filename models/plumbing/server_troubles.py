"""Why a broker or a Redis cannot be used, in words for the operator: from the error of any client library."""

import ssl

# RabbitMQ names its reasons by number, Redis by the first word of a sentence.
BY_CODE = {403: "refuses this user or password", 530: "refuses this virtual host, or does not have it"}
BY_WORD = {
    "NOAUTH": "wants a password",
    "WRONGPASS": "refuses this user or password",
    "NOPERM": "does not give this user the rights that it needs",
    "LOADING": "is still starting",
    "MISCONF": "cannot write to its disk",
    "OOM": "has no memory left",
    "READONLY": "is a copy that cannot be written",
    "MASTERDOWN": "is a copy that has lost its main server",
}
# Sentences of Redis without such a word.
REDIS_WORDS = {
    "Authentication required.": "wants a password",
    "invalid username-password": BY_WORD["WRONGPASS"],
    "invalid password": BY_WORD["WRONGPASS"],
    "without any password configured": "has no password, but its address names one",
    "no password is set": "has no password, but its address names one",
    "DB index": "has no database of this number",
    "max number of clients": "has no free connection (maxclients)",
}
SILENT = "does not answer"
NOT_TRUSTED = "shows a certificate that is not trusted; ?ssl_cert_reqs=none behind its address would allow it"


def trouble_of(error: BaseException) -> str:
    """A sentence without its subject. It never quotes the error, whose text may hold a password."""
    errors = with_causes(error)
    if any(isinstance(one, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(one) for one in errors):
        return NOT_TRUSTED
    if any(isinstance(one, ssl.SSLError) for one in errors):
        return "does not speak TLS as asked"
    for one in errors:
        if found := BY_CODE.get(getattr(one, "code", 0)) or _by_word(one):
            return found
    if any(isinstance(one, OSError) or "Connection" in type(one).__name__ for one in errors):
        return SILENT
    return f"cannot be used ({type(error).__name__})"


def _by_word(error: BaseException) -> str | None:
    # redis-py takes the word away from the text.
    word = str(getattr(error, "status_code", None) or str(error).partition(" ")[0].strip(":")).upper()
    return BY_WORD.get(word) or next((trouble for words, trouble in REDIS_WORDS.items() if words in str(error)), None)


def with_causes(error: BaseException) -> list[BaseException]:
    """The error, and those that led to it."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found
