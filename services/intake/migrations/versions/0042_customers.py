"""Customers merged, split and erased."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, UtcDateTime

revision = "0042"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer",
        sa.Column("handle", sa.String(80), nullable=False),
        sa.Column("merged_into", sa.String(80), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_customer")),
    )
    op.create_index("ix_customer_merged_into", "customer", ["merged_into"])
    op.create_table(
        "customer_key",
        sa.Column("customer", sa.String(80), nullable=False),
        sa.Column("sealed_key", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("customer", name=op.f("pk_customer_key")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
        sa.Column("journaled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_subject", "erasure", ["subject"])
    op.create_index(
        "ix_erasure_journaled_at",
        "erasure",
        ["journaled_at"],
        postgresql_where=sa.text("journaled_at IS NULL"),
        sqlite_where=sa.text("journaled_at IS NULL"),
    )
    op.add_column("feedback", sa.Column("erased_at", UtcDateTime(), nullable=True))
    op.add_column("feedback", sa.Column("data_key", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("feedback") as feedback:
        feedback.drop_column("data_key")
        feedback.drop_column("erased_at")
    op.drop_table("erasure")
    op.drop_table("customer_key")
    op.drop_table("customer")
