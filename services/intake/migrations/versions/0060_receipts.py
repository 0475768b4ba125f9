"""Forms that send a receipt."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "web_form",
        sa.Column("sends_receipt", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("web_form", "sends_receipt")
