"""Calendars, SLA policies, cases resolved for want of an answer, a timeline that only grows."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from services.followup.rules.china import PUBLISHED_YEARS, published_days
from shared.columns import Id, Json, UtcDateTime

revision = "0002"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business_calendar",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("timezone", sa.String(60), nullable=False),
        sa.Column("weekly", Json, nullable=False),
        sa.Column("holidays", sa.String(40), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_business_calendar")),
    )
    op.create_table(
        "calendar_use",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("calendar", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_calendar_use")),
    )
    op.create_index("ix_calendar_use_calendar", "calendar_use", ["calendar"], unique=False)
    days = op.create_table(
        "calendar_day",
        sa.Column("calendar", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("hours", Json, nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "day", name=op.f("pk_calendar_day")),
    )
    years = op.create_table(
        "calendar_year",
        sa.Column("calendar", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "sla_policy",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("conditions", Json, nullable=False),
        sa.Column("targets", Json, nullable=False),
        sa.Column("escalation", Json, nullable=False),
        sa.Column("waiting", Json, nullable=False),
        sa.Column("calendar", sa.String(40), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_policy")),
        sa.UniqueConstraint("name", name=op.f("uq_sla_policy_name")),
    )
    op.create_table(
        "promise_stamp",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("stamp", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_stamp")),
    )
    for table in ("cases", "case_cycle"):
        op.add_column(table, sa.Column("resolved_because", sa.String(20), nullable=True))
    now = datetime.now(UTC)
    op.bulk_insert(
        days,
        [
            {
                "calendar": "CN",
                "day": day,
                "kind": kind,
                "hours": None,
                "note": name,
                "source": "holidays",
                "set_at": now,
            }
            for year in PUBLISHED_YEARS
            for day, kind, name in published_days(year)
        ],
    )
    op.bulk_insert(
        years,
        [
            {"calendar": "CN", "year": year, "source": "holidays", "confirmed_at": now}
            for year in PUBLISHED_YEARS
        ],
    )
    for statement in TIMELINE_ONLY_GROWS[op.get_bind().dialect.name]:
        op.execute(statement)


TIMELINE_ONLY_GROWS = {
    "sqlite": [
        "CREATE TRIGGER timeline_entry_is_never_updated BEFORE UPDATE ON timeline_entry "
        "BEGIN SELECT RAISE(ABORT, 'the timeline only grows'); END",
        "CREATE TRIGGER timeline_entry_is_never_deleted BEFORE DELETE ON timeline_entry "
        "BEGIN SELECT RAISE(ABORT, 'the timeline only grows'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION timeline_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the timeline only grows'; END $$",
        "CREATE TRIGGER timeline_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON timeline_entry FOR EACH STATEMENT EXECUTE FUNCTION timeline_only_grows()",
    ],
}
