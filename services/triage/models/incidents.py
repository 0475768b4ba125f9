"""Incidents, proposed duplicates, what is usual where, and the words cases can be found by."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field

from services.triage.models.base import TriageModel
from services.triage.models.cases import partial
from shared.columns import Id, Json, UtcDateTime

PROPOSED = "state = 'proposed'"
MEMBER = "state = 'member'"


class Incident(TriageModel, table=True):
    """Cases of different customers about one matter: `proposed`, `accepted`, `rejected` or `split`.

    `scope` is where it happens (`store:S001`, `campaign:…`, `region:…` or `all`). `burst` says how
    many there were, how many were to be expected, and how likely that is by chance. `generation`
    and `version` count what is published, `revision` feeds the ETag.
    """

    __table_args__ = (sa.Index("ix_incident_state", "state", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    title: str = Field(max_length=200)
    state: str = Field(default="proposed", max_length=10)
    scope: str = Field(max_length=120)
    topic: str | None = Field(default=None, max_length=40)
    owner_id: str | None = Field(default=None, sa_type=Id)
    burst: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    first_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, max_length=120)
    reason: str | None = Field(default=None, sa_type=sa.Text)
    revision: int = 1
    generation: int = 0
    version: int = 0


class IncidentCase(TriageModel, table=True):
    """A case's place in an incident: `proposed`, `member` or `left`; it is a member of one only.

    `owner_before` is who had the case before the incident's owner, None for nobody; it is given
    back as it was: given at `assigned_before`, accepted at `accepted_before`, in `cycle_before`.
    """

    __tablename__ = "incident_case"
    __table_args__ = (
        sa.Index("ix_incident_case_case_id", "case_id"),
        sa.Index("ix_incident_case_member", "case_id", unique=True, **partial(MEMBER)),
    )

    incident_id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, primary_key=True)
    state: str = Field(default="proposed", max_length=10)
    similarity: float | None = None
    added_at: datetime = Field(sa_type=UtcDateTime)
    added_by: str = Field(max_length=120)
    owner_before: str | None = Field(default=None, sa_type=Id)
    assigned_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cycle_before: int | None = None


class Duplicate(TriageModel, table=True):
    """A case that may say again what an earlier one said: `proposed`, `merged` or `rejected`."""

    __tablename__ = "duplicate"
    __table_args__ = (
        sa.Index("ix_duplicate_pair", "case_id", "of_case_id", unique=True),
        sa.Index("ix_duplicate_of_case_id", "of_case_id"),
        sa.Index("ix_duplicate_proposed", "id", **partial(PROPOSED)),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id)
    of_case_id: str = Field(sa_type=Id)
    reason: str = Field(max_length=20)
    similarity: float
    state: str = Field(default="proposed", max_length=10)
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, max_length=120)
    revision: int = 1


class CaseCount(TriageModel, table=True):
    """How many cases there were on a finished day in a place on a topic; counted from the rows."""

    __tablename__ = "case_count"

    scope: str = Field(primary_key=True, max_length=120)
    topic: str = Field(primary_key=True, max_length=40)
    day: date = Field(primary_key=True)
    cases: int


class WatchPosition(TriageModel, table=True):
    """How far the watch over new cases has come: the last row of `case_history` that is done."""

    __tablename__ = "watch_position"

    name: str = Field(primary_key=True, max_length=40)
    position: int = Field(sa_type=sa.BigInteger)


Term = sa.String(32).with_variant(postgresql.VARCHAR(32, collation="C"), "postgresql")
"""In the order of its characters: in that of a language, what begins with 虫 may lie anywhere."""


class SearchTerm(TriageModel, table=True):
    """A word of a case's text, or its ticket number: what it can be found by."""

    __tablename__ = "search_term"
    __table_args__ = (sa.Index("ix_search_term_case_id", "case_id"),)

    term: str = Field(primary_key=True, sa_type=Term)
    case_id: str = Field(sa_type=Id, primary_key=True)


INCIDENTS = TriageModel.metadata.tables["incident"]
INCIDENT_CASES = TriageModel.metadata.tables["incident_case"]
DUPLICATES = TriageModel.metadata.tables["duplicate"]
COUNTS = TriageModel.metadata.tables["case_count"]
POSITIONS = TriageModel.metadata.tables["watch_position"]
TERMS = TriageModel.metadata.tables["search_term"]
