"""First lines of requests whose address is not in ASCII, as some programs send them."""

from urllib.parse import quote

ASCII = bytes(range(128))


class FirstLine:
    """The parser refuses other letters than ASCII there, so they are percent-encoded: a quotation mark behind a guest
    link, say (contract 3.39). Of requests that come together, only the first is looked at."""

    def __init__(self) -> None:
        self._is_coming = True

    def begin(self) -> None:
        """The next bytes are the beginning of a request."""
        self._is_coming = True

    def in_ascii(self, data: bytes) -> bytes:
        if not self._is_coming:
            return data
        line, end, rest = data.partition(b"\n")
        self._is_coming = not end
        return data if line.isascii() else quote(line, safe=ASCII).encode() + end + rest
