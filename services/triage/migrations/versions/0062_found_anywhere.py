"""Cases that are done are narrowed to a topic or a store without reading each.

The terms of the search are in the order of their characters, whatever the language of PostgreSQL.
"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

IN_ORDER = ["urgency_order", "received_at", "id"]
BEFORE = {"ix_case_done": IN_ORDER, "ix_case_team_done": ["team_id", *IN_ORDER]}


def upgrade() -> None:
    replace(["topic_codes", "store_code"])
    collate("C")


def downgrade() -> None:
    collate("default")
    replace([])


def collate(name: str) -> None:
    """Order terms so, on PostgreSQL: SQLite knows one order."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f'ALTER TABLE search_term ALTER COLUMN term TYPE varchar(32) COLLATE "{name}"')


def replace(narrowed_by: list[str]) -> None:
    for name, columns in BEFORE.items():
        op.drop_index(name, table_name="triage_case")
        op.create_index(
            name,
            "triage_case",
            [*columns, *narrowed_by],
            postgresql_where=sa.text("is_open IS false"),
            sqlite_where=sa.text("is_open IS 0"),
        )
