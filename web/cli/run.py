"""`python -m web.cli.run`: the command line as a module, so that the supervisor can start parts without a script."""

from web.cli import main

if __name__ == "__main__":
    main()
