"""A proof's table is told line by line, as each is found."""


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (its purpose)
