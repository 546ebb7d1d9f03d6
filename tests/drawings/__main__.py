"""`uv run python -m tests.drawings`: write the drawings of docs/architecture.md anew."""

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    # The click is recorded on a site of the tests, so their fixtures make it.
    os.environ["WRITE_DRAWINGS"] = "1"
    sys.exit(pytest.main(["-q", "-n", "0", str(Path(__file__).with_name("test_drawings.py"))]))
