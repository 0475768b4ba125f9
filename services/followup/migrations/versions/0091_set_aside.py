"""Cases that are dismissed or merged are found among the many that are not."""

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


def downgrade() -> None:
    op.drop_index("ix_cases_set_aside", table_name="cases")
