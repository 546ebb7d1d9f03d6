"""docs/watching.md lists each metric, and its alerts ask for metrics that there are."""

import re
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from models.upkeep import running
from tests.vocabulary.site import Guests, Site, now

PAGE = (Path(__file__).parents[3] / "docs" / "watching.md").read_text()
# There is one as soon as something has been counted, or made.
LATER = {"refusals_total", "seconds_since_backup"}


def listed() -> dict[str, list[str]]:
    """The labels of each metric of the table."""
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| (.*?) ?\| ", PAGE, re.MULTILINE)
    return {name: re.findall(r"`(\w+)`", labels) for names, labels in rows for name in re.findall(r"`(\w+)`", names)}


def shown(site: Site) -> dict[str, list[str]]:
    """The labels of each metric that a scrape shows."""
    page = site.browser().get("/metrics").text
    samples = [sample for family in text_string_to_metric_families(page) for sample in family.samples]
    return {sample.name.removeprefix("guestlink_"): list(sample.labels) for sample in samples}


def test_the_table_lists_each_metric_with_its_labels(site: Site, guest: Guests) -> None:
    guest().enter()
    site.browser().get("/g/unknown")
    running.run_task("expire_links", now=now())
    found = shown(site)
    assert {name: labels for name, labels in listed().items() if name not in LATER - found.keys()} == found


def test_the_alerts_ask_for_metrics_and_labels_that_there_are() -> None:
    (block,) = re.findall(r"^```yaml\n(groups:.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    rules = [rule for group in yaml.safe_load(block)["groups"] for rule in group["rules"]]
    assert len(rules) >= 3
    for rule in rules:
        asked = re.findall(r"guestlink_(\w+)", rule["expr"])
        assert set(asked) <= set(listed())
        for label in re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]):
            assert f"by ({label})" in rule["expr"]
