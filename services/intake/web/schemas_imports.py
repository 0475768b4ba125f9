"""What travels over the API of imports."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Heading = Annotated[str, StringConstraints(max_length=100)]


class MappingIn(BaseModel):
    """What the columns hold: target → heading."""

    model_config = ConfigDict(extra="forbid")

    mapping: Annotated[dict[Heading, Heading], Field(max_length=20)]


class ProblemOut(BaseModel):
    zh: str
    en: str


class ImportOut(BaseModel):
    """How far an import is; `accepted` counts rows that are feedback, `duplicates` old ones of it.

    `status`: mapping, queued, running, done, cancelled or failed. `total` is null until the rows
    have been counted. `sample` are the first rows, only when the sheet has just arrived.
    """

    id: str
    status: str
    name: str
    channel: str
    total: int | None
    accepted: int
    duplicates: int
    rejected: int
    rejects_url: str | None
    headings: list[str]
    mapping: dict[str, str]
    sample: list[list[str]] | None = None
    problem: ProblemOut | None
    created_at: datetime
    finished_at: datetime | None


class RowError(BaseModel):
    row: int
    detail: str


class DryRunOut(BaseModel):
    """What an import would do; nothing of it was kept."""

    status: str = "dry_run"
    total: int
    accepted: int
    rejected: int
    headings: list[str]
    mapping: dict[str, str]
    errors: list[RowError]
    sample: list[list[str]]
