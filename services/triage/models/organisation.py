"""The tables of the organisation: staff, teams, shifts, topics, routing rules and API keys."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.triage.models.base import TriageModel
from shared.columns import Id, Json, UtcDateTime
from shared.events.vocabulary import PersonRef, TeamRef


class Staff(TriageModel, table=True):
    """A person who may sign in.

    `username` is unique and never given again. `capacity` is the open effort the person may own.
    `version` counts changes of what StaffChanged publishes; tokens issued before
    `tokens_valid_from` are refused everywhere.
    """

    __table_args__ = (sa.UniqueConstraint("username", name="uq_staff_username"),)

    id: str = Field(primary_key=True, sa_type=Id)
    username: str = Field(max_length=32)
    name: str = Field(max_length=80)
    roles: list[str] = Field(sa_type=Json)
    stores: list[str] = Field(default_factory=list, sa_type=Json)
    active: bool = True
    away: bool = False
    capacity: int = 20
    password_hash: str = Field(max_length=200)
    must_change_password: bool = False
    tokens_valid_from: datetime = Field(sa_type=UtcDateTime)
    last_assigned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    generation: int
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def ref(self) -> PersonRef:
        return PersonRef(id=self.id, username=self.username, name=self.name)


class Team(TriageModel, table=True):
    """Staff who work on the same queue; `strategy` names how a case finds its owner there."""

    __table_args__ = (sa.UniqueConstraint("name", name="uq_team_name"),)

    id: str = Field(primary_key=True, sa_type=Id)
    name: str = Field(max_length=80)
    strategy: str = Field(default="least_effort", max_length=40)
    active: bool = True
    generation: int
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def ref(self) -> TeamRef:
        return TeamRef(id=self.id, name=self.name)


class TeamPlace(TriageModel, table=True):
    """A person's place in a team: `member` is given cases, `lead` answers for the team.

    Somebody who does both has two places.
    """

    __tablename__ = "team_place"
    __table_args__ = (sa.Index("ix_team_place_staff_id", "staff_id"),)

    team_id: str = Field(primary_key=True, sa_type=Id, foreign_key="team.id")
    staff_id: str = Field(primary_key=True, sa_type=Id, foreign_key="staff.id")
    part: str = Field(primary_key=True, max_length=8)


class Shift(TriageModel, table=True):
    """When a person, or everyone in a team, is at work: one of `staff_id` and `team_id`.

    `weekdays` are ISO (1 Monday … 7 Sunday), the days the shift starts on. `starts` and `ends` are
    minutes after local midnight; an end not after its start is on the next day, 1440 is midnight.
    """

    __table_args__ = (
        sa.CheckConstraint("(staff_id IS NULL) <> (team_id IS NULL)", name="one_subject"),
        sa.Index("ix_shift_staff_id", "staff_id"),
        sa.Index("ix_shift_team_id", "team_id"),
    )

    id: str = Field(primary_key=True, sa_type=Id)
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    team_id: str | None = Field(default=None, sa_type=Id, foreign_key="team.id")
    weekdays: list[int] = Field(sa_type=Json)
    starts: int
    ends: int
    valid_from: date | None = None
    valid_to: date | None = None
    timezone: str = Field(default="Asia/Shanghai", max_length=40)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Topic(TriageModel, table=True):
    """What a feedback can be about; `default_team_id` takes it when no routing rule does."""

    __table_args__ = (sa.Index("ix_topic_position", "position", "code"),)

    code: str = Field(primary_key=True, max_length=40)
    name_zh: str = Field(max_length=80)
    name_en: str = Field(max_length=80)
    parent: str | None = Field(default=None, max_length=40)
    default_team_id: str | None = Field(default=None, sa_type=Id, foreign_key="team.id")
    active: bool = True
    position: int = 0
    generation: int
    version: int = 1


class RoutingRule(TriageModel, table=True):
    """Cases that meet every condition go to the team; the first active rule that fits decides.

    `conditions` maps topic, urgency, store_code, region, channel or campaign to the values that
    fit; a field that is not named fits anything.
    """

    __tablename__ = "routing_rule"
    __table_args__ = (sa.Index("ix_routing_rule_position", "position", "id"),)

    id: str = Field(primary_key=True, sa_type=Id)
    name: str = Field(max_length=80)
    position: int
    conditions: dict[str, Any] = Field(sa_type=Json)
    team_id: str = Field(sa_type=Id, foreign_key="team.id")
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class IssuedKey(TriageModel, table=True):
    """An API key triage gave out; only the SHA-256 of the key is kept."""

    __tablename__ = "issued_key"
    __table_args__ = (sa.UniqueConstraint("digest", name="uq_issued_key_digest"),)

    id: str = Field(primary_key=True, sa_type=Id)
    name: str = Field(max_length=80)
    digest: str = Field(max_length=64)
    scopes: list[str] = Field(sa_type=Json)
    channel: str | None = Field(default=None, max_length=40)
    stores: list[str] = Field(default_factory=list, sa_type=Json)
    created_by: str = Field(max_length=120)
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    generation: int
    version: int = 1
