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
    # The id up to which a task that looks at a part of a table in each run has got. 0: the next run begins again.
    # Below 0: it does so even if it would wait.
    place: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    last_error: Mapped[str | None] = mapped_column(String(500))
    last_error_at: Mapped[datetime | None]
