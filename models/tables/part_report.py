"""When worker and scheduler were last heard of, and how far off their clocks are (contract 5.18)."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class PartReport(Base):
    __tablename__ = "part_report"

    part: Mapped[str] = mapped_column(String(10), primary_key=True)
    host: Mapped[str] = mapped_column(String(64), primary_key=True)
    last_at: Mapped[datetime]
    # Seconds by which its wall clock is ahead of the database's clock. Negative if it is behind.
    clock_ahead: Mapped[float]
