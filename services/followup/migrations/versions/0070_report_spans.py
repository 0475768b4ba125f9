"""Weeks and months of daily figures, added up."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from shared.columns import UtcDateTime

revision = "0070"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    span = op.create_table(
        "report_span",
        sa.Column("span", sa.String(5), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("computed", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("span", "first", name=op.f("pk_report_span")),
    )
    op.create_table(
        "report_span_cell",
        sa.Column("dimension", sa.String(10), nullable=False),
        sa.Column("span", sa.String(5), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("late", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "dimension", "span", "first", "key", name=op.f("pk_report_span_cell")
        ),
    )
    days = sa.table("report_day", sa.column("day", sa.Date))
    found = op.get_bind().execute(sa.select(days.c.day)).scalars().all()
    firsts = {("month", day.replace(day=1)) for day in found}
    firsts |= {("week", day - timedelta(days=day.isoweekday() - 1)) for day in found}
    rows = [{"span": name, "first": first, "version": 1, "computed": 0} for name, first in firsts]
    if rows:
        op.bulk_insert(span, rows)


def downgrade() -> None:
    op.drop_table("report_span_cell")
    op.drop_table("report_span")
