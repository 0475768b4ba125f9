"""Let the index of cells by key answer rates alone: it holds what was received and complained."""

from alembic import op

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_report_cell_key", table_name="report_cell")
    columns = ["dimension", "key", "day", "received", "complaints"]
    op.create_index("ix_report_cell_key", "report_cell", columns)


def downgrade() -> None:
    op.drop_index("ix_report_cell_key", table_name="report_cell")
    op.create_index("ix_report_cell_key", "report_cell", ["dimension", "key", "day"])
