"""Cases that are done are narrowed to a topic or a store without reading each."""

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


def downgrade() -> None:
    replace([])


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
