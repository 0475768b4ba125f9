"""Replies are sent: claims, rungs in their order, every attempt, the words of their own."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0030"
down_revision = "0002"
branch_labels = None
depends_on = None

IS_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("reply", sa.Column("due_at", UtcDateTime(), nullable=True))
    op.add_column("reply", sa.Column("claim", Id, nullable=True))
    op.create_index(
        "ix_reply_due_at", "reply", ["due_at"], postgresql_where=IS_DUE, sqlite_where=IS_DUE
    )
    op.add_column(
        "outbound_message",
        sa.Column("place", sa.SmallInteger(), nullable=False, server_default="0"),
    )
    op.add_column(
        "outbound_message",
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column(
        "outbound_message",
        sa.Column("asks", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column("outbound_message", sa.Column("started_at", UtcDateTime(), nullable=True))
    op.add_column("outbound_message", sa.Column("account_id", Id, nullable=True))
    op.add_column("outbound_message", sa.Column("reserved", Json, nullable=True))
    op.add_column("outbound_message", sa.Column("vendor_id", sa.String(120), nullable=True))
    op.create_table(
        "send_attempt",
        sa.Column("request_id", sa.String(200), nullable=False),
        sa.Column("rung", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(12), nullable=True),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("request_id", "rung", "number", name=op.f("pk_send_attempt")),
    )
    op.create_table(
        "message_template",
        sa.Column("id", Id, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("vendor_template", sa.String(80), nullable=True),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template")),
        sa.UniqueConstraint(
            *("purpose", "channel", "language"), name="uq_message_template_purpose_channel_language"
        ),
    )


def downgrade() -> None:
    op.drop_table("message_template")
    op.drop_table("send_attempt")
    op.drop_index("ix_reply_due_at", "reply")
    for column in (
        "vendor_id",
        "reserved",
        "account_id",
        "started_at",
        "asks",
        "attempts",
        "place",
    ):
        op.drop_column("outbound_message", column)
    op.drop_column("reply", "claim")
    op.drop_column("reply", "due_at")
