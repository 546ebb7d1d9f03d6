"""That a part lives, and how its clock goes: the doctor and the figures tell by it which part is silent."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class PartReport(Base):
    __tablename__ = "part_report"

    part: Mapped[str] = mapped_column(String(10), primary_key=True)
    host: Mapped[str] = mapped_column(String(64), primary_key=True)
    last_at: Mapped[datetime]
    # Seconds by which its wall clock is ahead of the database's; negative: behind.
    clock_ahead: Mapped[float]
