"""Mutants of uploads in pieces."""

from tests.proofs.mutants.mutant import mutant

UNFINISHED, VIEWS = "models/files/unfinished.py", "web/owner/adding/piecewise.py"
FRONT, RECEIVING = "web/front/arriving_bodies.py", "web/owner/adding/receiving.py"
TESTS = "tests/models/files/test_unfinished.py"
CREATING = "tests/web/owner/adding/test_piecewise_creating.py"
SENDING = "tests/web/owner/adding/test_piecewise_sending.py"
BECOMING = "tests/web/owner/adding/test_becoming_items.py"
BODIES = "tests/web/front/test_arriving_bodies.py"

MUTANTS = (
    mutant("two requests write to one upload", UNFINISHED, "            _lock(file)\n", "", TESTS),
    mutant("an eleventh upload begins", UNFINISHED, ">= MOST_UNFINISHED:", "> MOST_UNFINISHED:", TESTS),
    mutant(
        "an upload is there at the instant of its end",
        "models/files/upload_notes.py",
        "return end is None or end <= now",
        "return end is None or end < now",
        TESTS,
    ),
    mutant(
        "an upload is whole before it is an item",
        UNFINISHED,
        "return min(os.fstat(file.fileno()).st_size, upload.length - 1)",
        "return os.fstat(file.fileno()).st_size",
        BECOMING,
    ),
    mutant(
        "an upload that was cancelled becomes an item",
        UNFINISHED,
        "        _wait_for_lock(note)\n        _check_is_there(upload)\n",
        "        _wait_for_lock(note)\n",
        TESTS,
    ),
    mutant(
        "the space of an upload that waits is given away",
        "models/files/arriving.py",
        "return time.time() - found.st_ctime < RESERVED_FOR",
        "return False",
        CREATING,
    ),
    mutant(
        "an upload that lies still keeps its space reserved",
        "models/files/arriving.py",
        "return time.time() - found.st_ctime < RESERVED_FOR",
        "return True",
        "tests/models/files/test_unfinished_space.py",
    ),
    mutant(
        "one person reserves all that is free",
        UNFINISHED,
        "reserved + size > arriving.free_bytes() // 2",
        "False",
        "tests/models/files/test_unfinished_space.py",
    ),
    mutant("uploads need no token", VIEWS, 'if request.method != "HEAD" and not', "if False and not", CREATING),
    mutant(
        "a refused file stays",
        "web/owner/adding/becoming_items.py",
        "        unfinished.cancel(upload)\n",
        "",
        BECOMING,
    ),
    mutant(
        "the file stays locked while its answer is sent",
        VIEWS,
        "    with closing(received):\n",
        "    if received:\n",
        SENDING,
    ),
    mutant(
        "what gathered is lost when the sender is silent",
        FRONT,
        "        await self._write()\n        await self.bodies.in_thread(self.arriving.settle)\n",
        "        await self.bodies.in_thread(self.arriving.settle)\n",
        "tests/web/front/test_bounds_of_bodies.py",
    ),
    mutant(
        "nobody asks whether the person is still signed in",
        RECEIVING,
        "        return user is not None and user.id == self.upload.owner_id and permitting.may_upload(user)\n",
        "        return True\n",
        BODIES,
    ),
)
