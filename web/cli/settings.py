"""`guestlink settings`: every setting with its default and meaning, read from the code."""

import re
from typing import NamedTuple

import click

from web.cli.options import json_option
from web.cli.output import show


class Setting(NamedTuple):
    name: str
    # Only secrets have one: the variable that names a file with the value in it.
    file: str | None
    default: str
    meaning: str

    @property
    def names(self) -> list[str]:
        return [name for name in (self.name, self.file) if name]


@click.command()
@click.option("--markdown", is_flag=True, help="Print the table of README.md.")
@json_option
def settings(as_json: bool, markdown: bool) -> None:
    """List all settings with their defaults and meanings."""
    listed = all_settings()
    lines = markdown_table(listed) if markdown else [line for each in listed for line in paragraph(each)]
    show([each._asdict() for each in listed], as_json, lines)


def all_settings() -> list[Setting]:
    from models.config.secret_files import MayBeInFile
    from models.config.settings import Settings

    prefix = Settings.model_config.get("env_prefix", "")
    listed = []
    # Settings inherits from one class for each outside service. What it declares itself comes first.
    for name in sorted(Settings.model_fields, key=lambda name: name not in Settings.__annotations__):
        field = Settings.model_fields[name]
        variable = f"{prefix}{name}".upper()
        may_be_in_file = any(isinstance(each, MayBeInFile) for each in field.metadata)
        meaning = " ".join((field.description or "").split())
        default = "" if field.default is None else str(field.default)
        listed.append(Setting(variable, f"{variable}_FILE" if may_be_in_file else None, default, meaning))
    return listed


def paragraph(setting: Setting) -> list[str]:
    default = f" (default: {setting.default})" if setting.default else ""
    indent = " " * 4
    text = click.wrap_text(setting.meaning.replace("`", ""), 100, initial_indent=indent, subsequent_indent=indent)
    return [f"{' or '.join(setting.names)}{default}", *text.splitlines(), ""]


def markdown_table(listed: list[Setting]) -> list[str]:
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for each in listed:
        names = " or ".join(f"`{name}`" for name in each.names)
        default = f"`{each.default}`" if each.default else ""
        meaning = re.sub(r"docs/\w+\.md", r"[\g<0>](\g<0>)", each.meaning)
        lines.append(f"| {names} | {default} | {meaning} |")
    return lines
