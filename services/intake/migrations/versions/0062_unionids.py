"""Persons of WeChat known across accounts by their unionid."""

import sqlalchemy as sa
from alembic import op

from shared.columns import UtcDateTime

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("wechat_user", sa.Column("unionid_index", sa.String(64), nullable=True))
    op.add_column("wechat_user", sa.Column("unionid_asked_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_wechat_user_without_unionid",
        "wechat_user",
        ["account_id", "unionid_asked_at"],
        postgresql_where=sa.text("unionid_index IS NULL"),
        sqlite_where=sa.text("unionid_index IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_wechat_user_without_unionid", table_name="wechat_user")
    op.drop_column("wechat_user", "unionid_asked_at")
    op.drop_column("wechat_user", "unionid_index")
