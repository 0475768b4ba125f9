"""WeChat's users, windows, consents, tokens, cursors and receipts."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, UtcDateTime

revision = "0020"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_token",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("mark", sa.String(64), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("refreshed_by", sa.String(80), nullable=True),
        sa.Column("refresh_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_access_token")),
    )
    op.create_table(
        "contact_window",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("openid_index", sa.String(64), nullable=False),
        sa.Column("trigger", sa.String(20), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("most", sa.SmallInteger(), nullable=True),
        sa.Column("used", sa.SmallInteger(), nullable=False),
        sa.Column("told", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint(
            "account_id", "openid_index", "trigger", name=op.f("pk_contact_window")
        ),
    )
    op.create_table(
        "subscription_consent",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("openid_index", sa.String(64), nullable=False),
        sa.Column("template_id", sa.String(80), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("spent_at", UtcDateTime(), nullable=True),
        sa.Column("spent_for", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_consent")),
    )
    op.create_index(
        "ix_subscription_consent_unspent",
        "subscription_consent",
        ["account_id", "openid_index", "template_id", "id"],
        unique=False,
        postgresql_where=sa.text("accepted AND spent_at IS NULL"),
        sqlite_where=sa.text("accepted AND spent_at IS NULL"),
    )
    op.create_table(
        "wechat_receipt",
        sa.Column("item_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("openid_index", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_wechat_receipt")),
    )
    op.create_index(
        "ix_wechat_receipt_due_at",
        "wechat_receipt",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
        sqlite_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "wechat_user",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("openid_index", sa.String(64), nullable=False),
        sa.Column("sealed_openid", sa.LargeBinary(), nullable=False),
        sa.Column("open_kfid", sa.String(64), nullable=True),
        sa.Column("store_code", sa.String(40), nullable=True),
        sa.Column("store_bound_at", UtcDateTime(), nullable=True),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "openid_index", name=op.f("pk_wechat_user")),
    )
    op.create_index("ix_wechat_user_openid_index", "wechat_user", ["openid_index"], unique=False)
    op.create_table(
        "wecom_cursor",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("open_kfid", sa.String(64), nullable=False),
        sa.Column("cursor", sa.String(512), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.Column("called_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("pulled_at", UtcDateTime(), nullable=True),
        sa.Column("pulled_by", sa.String(80), nullable=True),
        sa.Column("pulling_until", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(200), nullable=True),
        sa.Column("gap_from", UtcDateTime(), nullable=True),
        sa.Column("gap_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "open_kfid", name=op.f("pk_wecom_cursor")),
    )
    op.create_index("ix_wecom_cursor_due_at", "wecom_cursor", ["due_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_wecom_cursor_due_at", table_name="wecom_cursor")
    op.drop_table("wecom_cursor")
    op.drop_index("ix_wechat_user_openid_index", table_name="wechat_user")
    op.drop_table("wechat_user")
    op.drop_index("ix_wechat_receipt_due_at", table_name="wechat_receipt")
    op.drop_table("wechat_receipt")
    op.drop_index("ix_subscription_consent_unspent", table_name="subscription_consent")
    op.drop_table("subscription_consent")
    op.drop_table("contact_window")
    op.drop_table("access_token")
