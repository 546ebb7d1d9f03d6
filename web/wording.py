"""The domain's sentences in the reader's language: translated with their labels, numbers by locale."""

from flask_babel import format_decimal
from flask_babel import gettext as _

from models.plumbing.errors import GuestlinkError


def words(error: GuestlinkError) -> str:
    shown = {
        name: format_decimal(value) if isinstance(value, int) else _(value) for name, value in error.values.items()
    }
    return str(_(error.sentence, **shown))
