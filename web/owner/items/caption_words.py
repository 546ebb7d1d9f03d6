"""What was read of a captions file, in words (contract 8.61)."""

from flask_babel import gettext as _
from flask_babel import ngettext

from models.errors import translatable
from models.recordings.caption_report import Fault, Report
from web.pages.display import clock_time

FAULTS = {
    Fault.TIME: translatable("Line %(line)s: no time could be read."),
    Fault.ORDER: translatable("Line %(line)s: the end is not after the start."),
    Fault.EMPTY: translatable("Line %(line)s: there is no text."),
    Fault.LONG: translatable("Line %(line)s: the text is longer than 10,000 characters."),
    Fault.CHARACTERS: translatable("Line %(line)s: some characters could not be read."),
    Fault.BROKEN: translatable("Line %(line)s: the file cannot be read from here on."),
}


def read(report: Report) -> str:
    times = {"first": clock_time(report.first // 1000, full=True), "last": clock_time(report.last // 1000, full=True)}
    return str(
        ngettext(
            "%(num)s caption, %(first)s to %(last)s", "%(num)s captions, %(first)s to %(last)s", report.count, **times
        )
    )


def not_read(report: Report) -> list[str]:
    """A sentence for each of the first faults, and how many others there are."""
    sentences = [str(_(FAULTS[fault], line=str(line))) for line, fault in report.faults]
    if report.more:
        sentences.append(_("and %(number)s more", number=report.more))
    return sentences
