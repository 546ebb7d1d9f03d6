"""The streams of each visit in this process: how many there are, and whether their right still holds.

A stream is an answer with media bytes. nginx counts them over all processes (nginx.conf.template).
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from web.front.threads import in_thread
from web.media.body import Body
from web.media.play_right import PlayRight

# Of one visit. A page needs a poster, captions and two or three parts of a recording at once (contract 6.50).
STREAMS_AT_ONCE = 6
# Of one guest session, which may have several pages open. Otherwise a guest who loads the page again and again could
# take all places of a process.
OF_SESSION_AT_ONCE = 18
# Whole recordings among those of a visit. A browser asks for ranges; only other programs do not.
WHOLE_AT_ONCE = 2
# The right is asked for again after so many bytes: kernels and nginx hold the rest of the 8 MiB (contract 2.46).
ASK_AFTER_BYTES = 2 * 1024**2
# It is also asked for after this time, because a slow reader may need hours for so many bytes.
ASK_AFTER_SECONDS = 30


class VisitStreams:
    def __init__(self) -> None:
        self._of_visit: Counter[str] = Counter()
        self._whole: Counter[str] = Counter()
        self._of_session: Counter[str] = Counter()
        # Separate from the threads that read files, so that a slow database does not hold them up.
        self.askers = ThreadPoolExecutor(2, thread_name_prefix="asker")

    def take_place(self, body: Body) -> bool:
        """Returns whether there was a place. An owner's streams are not counted."""
        if body.right is None:
            return True
        visit, session = body.right.visit_key, body.right.session_hash
        if self._of_visit[visit] >= STREAMS_AT_ONCE or self._of_session[session] >= OF_SESSION_AT_ONCE:
            return False
        if body.is_whole_recording and self._whole[visit] >= WHOLE_AT_ONCE:
            return False
        self._of_visit[visit] += 1
        self._of_session[session] += 1
        self._whole[visit] += body.is_whole_recording
        return True

    def give_back(self, body: Body) -> None:
        if body.right is None:
            return
        visit, session = body.right.visit_key, body.right.session_hash
        whole = int(body.is_whole_recording)
        for counts, key, number in (
            (self._of_visit, visit, 1),
            (self._of_session, session, 1),
            (self._whole, visit, whole),
        ):
            counts[key] -= number
            if not counts[key]:
                del counts[key]

    async def still_holds(self, right: PlayRight) -> bool:
        return await in_thread(self.askers, right.holds)
