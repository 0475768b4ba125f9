"""How surveys are asked and guarded, what vendors send, and whom to call."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0020"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey", sa.Column("reasons", Json, nullable=True))
    op.add_column("survey", sa.Column("excluded", sa.String(30), nullable=True))
    op.add_column(
        "survey", sa.Column("push", sa.String(12), nullable=False, server_default="waiting")
    )
    op.add_column("survey", sa.Column("push_because", sa.Text(), nullable=True))
    op.add_column("survey", sa.Column("pushed_at", UtcDateTime(), nullable=True))
    op.add_column("survey", sa.Column("reminded_at", UtcDateTime(), nullable=True))
    op.add_column("survey_answer", sa.Column("reasons", Json, nullable=True))
    op.add_column(
        "survey_answer", sa.Column("via", sa.String(40), nullable=False, server_default="page")
    )
    op.add_column("survey_answer", sa.Column("device", sa.String(64), nullable=True))
    op.add_column("survey_answer", sa.Column("excluded", sa.String(30), nullable=True))
    op.create_index(
        "ix_survey_answer_device",
        "survey_answer",
        ["device", "answered_at"],
        postgresql_where=sa.text("device IS NOT NULL"),
        sqlite_where=sa.text("device IS NOT NULL"),
    )
    op.create_table(
        "survey_setting",
        sa.Column("id", Id, nullable=False),
        sa.Column("topic", sa.String(80), nullable=True),
        sa.Column("delay_hours", sa.Float(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=False),
        sa.Column("until_time", sa.Time(), nullable=False),
        sa.Column("reminder_hours", sa.Float(), nullable=True),
        sa.Column("ask_nps", sa.Boolean(), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_setting")),
        sa.UniqueConstraint("topic", name=op.f("uq_survey_setting_topic")),
    )
    op.create_table(
        "survey_guard",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_networks", Json, nullable=False),
        sa.Column("surveys_per_device", sa.Integer(), nullable=False),
        sa.Column("solicited_words", Json, nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_guard")),
    )
    op.create_table(
        "survey_fatigue",
        sa.Column("customer", sa.String(80), nullable=False),
        sa.Column("pushed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("customer", name=op.f("pk_survey_fatigue")),
    )
    op.create_table(
        "survey_provider",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_provider")),
        sa.UniqueConstraint("name", name=op.f("uq_survey_provider_name")),
    )
    op.create_table(
        "survey_callback",
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "message_id", name=op.f("pk_survey_callback")),
    )
    op.create_table(
        "call_task",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("recipient_id", Id, nullable=False),
        sa.Column("because", Json, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("ended_because", sa.String(40), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_task")),
    )
    op.create_index(
        "ix_call_task_case_id", "call_task", ["case_id", "cycle", "recipient_id"], unique=True
    )
    op.create_index("ix_call_task_status", "call_task", ["status", "id"])
