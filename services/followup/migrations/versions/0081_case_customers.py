"""Whose case it is, beside the snapshot, so that a customer's open cases are found."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

OF_SNAPSHOT = {
    "sqlite": "json_extract(triaged, '$.birth.customer')",
    "postgresql": "triaged::json -> 'birth' ->> 'customer'",
}


def upgrade() -> None:
    op.add_column("cases", sa.Column("customer", sa.String(80), nullable=True))
    found = OF_SNAPSHOT[op.get_bind().dialect.name]
    op.execute(f"UPDATE cases SET customer = {found} WHERE triaged <> ''")
    op.create_index(
        "ix_cases_customer",
        "cases",
        ["customer", "id"],
        postgresql_where=sa.text("customer IS NOT NULL"),
        sqlite_where=sa.text("customer IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_cases_customer", table_name="cases")
    op.drop_column("cases", "customer")
