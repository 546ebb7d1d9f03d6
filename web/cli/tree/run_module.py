"""`python -m web.cli.tree.run_module MODULE ARGUMENTS…`: runs a module as a part, which ends with its supervisor."""

import runpy
import sys

from web.cli.tree.parent_death import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
