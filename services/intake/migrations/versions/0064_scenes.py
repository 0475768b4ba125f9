"""QR codes of stores that WeChat made for an Official Account."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, UtcDateTime

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wechat_scene",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("store_code", sa.String(40), nullable=False),
        sa.Column("ticket", sa.String(200), nullable=False),
        sa.Column("url", sa.String(300), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "store_code", name=op.f("pk_wechat_scene")),
    )


def downgrade() -> None:
    op.drop_table("wechat_scene")
