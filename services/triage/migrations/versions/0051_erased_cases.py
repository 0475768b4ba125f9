"""Which cases were erased, so that words that come late are not kept."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_case",
        sa.Column("case_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erased_case")),
    )
    for whose in ("customer", "feedback_id"):
        handle = f"CAST(triage_case.{whose} AS VARCHAR(80))"
        op.execute(
            "INSERT INTO erased_case (case_id) SELECT triage_case.id FROM customer "  # noqa: S608 - the two columns named above
            f"JOIN triage_case ON {handle} = customer.handle "
            "WHERE customer.erased AND triage_case.id NOT IN (SELECT case_id FROM erased_case)"
        )


def downgrade() -> None:
    op.drop_table("erased_case")
