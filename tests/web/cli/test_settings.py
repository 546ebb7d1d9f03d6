"""`guestlink settings` lists what the code reads, and README.md shows the same table (contract 7.25, 7.28)."""

import re

from models.config.settings import Settings
from tests.vocabulary.server import ROOT
from tests.web.cli.conftest import Run

SECRETS = {"DATABASE_URL", "BROKER_URL", "S3_KEY_ID", "S3_SECRET", "JITSI_SECRET", "OIDC_CLIENT_SECRET"}
SECRETS |= {"SECRET_KEY", "FORMER_KEYS"}


def test_every_setting_is_listed_with_its_meaning(run: Run) -> None:
    listed = run("settings", "--json").document
    assert {each["name"] for each in listed} == {f"GUESTLINK_{name.upper()}" for name in Settings.model_fields}
    assert len({each["meaning"] for each in listed} - {""}) == len(listed)
    assert {each["name"]: each["default"] for each in listed}["GUESTLINK_RETENTION_DAYS"] == "90"


def test_a_secret_may_stand_in_a_file(run: Run) -> None:
    files = {each["file"] for each in run("settings", "--json").document if each["file"]}
    assert files == {f"GUESTLINK_{name}_FILE" for name in SECRETS}


def test_people_read_each_setting_with_its_meaning(run: Run) -> None:
    said = run("settings").out
    assert "GUESTLINK_RETENTION_DAYS (default: 90)\n    How many days" in said
    assert "GUESTLINK_SECRET_KEY or GUESTLINK_SECRET_KEY_FILE\n" in said


def test_the_table_of_the_readme_is_what_the_command_prints(run: Run) -> None:
    printed = run("settings", "--markdown").out
    readme = (ROOT / "README.md").read_text()
    shown = re.findall(
        r"<!-- settings: made by guestlink settings --markdown -->\n(.*?)<!-- end -->", readme, re.DOTALL
    )
    assert [table.strip() for table in shown] == [printed.strip()]
