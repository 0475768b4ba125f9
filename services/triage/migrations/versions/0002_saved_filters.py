"""Views of the queues that people saved."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_saved_filter_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("staff_id", "name", name="uq_saved_filter_staff_id"),
    )


def downgrade() -> None:
    op.drop_table("saved_filter")
