"""The instants at which something falls due on a scene, all of which begin at NOW."""

from datetime import timedelta

from tests.vocabulary.maker import NOW

SOON = NOW + timedelta(seconds=1)
# A second before a visit falls silent its guest gives a sign of life; on the dot somebody judges it.
SILENT = NOW + timedelta(minutes=5)
ALMOST = SILENT - timedelta(seconds=1)
EXPIRY = NOW + timedelta(days=1)
LAST_SECOND = EXPIRY - timedelta(seconds=1)
RETENTION = NOW + timedelta(days=90)
