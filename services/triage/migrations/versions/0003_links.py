"""One-time links, identities at OpenID providers, forgotten passwords, and how sessions began."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_link",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_link_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_staff_link")),
    )
    op.create_index("ix_staff_link_staff_id", "staff_link", ["staff_id"], unique=False)
    op.create_index("ix_staff_link_expires_at", "staff_link", ["expires_at"], unique=False)
    op.create_table(
        "staff_identity",
        sa.Column("id", Id, nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("linked_by", sa.String(120), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_identity_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_identity")),
        sa.UniqueConstraint("issuer", "subject", name="uq_staff_identity_issuer"),
    )
    op.create_index("ix_staff_identity_staff_id", "staff_identity", ["staff_id"], unique=False)
    op.create_table(
        "reset_request",
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_reset_request_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_reset_request")),
    )
    op.add_column("sign_in_session", sa.Column("device", sa.String(200), nullable=True))
    op.add_column("sign_in_session", sa.Column("via", sa.String(12), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session") as table:
        table.drop_column("via")
        table.drop_column("device")
    op.drop_table("reset_request")
    op.drop_table("staff_identity")
    op.drop_table("staff_link")
