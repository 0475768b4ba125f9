"""Cases set aside are found among the many that are not, and those of a ticket in their order.

PostgreSQL chose to read all cases in order, where it thought a ticket's to be many.
"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

SET_ASIDE = sa.text("disposition <> 'live'")


def upgrade() -> None:
    op.create_index(
        "ix_cases_set_aside",
        "cases",
        ["disposition", "id"],
        postgresql_where=SET_ASIDE,
        sqlite_where=SET_ASIDE,
    )
    replace(["ticket_no", "id"])


def downgrade() -> None:
    replace(["ticket_no"])
    op.drop_index("ix_cases_set_aside", table_name="cases")


def replace(columns: list[str]) -> None:
    op.drop_index("ix_cases_ticket_no", table_name="cases")
    op.create_index("ix_cases_ticket_no", "cases", columns)
