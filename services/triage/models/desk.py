"""What a person keeps of their own: the views of the queues they saved."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.triage.models.base import TriageModel
from shared.columns import Id, UtcDateTime


class SavedFilter(TriageModel, table=True):
    """A named view of the queues; `query` is what the console's address holds after `?`."""

    __tablename__ = "saved_filter"
    __table_args__ = (sa.UniqueConstraint("staff_id", "name", name="uq_saved_filter_staff_id"),)

    id: str = Field(primary_key=True, sa_type=Id)
    staff_id: str = Field(sa_type=Id, foreign_key="staff.id")
    name: str = Field(max_length=80)
    query: str = Field(max_length=1000)
    created_at: datetime = Field(sa_type=UtcDateTime)
