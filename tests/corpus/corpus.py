"""All kinds of recordings."""

from tests.corpus.films_of_computers import PROGRAMS, SOUNDS
from tests.corpus.films_of_phones import PHONES
from tests.corpus.films_of_streams import STREAMS
from tests.corpus.kinds import Kind
from tests.corpus.refusals import REFUSED

KINDS: tuple[Kind, ...] = (*PHONES, *PROGRAMS, *STREAMS, *SOUNDS, *REFUSED)
