"""Where staff are reached, and the notices to them."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0050"
down_revision = "0060"
branch_labels = None
depends_on = None

IS_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "staff_address",
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("way", sa.String(12), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "way", name=op.f("pk_staff_address")),
    )
    op.create_table(
        "staff_notice",
        sa.Column("push_id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("way", sa.String(12), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("not_after", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("account_id", Id, nullable=True),
        sa.Column("vendor_id", sa.String(120), nullable=True),
        sa.Column("began_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("claim", Id, nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("push_id", name=op.f("pk_staff_notice")),
    )
    op.create_index(
        "ix_staff_notice_due_at",
        "staff_notice",
        ["due_at"],
        postgresql_where=IS_DUE,
        sqlite_where=IS_DUE,
    )


def downgrade() -> None:
    op.drop_table("staff_notice")
    op.drop_table("staff_address")
