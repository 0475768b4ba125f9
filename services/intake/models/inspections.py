"""Store inspections: what is looked at, and what was found."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import Id, Json, UtcDateTime


class Checklist(IntakeModel, table=True):
    """What an inspector looks at; `sections` is a list of `rules.inspections.Section` as JSON."""

    __tablename__ = "checklist"

    id: str = Field(sa_type=Id, primary_key=True)
    name: str = Field(max_length=80)
    sections: list[dict[str, Any]] = Field(sa_type=Json)
    is_active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = 1


class Inspection(IntakeModel, table=True):
    """One visit to a store; what failed in it is feedback.

    `score` is the share of the weight that passed, 0 to 100. `sealed_findings` is JSON sealed for
    `inspection/{id}`: notes may name people. `checklist` is its name then.
    """

    __tablename__ = "inspection"
    __table_args__ = (sa.Index("ix_inspection_store_code", "store_code", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    store_code: str = Field(max_length=40)
    checklist_id: str = Field(sa_type=Id)
    checklist: str = Field(max_length=80)
    inspected_at: datetime = Field(sa_type=UtcDateTime)
    inspected_by: str = Field(max_length=120)
    inspector: str = Field(max_length=80)
    score: int = Field(sa_type=sa.SmallInteger)
    passed: int = Field(sa_type=sa.SmallInteger)
    failed: int = Field(sa_type=sa.SmallInteger)
    sealed_findings: bytes
    recorded_at: datetime = Field(sa_type=UtcDateTime)
