"""Mutants of the streams of a visit, of slow readers and of unclear requests."""

from tests.proofs.mutants.mutant import mutant

STREAMS, STREAMING = "web/front/visit_streams.py", "web/front/streaming.py"
SENDING, CONNECTIONS = "web/media/sending.py", "web/front/connections.py"
TESTS = "tests/web/front/test_visit_streams.py"

MUTANTS = (
    mutant(
        "a visit has seven streams",
        STREAMS,
        "self._of_visit[visit] >= STREAMS_AT_ONCE",
        "self._of_visit[visit] > STREAMS_AT_ONCE",
        TESTS,
    ),
    mutant(
        "a session has a stream more",
        STREAMS,
        "self._of_session[session] >= OF_SESSION_AT_ONCE",
        "self._of_session[session] > OF_SESSION_AT_ONCE",
        TESTS,
    ),
    mutant(
        "all streams may be whole recordings",
        STREAMS,
        "body.is_whole_recording and self._whole[visit] >= WHOLE_AT_ONCE",
        "False",
        TESTS,
    ),
    mutant(
        "the place of a stream is never free again",
        STREAMING,
        "            self.streams.visits.give_back(self.scope[BODY])\n",
        "",
        TESTS,
    ),
    mutant(
        "the right is asked for once",
        STREAMING,
        "if self.bytes_since_asked < ASK_AFTER_BYTES:",
        "if True:",
        TESTS,
    ),
    mutant(
        "a stream that waits is not asked about",
        STREAMING,
        "asyncio.create_task(self._ask_from_time_to_time(body.right)) if body.right else None",
        "None",
        TESTS,
    ),
    mutant(
        "nginx sends a guest a whole film",
        SENDING,
        "body.is_short or body.right is None",
        "True",
        "tests/web/media/test_by_nginx.py",
    ),
    mutant(
        "a slow reader keeps its connection",
        "web/front/slow_readers.py",
        "            reset(self._transport)\n",
        "            self._measure()\n",
        "tests/web/front/test_slow_readers.py",
    ),
    mutant(
        "a request with two hosts is read",
        "web/front/framing.py",
        "len(hosts) > 1 or ",
        "",
        "tests/web/front/test_framing.py",
    ),
    mutant(
        "the header wins over the host of the target",
        "web/front/framing.py",
        '    headers[:] = [(b"host", authority), *((name, value) for name, value in headers if name != b"host")]\n',
        "",
        "tests/web/front/test_framing.py",
    ),
    mutant(
        "a connection is closed on unread bytes",
        "web/front/lingering.py",
        "            self._lingering.close(LINGER_SECONDS_OF_A_BODY)\n",
        "            self._transport.close()\n",
        "tests/web/front/test_lingering.py",
    ),
    mutant(
        "a body that was refused is read without end",
        CONNECTIONS,
        "                self._lingering.start(LINGER_SECONDS_OF_A_BODY)\n",
        "                pass\n",
        "tests/web/front/test_lingering.py",
    ),
)
