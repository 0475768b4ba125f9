"""Checklists and the inspections of stores."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0004"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("sections", Json, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
    )
    op.create_table(
        "inspection",
        sa.Column("id", Id, nullable=False),
        sa.Column("store_code", sa.String(40), nullable=False),
        sa.Column("checklist_id", Id, nullable=False),
        sa.Column("checklist", sa.String(80), nullable=False),
        sa.Column("inspected_at", UtcDateTime(), nullable=False),
        sa.Column("inspected_by", sa.String(120), nullable=False),
        sa.Column("inspector", sa.String(80), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("passed", sa.SmallInteger(), nullable=False),
        sa.Column("failed", sa.SmallInteger(), nullable=False),
        sa.Column("sealed_findings", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index("ix_inspection_store_code", "inspection", ["store_code", "id"])


def downgrade() -> None:
    op.drop_table("inspection")
    op.drop_table("checklist")
