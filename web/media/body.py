"""What an answer with media bytes sends: slices of a file."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from werkzeug.exceptions import NotFound

from models.errors import MediaUnreadable
from models.files import disk_faults
from models.files.backend import Source
from models.files.remote_file import RemoteFile
from web.media import ranges
from web.media.play_right import PlayRight

CHUNK = 256 * 1024
# The front looks for the body to send under this name in the ASGI scope, which the WSGI bridge passes on.
BODY = "guestlink.body"


@dataclass(frozen=True)
class Slice:
    """Some bytes of a file."""

    source: Source
    start: int
    length: int

    @property
    def part(self) -> ranges.Range:
        return self.start, self.start + self.length

    def __iter__(self) -> Iterator[bytes]:
        with self.source.open() as file:
            file.seek(self.start)
            left = self.length
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk


@dataclass(frozen=True)
class Body:
    """The slices of an answer and, where there are several, the framing between them."""

    pieces: tuple[bytes | Slice, ...]
    # None for an owner, whose right is asked for once.
    right: PlayRight | None = None
    # A whole recording, which nobody asked for by a range.
    is_whole_recording: bool = False
    # Those that are open. The front closes them.
    files: dict[Source, io.RawIOBase] = field(default_factory=dict, compare=False)

    @property
    def sources(self) -> set[Source]:
        return {piece.source for piece in self.pieces if isinstance(piece, Slice)}

    def open_here(self) -> None:
        """Opens what is on this machine: the thread of the page has just looked for it, and another one would cost more
        than that (facts 190). Raises NotFound and MediaUnreadable."""
        try:
            for source in self.sources:
                if not isinstance(source, RemoteFile):
                    self.files[source] = source.open()
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound from None
        except OSError as error:
            raise MediaUnreadable(disk_faults.reason_of(error)) from None

    @property
    def is_short(self) -> bool:
        """Whether it is sent to its end even if the right ends meanwhile (contract 2.46)."""
        return len(self) <= ranges.LARGEST_PART

    def __len__(self) -> int:
        return sum(piece.length if isinstance(piece, Slice) else len(piece) for piece in self.pieces)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            yield from [piece] if isinstance(piece, bytes) else piece
