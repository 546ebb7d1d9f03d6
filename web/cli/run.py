"""`python -m web.cli.run`: the command line as a module. The supervisor starts its parts with it."""

from web.cli import main

if __name__ == "__main__":
    main()
