"""Times of daily figures as lists, and who spoke on a day by an index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_report_fact_customer",
        "report_fact",
        ["day", "customer"],
        postgresql_where=sa.text("fact = 'received'"),
        sqlite_where=sa.text("fact = 'received'"),
    )
    op.drop_index("ix_report_fact_open", "report_fact")
    op.create_index(
        "ix_report_fact_open",
        "report_fact",
        ["at"],
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open"),
    )
    op.execute("UPDATE report_day SET computed = 0")
