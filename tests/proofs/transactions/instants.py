"""The instants at which something becomes due. Every setup is made at NOW."""

from datetime import timedelta

from tests.vocabulary.maker import NOW

SOON = NOW + timedelta(seconds=1)
# A visit without a sign of life is over at SILENT.
SILENT = NOW + timedelta(minutes=5)
ALMOST_SILENT = SILENT - timedelta(seconds=1)
# A link of one day.
EXPIRY = NOW + timedelta(days=1)
LAST_SECOND = EXPIRY - timedelta(seconds=1)
RETENTION = NOW + timedelta(days=90)
