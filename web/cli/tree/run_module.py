"""`python -m web.cli.tree.part MODULE ARGUMENTS…`: run a module as a part that ends with its supervisor."""

import runpy
import sys

from web.cli.tree.parent_death import follow_parent

if __name__ == "__main__":
    follow_parent()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
