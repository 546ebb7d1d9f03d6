"""Prints the tables of the proofs."""


def print_line(line: str) -> None:
    """Flushed, so that each line of a long table shows as soon as it is known, also in a pipe."""
    print(line, flush=True)  # noqa: T201 (printing is its purpose)
