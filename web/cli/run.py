"""`python -m web.cli.run`: the command line by module name, for the supervisor's parts."""

from web.cli import main

if __name__ == "__main__":
    main()
