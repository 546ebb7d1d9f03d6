"""All tests, and what they use."""

import os
import sys

# Compiled code is kept, whatever the environment says. Without it, collecting the tests takes three times as long, and
# so does the start of each process. The workers of pytest and all other processes begin with this environment.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
