"""The timeline only grows, but for the words of an erased customer."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, UtcDateTime

revision = "0040"
down_revision = "0022"
branch_labels = None
depends_on = None

KEPT = ("id", "case_id", "key", "at", "actor", "event")


def differs(sign: str) -> str:
    return " OR ".join(f"NEW.{name} {sign} OLD.{name}" for name in KEPT)


SQLITE = (
    "DROP TRIGGER timeline_entry_is_never_updated",
    "CREATE TRIGGER timeline_entry_is_never_updated BEFORE UPDATE ON timeline_entry WHEN "
    "NOT EXISTS (SELECT 1 FROM erased_case WHERE erased_case.case_id = OLD.case_id) OR "
    f"{differs('IS NOT')} BEGIN SELECT RAISE(ABORT, 'the timeline only grows'); END",
)
POSTGRESQL = (
    "DROP TRIGGER timeline_entry_only_grows ON timeline_entry",
    "CREATE TRIGGER timeline_entry_only_grows BEFORE DELETE OR TRUNCATE "
    "ON timeline_entry FOR EACH STATEMENT EXECUTE FUNCTION timeline_only_grows()",
    "CREATE FUNCTION timeline_only_forgets_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF NOT EXISTS (SELECT 1 FROM erased_case WHERE erased_case.case_id = OLD.case_id) OR "
    f"{differs('IS DISTINCT FROM')} THEN RAISE EXCEPTION 'the timeline only grows'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER timeline_entry_only_forgets_words BEFORE UPDATE "
    "ON timeline_entry FOR EACH ROW EXECUTE FUNCTION timeline_only_forgets_words()",
)


def upgrade() -> None:
    op.create_table(
        "erased_case",
        sa.Column("case_id", Id, nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erased_case")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER timeline_entry_is_never_updated")
        op.execute(
            "CREATE TRIGGER timeline_entry_is_never_updated BEFORE UPDATE ON timeline_entry "
            "BEGIN SELECT RAISE(ABORT, 'the timeline only grows'); END"
        )
    else:
        op.execute("DROP TRIGGER timeline_entry_only_forgets_words ON timeline_entry")
        op.execute("DROP FUNCTION timeline_only_forgets_words()")
        op.execute("DROP TRIGGER timeline_entry_only_grows ON timeline_entry")
        op.execute(
            "CREATE TRIGGER timeline_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON timeline_entry FOR EACH STATEMENT EXECUTE FUNCTION timeline_only_grows()"
        )
    op.drop_table("erased_case")
