"""Corrective actions, macros, collaborators and mentions."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrective_action",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("attachment_ids", Json, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Json, nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", Json, nullable=True),
        sa.Column("done_note", sa.Text(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("checked_by", Json, nullable=True),
        sa.Column("check_note", sa.Text(), nullable=True),
        sa.Column("times_returned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_action")),
    )
    op.create_index("ix_corrective_action_case_id", "corrective_action", ["case_id"], unique=False)
    op.create_table(
        "corrective_topic",
        sa.Column("code", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_corrective_topic")),
    )
    op.create_table(
        "macro",
        sa.Column("id", Id, nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actions", Json, nullable=False),
        sa.Column("team_ids", Json, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macro")),
    )
    op.create_table(
        "collaborator",
        sa.Column("case_id", Id, nullable=False),
        sa.Column("staff_id", sa.String(80), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_collaborator")),
    )
    op.create_index("ix_collaborator_staff_id", "collaborator", ["staff_id"], unique=False)
    op.create_table(
        "mention",
        sa.Column("id", Id, nullable=False),
        sa.Column("staff_id", sa.String(80), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", Json, nullable=False),
        sa.Column("mentioned_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    op.create_index("ix_mention_staff_id", "mention", ["staff_id", "id"], unique=False)
