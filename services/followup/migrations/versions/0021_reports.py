"""Facts and daily figures of reports, what stores sold, the daily watch, appeals of cards."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Id, Json, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_mark",
        sa.Column("seq", BigId, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_report_mark")),
    )
    op.create_table(
        "report_fact",
        sa.Column("case_id", Id, nullable=False),
        sa.Column("fact", sa.String(12), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("store_code", sa.String(40), nullable=True),
        sa.Column("region", sa.String(80), nullable=True),
        sa.Column("team_id", sa.String(80), nullable=True),
        sa.Column("person_id", sa.String(80), nullable=True),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("campaign", sa.String(80), nullable=True),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("customer", sa.String(80), nullable=True),
        sa.Column("kind", sa.String(12), nullable=True),
        sa.Column("urgency", sa.String(10), nullable=True),
        sa.Column("state", sa.String(20), nullable=True),
        sa.Column("note", sa.String(40), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=True),
        sa.Column("business_seconds", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("nps", sa.SmallInteger(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "fact", "cycle", "part", name=op.f("pk_report_fact")),
    )
    op.create_index("ix_report_fact_day", "report_fact", ["day", "fact", "case_id"])
    op.create_index(
        "ix_report_fact_open",
        "report_fact",
        ["day"],
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open"),
    )
    op.create_index("ix_report_fact_store_code", "report_fact", ["store_code", "day"])
    op.create_table(
        "report_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("computed", sa.Integer(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_report_day")),
    )
    op.create_table(
        "report_cell",
        sa.Column("dimension", sa.String(10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("complaints", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.Column("settled", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("dimension", "day", "key", name=op.f("pk_report_cell")),
    )
    op.create_index("ix_report_cell_key", "report_cell", ["dimension", "key", "day"])
    op.create_table(
        "store_daily",
        sa.Column("store_code", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sales", sa.Float(), nullable=True),
        sa.Column("visitors", sa.Integer(), nullable=True),
        sa.Column("orders", sa.Integer(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("store_code", "day", name=op.f("pk_store_daily")),
    )
    op.create_table(
        "report_file",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("region", sa.String(80), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("week", "region", name=op.f("pk_report_file")),
    )
    op.create_table(
        "card_appeal",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", sa.String(80), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(120), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_appeal")),
    )
    op.create_index(
        "ix_card_appeal_person_id", "card_appeal", ["person_id", "month", "case_id"], unique=True
    )
    op.create_table(
        "alert",
        sa.Column("id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("store_code", sa.String(40), nullable=False),
        sa.Column("region", sa.String(80), nullable=False),
        sa.Column("topic", sa.String(80), nullable=False),
        sa.Column("observed", sa.Float(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("highest_usual", sa.Float(), nullable=True),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("case_ids", Json, nullable=False),
        sa.Column("status", sa.String(14), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(120), nullable=True),
        sa.Column("useful", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("judged_at", UtcDateTime(), nullable=True),
        sa.Column("judged_by", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index("ix_alert_day", "alert", ["day", "kind", "store_code", "topic"], unique=True)
    op.create_index("ix_alert_store_code", "alert", ["store_code", "day"])
    op.create_table(
        "watch_position",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_position")),
    )
    op.execute("INSERT INTO report_mark (case_id) SELECT id FROM cases WHERE triaged <> ''")
