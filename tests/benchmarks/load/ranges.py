"""Receiving bytes without keeping or copying them: the kernel throws them away (MSG_TRUNC, Linux)."""

import random
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.benchmarks.load.requests import HOST, get

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_RANGE = re.compile(rb"\r\ncontent-range: *bytes (\d+)-(\d+)/(\d+)", re.IGNORECASE)
MIB = 1024**2


@dataclass(frozen=True)
class Source:
    """Where one guest gets the bytes of the recording."""

    port: int
    path: str
    cookies: str
    size: int


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source, self.space = source, bytearray(MIB)
        self.connection = socket.create_connection((HOST, source.port), timeout=60)

    def ask(self, wanted: str) -> tuple[int, int]:
        """The first byte that came, and the one after the last. Raises AssertionError for any answer but a 206."""
        request = get(self.source.path, "10.0.0.1", cookies=self.source.cookies, headers=f"Range: bytes={wanted}\r\n")
        self.connection.sendall(request)
        received = b""
        # Little by little: the rest of the body is not to be copied.
        while b"\r\n\r\n" not in received:
            received += self.connection.recv(2048)
        head, _, body = received.partition(b"\r\n\r\n")
        assert received[9:12] == b"206", received[:200]
        length, came = _LENGTH.search(head), _RANGE.search(head)
        assert length, head
        assert came, head
        left = int(length[1]) - len(body)
        while left > 0:
            left -= self.connection.recv_into(self.space, min(left, MIB), socket.MSG_TRUNC)
        if b"connection: close" in head.lower():
            self.connection.close()
            self.connection = socket.create_connection((HOST, self.source.port), timeout=60)
        return int(came[1]), int(came[2]) + 1


def read_pieces(source: Source, seconds: float, piece: int, seed: int) -> tuple[int, int]:
    """Pieces of this size, anywhere in the recording. Returns how many bytes came, in how many answers."""
    reader, chance, received, answers = _Reader(source), random.Random(seed), 0, 0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        first = chance.randrange(source.size - piece)
        came = reader.ask(f"{first}-{first + piece - 1}")
        received, answers = received + came[1] - came[0], answers + 1
    return received, answers


def read_as_players(source: Source, seconds: float, seed: int) -> tuple[int, int]:
    """From somewhere to the end by open-ended ranges, as players do: each begins where the last answer ended."""
    reader, chance, received, answers = _Reader(source), random.Random(seed), 0, 0
    until, first = time.perf_counter() + seconds, chance.randrange(source.size // 2)
    while time.perf_counter() < until:
        came = reader.ask(f"{first}-")
        received, answers, first = received + came[1] - came[0], answers + 1, came[1]
        if first >= source.size:
            first = 0
    return received, answers


def read_together(sources: list[Source], seconds: float, piece: int | None) -> tuple[float, float]:
    """One connection for each source. Without `piece`, as players. Returns bytes a second, and bytes an answer."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(sources)) as pool:
        jobs = [
            pool.submit(read_as_players, source, seconds, seed)
            if piece is None
            else pool.submit(read_pieces, source, seconds, piece, seed)
            for seed, source in enumerate(sources)
        ]
        done = [job.result() for job in jobs]
    received, answers = sum(each[0] for each in done), sum(each[1] for each in done)
    return received / (time.perf_counter() - began), received / max(1, answers)
