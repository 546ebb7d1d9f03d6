"""The last result of each maintenance task. It tells the page *Maintenance*, `guestlink doctor` and `/readyz` what is
late (contract 5.16)."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class MaintenanceRun(Base):
    __tablename__ = "maintenance_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    # The supervisor watches this count change. It does not compare times, because a wall clock may be wrong.
    successes: Mapped[int] = mapped_column(BigInteger, default=0)
    last_success_at: Mapped[datetime | None]
    rows_done: Mapped[int] = mapped_column(BigInteger, default=0)
    backlog: Mapped[int] = mapped_column(default=0)
    # Some tasks look at a part of a table in each run. This is the last id that they looked at. 0: the next run begins
    # anew when it is due. Below 0: it begins anew at once.
    place: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    last_error: Mapped[str | None] = mapped_column(String(500))
    last_error_at: Mapped[datetime | None]
