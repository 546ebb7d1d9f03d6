"""What reads like a file and is none on this disk: a file behind a socket, a part of a file, a file in a bucket."""

import io


class Seekable(io.RawIOBase):
    """A subclass has `readinto`, which reads from `position` on and moves it. Sizes and positions are in bytes."""

    def __init__(self, size: int) -> None:
        self.size, self.position = size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        self.position = max(0, begin + offset)
        return self.position

    def tell(self) -> int:
        return self.position
