"""Imports: a sheet on its way to become feedback, and the rows that could not."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import Id, Json, UtcDateTime


class ImportJob(IntakeModel, table=True):
    """One uploaded sheet; `position` is the last row of it that is done with, durably.

    `status`: `uploading`, `mapping` (waits for somebody to say what the columns hold), `queued`,
    `running`, `done`, `cancelled`, or `failed` for the reason in `problem`. `accepted` counts the
    rows that are feedback now, `duplicates` those of them that were before. `mapping` is what a
    column holds → its heading.
    """

    __tablename__ = "import_job"
    __table_args__ = (sa.Index("ix_import_job_status", "status", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    status: str = Field(max_length=12)
    name: str = Field(max_length=120)
    entered_by: str = Field(max_length=120)
    channel: str = Field(max_length=40)
    kind: str = Field(max_length=4)
    encoding: str = Field(max_length=20)
    delimiter: str = Field(max_length=1)
    size: int = Field(sa_type=sa.BigInteger)
    headings: list[str] = Field(sa_type=Json)
    mapping: dict[str, str] = Field(sa_type=Json)
    total: int | None = None
    position: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    problem: dict[str, str] | None = Field(default=None, sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ImportChunk(IntakeModel, table=True):
    """A part of an uploaded sheet, sealed; removed when its import has ended."""

    __tablename__ = "import_chunk"

    import_id: str = Field(sa_type=Id, primary_key=True)
    seq: int = Field(primary_key=True)
    sealed: bytes


class ImportReject(IntakeModel, table=True):
    """A row that could not become feedback: why, in both languages, and its cells, sealed."""

    __tablename__ = "import_reject"

    import_id: str = Field(sa_type=Id, primary_key=True)
    row: int = Field(primary_key=True)
    reason_zh: str = Field(sa_type=sa.Text)
    reason_en: str = Field(sa_type=sa.Text)
    sealed_cells: bytes
