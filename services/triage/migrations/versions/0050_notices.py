"""What staff are told, by which ways, and what they chose."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0050"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("occasion", sa.String(40), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("critical", sa.Boolean, nullable=False),
        sa.Column("is_listed", sa.Boolean, nullable=False),
        sa.Column("pops", sa.Boolean, nullable=False),
        sa.Column("file", Json, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("not_after", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("staff_id", "key", name="uq_notice_staff_id"),
    )
    op.create_index("ix_notice_listed", "notice", ["staff_id", "is_listed", "id"])
    op.create_index("ix_notice_created_at", "notice", ["created_at"])
    op.create_table(
        "notice_push",
        sa.Column("id", Id, nullable=False),
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("way", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_push")),
    )
    op.create_index("ix_notice_push_notice_id", "notice_push", ["notice_id"])
    op.create_table(
        "notice_settings",
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("wishes", Json, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_notice_settings")),
    )


def downgrade() -> None:
    op.drop_table("notice_settings")
    op.drop_table("notice_push")
    op.drop_table("notice")
