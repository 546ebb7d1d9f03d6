"""`guestlink migrate` looks at the modes of all files, also of those that were put there by hand (contract 11.61)."""

import stat

from models.config.settings import settings
from models.files import modes, storage
from tests.web.cli.conftest import Run


def test_files_that_were_put_there_by_hand_get_their_modes(run: Run) -> None:
    by_hand = settings().media_folder / storage.keep_bytes(b"captions", "vtt")
    modes.put_right(settings())
    by_hand.chmod(0o644)
    assert run("migrate").code == 0
    assert stat.S_IMODE(by_hand.stat().st_mode) == 0o600
