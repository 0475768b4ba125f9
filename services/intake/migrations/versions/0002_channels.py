"""Channel accounts, their deliveries and their threads."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_account",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("address", sa.String(90), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("sealed_credentials", sa.LargeBinary(), nullable=False),
        sa.Column("store_code", sa.String(40), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("last_success_at", UtcDateTime(), nullable=True),
        sa.Column("last_error_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(200), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_account")),
        sa.UniqueConstraint("address", name="uq_channel_account_address"),
        sa.UniqueConstraint("channel", "name", name="uq_channel_account_channel_name"),
    )
    op.create_table(
        "inbound_item",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sealed_payload", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(200), nullable=True),
        sa.Column("feedback_id", Id, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_item")),
    )
    op.create_index(
        "ix_inbound_item_account_id_key", "inbound_item", ["account_id", "key"], unique=True
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_inbound_item_next_at",
        "inbound_item",
        ["next_at"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    op.create_index(
        "ix_inbound_item_account_id_state", "inbound_item", ["account_id", "state", "id"]
    )
    op.create_table(
        "inbound_thread",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("feedback_id", Id, nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_inbound_thread")),
    )
    op.create_index(op.f("ix_inbound_thread_feedback_id"), "inbound_thread", ["feedback_id"])


def downgrade() -> None:
    op.drop_table("inbound_thread")
    op.drop_table("inbound_item")
    op.drop_table("channel_account")
