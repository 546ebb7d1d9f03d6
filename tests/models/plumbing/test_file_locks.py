"""Locks on files: alone or shared, seen by other processes, and gone with the process that held them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models.plumbing.file_locks import Locked, is_locked, lock, lock_in_data_folder
from tests.vocabulary.patches import record_calls
from tests.vocabulary.server import ROOT

HOLD = """
import sys
from pathlib import Path
from models.plumbing.file_locks import lock
held = lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    assert not is_locked(file)
    with lock(file):
        assert is_locked(file)
        with pytest.raises(Locked):
            lock(file)
        with pytest.raises(Locked):
            lock(file, shared=True)
    assert not is_locked(file)


def test_many_share_a_lock_and_keep_out_the_one_who_wants_it_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    with lock(file, shared=True), lock(file, shared=True):
        assert not is_locked(file)
        with pytest.raises(Locked):
            lock(file)
    lock(file).close()


def test_looking_at_a_lock_makes_no_file(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "a.lock")
    assert not (tmp_path / "a.lock").exists()


def test_a_lock_that_cannot_be_looked_at_counts_as_held(tmp_path: Path) -> None:
    (tmp_path / "a.lock").symlink_to("a.lock")
    assert is_locked(tmp_path / "a.lock")


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert is_locked(file)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert not is_locked(file)


def test_only_its_user_can_read_it_and_root_gives_it_to_the_owner_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda *_arguments, **_named: None)
    given = record_calls(monkeypatch, os, "chown")
    lock_in_data_folder(tmp_path, "a.lock").close()
    assert (tmp_path / "a.lock").stat().st_mode & 0o777 == 0o600
    owner = tmp_path.stat()
    assert given == [(tmp_path / "a.lock", owner.st_uid, owner.st_gid)]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    lock_in_data_folder(tmp_path, "b.lock").close()
    assert len(given) == 1
