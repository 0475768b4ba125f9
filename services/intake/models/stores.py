"""Stores."""

from datetime import datetime

from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import UtcDateTime


class Store(IntakeModel, table=True):
    """A store. `generation`, `version` count our published changes."""

    __tablename__ = "store"

    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    region: str = Field(max_length=40)
    city: str = Field(max_length=40)
    timezone: str = Field(default="Asia/Shanghai", max_length=40)
    closed: bool = False
    successor: str | None = Field(default=None, max_length=40)
    generation: int
    version: int
    changed_at: datetime = Field(sa_type=UtcDateTime)
