"""Deliveries are told apart for years after their items were forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbound_mark",
        sa.Column("mark", sa.LargeBinary(16), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_inbound_mark")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("inbound_mark")
