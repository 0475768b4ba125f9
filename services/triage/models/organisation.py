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
    `last_assigned_at` follows the cases a little later: it keeps the order of turns for those
    whose cases are all done. `version` counts changes of what StaffChanged publishes, and of
    what boards go by besides (capacity, skills); tokens issued before `tokens_valid_from` are
    refused everywhere.
    """

    __table_args__ = (sa.UniqueConstraint("username", name="uq_staff_username"),)

    id: str = Field(primary_key=True, sa_type=Id)
    username: str = Field(max_length=32)
    name: str = Field(max_length=80)
    roles: list[str] = Field(sa_type=Json)
    stores: list[str] = Field(default_factory=list, sa_type=Json)
    skills: list[str] = Field(default_factory=list, sa_type=Json)
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
    """Staff who work on the same queue; `strategy` names how a case finds its owner there.

    None leaves the rule out: `hourly_cap` is what one person is given in an hour at most,
    `sticky_days` how long a customer's open case draws their next one to its owner,
    `lapse_minutes` the working time after which untouched work goes back to the queue.
    """

    __table_args__ = (sa.UniqueConstraint("name", name="uq_team_name"),)

    id: str = Field(primary_key=True, sa_type=Id)
    name: str = Field(max_length=80)
    strategy: str = Field(default="least_effort", max_length=40)
    hourly_cap: int | None = None
    sticky_days: int | None = None
    lapse_minutes: int | None = None
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


class ShiftOverride(TriageModel, table=True):
    """What holds on some days instead of the weekly shifts: `leave`, or `work` at other hours.

    Of one person or of a team, from `first_day` to `last_day`. Without hours a leave takes the
    shifts that start on these days; with hours it takes that part of each day.
    """

    __tablename__ = "shift_override"
    __table_args__ = (
        sa.CheckConstraint("(staff_id IS NULL) <> (team_id IS NULL)", name="one_subject"),
        sa.Index("ix_shift_override_last_day", "last_day"),
    )

    id: str = Field(primary_key=True, sa_type=Id)
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    team_id: str | None = Field(default=None, sa_type=Id, foreign_key="team.id")
    kind: str = Field(max_length=8)
    first_day: date
    last_day: date
    starts: int | None = None
    ends: int | None = None
    timezone: str = Field(default="Asia/Shanghai", max_length=40)
    note: str = Field(default="", max_length=200)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Topic(TriageModel, table=True):
    """What a feedback can be about; `default_team_id` takes it when no routing rule does.

    Whoever is given a case about it must have all its `skills`.
    """

    __table_args__ = (sa.Index("ix_topic_position", "position", "code"),)

    code: str = Field(primary_key=True, max_length=40)
    name_zh: str = Field(max_length=80)
    name_en: str = Field(max_length=80)
    parent: str | None = Field(default=None, max_length=40)
    default_team_id: str | None = Field(default=None, sa_type=Id, foreign_key="team.id")
    skills: list[str] = Field(default_factory=list, sa_type=Json)
    active: bool = True
    position: int = 0
    generation: int
    version: int = 1


class EffortWeight(TriageModel, table=True):
    """What cases of a topic, of an urgency, or of both weigh; an empty text stands for any."""

    __tablename__ = "effort_weight"

    topic: str = Field(primary_key=True, max_length=40)
    urgency: str = Field(primary_key=True, max_length=10)
    effort: int


class CustomerTag(TriageModel, table=True):
    """A word that staff gave a customer, such as VIP, for routing rules to ask for."""

    __tablename__ = "customer_tag"

    customer: str = Field(primary_key=True, max_length=80)
    tag: str = Field(primary_key=True, max_length=40)


class RoutingRule(TriageModel, table=True):
    """Cases that meet every condition go to the team; the first active rule that fits decides.

    `conditions` maps topic, urgency, store_code, region, channel, campaign or customer_tag to the
    values that fit; a field that is not named fits anything. `assist_team_ids` are proposed for
    tasks (协办).
    """

    __tablename__ = "routing_rule"
    __table_args__ = (sa.Index("ix_routing_rule_position", "position", "id"),)

    id: str = Field(primary_key=True, sa_type=Id)
    name: str = Field(max_length=80)
    position: int
    conditions: dict[str, Any] = Field(sa_type=Json)
    team_id: str = Field(sa_type=Id, foreign_key="team.id")
    assist_team_ids: list[str] = Field(default_factory=list, sa_type=Json)
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


STAFF = TriageModel.metadata.tables["staff"]
