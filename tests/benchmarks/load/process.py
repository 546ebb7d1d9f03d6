"""The load generator is a process of its own, with an event loop in C, so that it costs little beside a server."""

import asyncio
import multiprocessing
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, Self, TypeVar

import uvloop

from tests.benchmarks.load.connection import Connection
from tests.benchmarks.load.requests import Answer

Result = TypeVar("Result")


class Generator:
    """`generator.run(replay, port, requests, 32, 5.0, again=True)` runs it there, and returns what it returns."""

    def __enter__(self) -> Self:
        self.pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def start(
        self, work: Callable[..., Coroutine[Any, Any, Result]], *arguments: Any, **named: Any
    ) -> "Future[Result]":
        return self.pool.submit(_run, work, arguments, named)

    def run(self, work: Callable[..., Coroutine[Any, Any, Result]], *arguments: Any, **named: Any) -> Result:
        return self.start(work, *arguments, **named).result()

    def call(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """For work without an event loop."""
        return self.pool.submit(work, *arguments).result()


def _run(work: Callable[..., Coroutine[Any, Any, Result]], arguments: tuple[Any, ...], named: dict[str, Any]) -> Result:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work(*arguments, **named))


async def answer_of(port: int, request: bytes) -> Answer:
    """One request and its answer."""
    connection = Connection(port)
    try:
        return await connection.ask(request)
    finally:
        connection.close()
