"""What commands print for people: no raw values, and options that say what they take (contract 7.33, 7.34)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
import pytest

from models.config.settings import settings
from models.plumbing import fields
from tests.conftest import forget
from tests.vocabulary.site import Site
from tests.web.cli.conftest import Run
from web.cli import guestlink
from web.cli.output import table

# How Python writes None, a time with its microseconds, and a name with underscores.
RAW = re.compile(r"\bNone\b|T\d\d:\d\d|\d:\d\d\.\d|\b[a-z]+_[a-z_]+\b")


def test_people_read_the_limits_of_a_link_in_words(site: Site, run: Run) -> None:
    link = site.link()
    shown = run("link", "show", link.id).out
    assert re.search(r"^ends: +never$", shown, re.MULTILINE)
    assert re.search(r"^clicks: +0, unlimited$", shown, re.MULTILINE)
    assert "never" in run("link", "list", link.media_id).out


@pytest.mark.parametrize(("zone", "written"), [("Europe/Berlin", "CES?T"), ("America/Sao_Paulo", "UTC-03")])
def test_people_read_times_in_the_zone_of_the_site(
    site: Site, run: Run, monkeypatch: pytest.MonkeyPatch, zone: str, written: str
) -> None:
    monkeypatch.setenv("GUESTLINK_TIMEZONE", zone)
    forget()
    link = site.link(days=3, clicks=12)
    shown = run("link", "show", link.id).out
    assert re.search(rf"^ends: +\d{{4}}-\d\d-\d\d \d\d:\d\d {written}$", shown, re.MULTILINE)
    assert re.search(r"^clicks: +0 of 12$", shown, re.MULTILINE)


def test_no_command_prints_raw_values_for_people(site: Site, run: Run) -> None:
    link = site.link(days=1, clicks=1, age=timedelta(days=1))
    run("sweep")
    for command in (("link", "show", link.id), ("link", "list", link.media_id), ("media", "list"), ("user", "list")):
        printed = run(*command).out.replace(settings().base_url, "")
        assert not RAW.search(printed), command
    # The doctor names tasks as `--json`, the log and the metrics do.
    assert not re.search(r"None|T\d\d:\d\d|\d:\d\d\.\d", run("doctor").out)


def test_a_table_is_straight_whatever_the_letters() -> None:
    """Wide ones take two columns of a terminal, marks on letters and invisible ones none."""
    names = ["Team", "日本語", "e\u0301te\u0301", "ab\u200d", "한국"]
    lines = table(["name", "id"], [[name, 7] for name in names])
    assert [line.removesuffix("7") for line in lines[1:]] == [
        "Team    ",
        "日本語  ",
        "e\u0301te\u0301     ",
        "ab\u200d      ",
        "한국    ",
    ]


def test_an_empty_list_says_so(site: Site, run: Run) -> None:
    assert run("link", "list", site.media()).out == "None yet.\n"


def options() -> Iterator[tuple[str, click.Option]]:
    """Every option of every command, with the name of its command."""
    waiting: list[tuple[str, click.Command]] = [("guestlink", guestlink)]
    while waiting:
        name, command = waiting.pop()
        if isinstance(command, click.Group):
            waiting += [(f"{name} {part.name}", part) for part in command.commands.values()]
        yield from ((name, each) for each in command.params if isinstance(each, click.Option) and not command.hidden)


@pytest.mark.parametrize(
    ("command", "option"), [pytest.param(*each, id=f"{each[0]} {each[1].name}") for each in options()]
)
def test_every_option_says_what_it_takes(command: str, option: click.Option) -> None:
    assert option.help, command
    metavar = option.make_metavar(click.Context(guestlink))
    assert option.is_flag or metavar not in {"TEXT", "INTEGER", "PATH"}


def test_the_numbers_in_the_help_are_those_of_the_rules(run: Run) -> None:
    printed = " ".join(run("link", "create", "--help").out.split())
    assert f"--clicks N How many guests can enter, 1 to {fields.MAX_CLICKS:,}. If left out: unlimited." in printed
    assert f"--days N How many days the link works, 1 to {fields.MAX_DAYS:,}. If left out: no end." in printed
    assert f"--name NAME The name of the link, 1 to {fields.MAX_NAME_LENGTH} characters." in printed


ELSEWHERE = [("link", "list", 1), ("user", "list"), ("sweep",), ("doctor",), ("web",), ("worker",), ("backup", "x")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ELSEWHERE, ids=str)
def test_in_a_wrong_folder_a_command_names_it_and_leaves_nothing_there(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[object, ...]
) -> None:
    (tmp_path / "elsewhere" / "var").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.delenv("GUESTLINK_DATA")
    monkeypatch.delenv("GUESTLINK_DATABASE_URL")
    forget()
    refusal = run(*command).refused()
    assert refusal.startswith(f"There is no site in the data folder {tmp_path / 'elsewhere' / 'var'}: ")
    assert "guestlink up" in refusal
    assert not (tmp_path / "elsewhere" / "var" / "guestlink.sqlite3").exists()
