"""Forms configured as data, and what customers agreed to."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0040"
down_revision = "0030"
branch_labels = None
depends_on = None

FIELDS = (
    '{"text": "required", "rating": "optional", "pictures": "optional", "name": "optional", '
    '"phone": "optional", "email": "optional", "order_no": "hidden"}'
)


def upgrade() -> None:
    added: list[sa.Column[Any]] = [
        sa.Column("intro_zh", sa.Text(), nullable=False, server_default=""),
        sa.Column("intro_en", sa.Text(), nullable=False, server_default=""),
        sa.Column("language", sa.String(4), nullable=False, server_default="auto"),
        sa.Column("fields", Json, nullable=False, server_default=FIELDS),
        sa.Column("extra_fields", Json, nullable=False, server_default="[]"),
        sa.Column("consent_zh", sa.Text(), nullable=True),
        sa.Column("consent_en", sa.Text(), nullable=True),
        sa.Column("consent_version", sa.String(40), nullable=True),
        sa.Column(
            "consent_must_be_ticked", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
    ]
    for column in added:
        op.add_column("web_form", column)
    op.add_column("attachment", sa.Column("message_seq", sa.Integer(), nullable=True))
    op.create_table(
        "consent_text",
        sa.Column("form_code", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("form_code", "version", name=op.f("pk_consent_text")),
    )
    op.create_table(
        "consent",
        sa.Column("feedback_id", Id, nullable=False),
        sa.Column("form_code", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("language", sa.String(4), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_consent")),
    )


def downgrade() -> None:
    op.drop_table("consent")
    op.drop_table("consent_text")
    with op.batch_alter_table("attachment") as attachment:
        attachment.drop_column("message_seq")
    with op.batch_alter_table("web_form") as form:
        for name in (
            "changed_at",
            "version",
            "consent_must_be_ticked",
            "consent_version",
            "consent_en",
            "consent_zh",
            "extra_fields",
            "fields",
            "language",
            "intro_en",
            "intro_zh",
        ):
            form.drop_column(name)
