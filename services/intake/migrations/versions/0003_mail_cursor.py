"""How far mailboxes were read."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, UtcDateTime

revision = "0003"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_cursor",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("polled_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_cursor")),
    )


def downgrade() -> None:
    op.drop_table("mail_cursor")
