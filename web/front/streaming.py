"""Sends the bytes of files from the event loop, after a page has said which. So no thread waits for a slow reader."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from models.errors import MediaAway
from models.files.backend import Source
from models.files.remote_file import RemoteFile
from web.front.bodies import sender_left
from web.front.kernel_sending import KERNEL_SENDING, KernelSending
from web.front.refusing import Message, Receive, Send, refuse, request_id_of
from web.front.threads import in_thread
from web.front.visit_streams import ASK_AFTER_BYTES, ASK_AFTER_SECONDS, VisitStreams
from web.media.body import BODY, CHUNK, Body, Slice
from web.media.play_right import PlayRight

# Answers with files. One with a whole file may take hours, so their number is limited (contract 6.29).
FILES_AT_ONCE = 512
# Under this name, the scope of a request holds a function that breaks off its connection at once.
BREAK_OFF = "guestlink.break_off"
# From a bucket each chunk is a request of its own.
REMOTE_CHUNK = 1024**2


class FileStreams:
    """The threads that read files for all answers, and how many answers are being sent."""

    def __init__(self) -> None:
        self.readers = ThreadPoolExecutor(4, thread_name_prefix="reader")
        # Separate, so that a silent bucket does not hold up files on the disk.
        self.fetchers = ThreadPoolExecutor(16, thread_name_prefix="fetcher")
        self.under_way = 0
        self.visits = VisitStreams()


class StreamedAnswer:
    """Passes a page's answer on. If the page named slices of a file, it sends them as the body."""

    def __init__(self, streams: FileStreams, scope: Message, receive: Receive, send: Send) -> None:
        self.streams, self.scope, self.receive, self.send = streams, scope, receive, send
        self.is_refused = self.has_place = False
        self.bytes_since_asked = 0
        self.kernel: KernelSending | None = scope.get(KERNEL_SENDING)

    async def __call__(self, message: Message) -> None:
        if BODY not in self.scope:
            await self.send(message)
        elif message["type"] == "http.response.start":
            # The page has opened files of this machine. Those in a bucket are opened here, before the headers are sent.
            # So a file that is gone by now gets a 404.
            refusal = await self._open(self.scope[BODY])
            if refusal is None:
                await self.send(message)
            else:
                self.is_refused = True
                await refuse(self.send, refusal, request_id_of(message))

    async def _open(self, body: Body) -> int | None:
        """Opens the files. Returns the status of the refusal if they cannot be sent, else None."""
        if self.streams.under_way >= FILES_AT_ONCE:
            return 503
        if not self.streams.visits.take_place(body):
            return 429
        self.streams.under_way += 1
        self.has_place = True
        try:
            for source in body.sources - body.files.keys():
                body.files[source] = await self._in_thread(source, source.open)
        except (FileNotFoundError, NotADirectoryError):
            return 404
        except (OSError, MediaAway):
            return 503
        return None

    async def finish(self) -> None:
        """Sends the body. Called when the page's thread is free again."""
        if BODY not in self.scope or self.is_refused:
            return
        body: Body = self.scope[BODY]
        client_left = asyncio.create_task(sender_left(self.receive))
        asking = asyncio.create_task(self._ask_from_time_to_time(body.right)) if body.right else None
        try:
            if not await self._send_body(body, client_left):
                # The client then knows that bytes are missing (contract 6.35).
                self._break_off()
                await asyncio.wait([client_left], timeout=1)
        finally:
            client_left.cancel()
            if asking is not None:
                asking.cancel()

    def close(self) -> None:
        if self.has_place:
            self.streams.under_way -= 1
            self.streams.visits.give_back(self.scope[BODY])
        if BODY in self.scope:
            for file in self.scope[BODY].files.values():
                file.close()
        if self.kernel is not None:
            self.kernel.close()

    async def _ask_from_time_to_time(self, right: PlayRight) -> None:
        """Breaks the connection off when the right has ended. `_send_body` then sees that the client has left."""
        await asyncio.sleep(ASK_AFTER_SECONDS)
        while await self.streams.visits.still_holds(right):
            await asyncio.sleep(ASK_AFTER_SECONDS)
        self._break_off()

    def _break_off(self) -> None:
        if (break_off := self.scope.get(BREAK_OFF)) is not None:
            break_off()

    async def _send_body(self, body: Body, client_left: "asyncio.Task[None]") -> bool:
        """Returns whether all of it was sent."""
        for piece in body.pieces:
            if isinstance(piece, bytes):
                await self.send({"type": "http.response.body", "body": piece, "more_body": True})
            elif not await self._send_slice(piece, None if body.is_short else body.right, client_left):
                return False
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})
        return True

    async def _send_slice(self, part: Slice, right: PlayRight | None, client_left: "asyncio.Task[None]") -> bool:
        """Returns whether all of it was sent. It was not if the client has left, its right has ended, or the file has
        become shorter."""
        left = part.length
        while left > 0 and not client_left.done():
            if not await self._may_go_on(right):
                return False
            most = min(left, ASK_AFTER_BYTES - self.bytes_since_asked)
            try:
                taken, chunk = await self._next(part.source, part.start + part.length - left, most)
            except (OSError, MediaAway):
                return False
            if not (length := taken + len(chunk)):
                return False
            left -= length
            self.bytes_since_asked += length
            if chunk:
                await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
        return left == 0

    async def _next(self, source: Source, start: int, most: int) -> tuple[int, bytes]:
        """How many bytes the kernel has taken, and some that follow them if it did not take all."""
        file = self.scope[BODY].files[source]
        if isinstance(source, RemoteFile):
            return 0, await self._in_thread(source, read_at, file, start, min(REMOTE_CHUNK, most))
        if self.kernel is None or not await self.kernel.is_possible():
            return 0, await self._in_thread(source, read_at, file, start, min(CHUNK, most))
        taken, chunk = await self._in_thread(source, send_and_read, self.kernel, file, start, most)
        self.kernel.count(taken)
        return taken, chunk

    async def _may_go_on(self, right: PlayRight | None) -> bool:
        if self.bytes_since_asked < ASK_AFTER_BYTES:
            return True
        self.bytes_since_asked = 0
        return right is None or await self.streams.visits.still_holds(right)

    async def _in_thread(self, source: Source, call: Callable[..., Any], *arguments: object) -> Any:
        threads = self.streams.fetchers if isinstance(source, RemoteFile) else self.streams.readers
        done = in_thread(threads, call, *arguments)
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            # The thread goes on. What it uses must not be closed before.
            await asyncio.wait([done])
            raise


def read_at(file: io.RawIOBase, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length) or b""


def send_and_read(kernel: KernelSending, file: io.RawIOBase, start: int, length: int) -> tuple[int, bytes]:
    taken = kernel.send(file.fileno(), start, length)
    return taken, read_at(file, start + taken, min(CHUNK, length - taken)) if taken < length else b""
