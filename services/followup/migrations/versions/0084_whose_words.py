"""Whose words a case repeats: a merged case's customer is erased from the survivor, too."""

from collections.abc import Iterable

import orjson
import sqlalchemy as sa
from alembic import op

from shared.columns import Id

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None

KEPT = ("id", "case_id", "key", "at", "actor", "event")
ADDED = (("cases", "reason_case_id"), ("case_cycle", "reason_case_id"))


def differs(names: Iterable[str], sign: str) -> str:
    return " OR ".join(f"NEW.{name} {sign} OLD.{name}" for name in names)


def may_forget(whose: str) -> str:
    return f"EXISTS (SELECT 1 FROM erased_case WHERE erased_case.case_id IN ({whose}))"


def letting_go(whose: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the statements after which the timeline lets words of erased cases go."""
    if op.get_bind().dialect.name == "sqlite":
        return (
            "DROP TRIGGER IF EXISTS timeline_entry_is_never_updated",
            "CREATE TRIGGER timeline_entry_is_never_updated BEFORE UPDATE ON timeline_entry WHEN "
            f"NOT {may_forget(whose)} OR {differs(names, 'IS NOT')} "
            "BEGIN SELECT RAISE(ABORT, 'the timeline only grows'); END",
        )
    return (
        "CREATE OR REPLACE FUNCTION timeline_only_forgets_words() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ BEGIN IF NOT {may_forget(whose)} OR "
        f"{differs(names, 'IS DISTINCT FROM')} THEN RAISE EXCEPTION 'the timeline only grows'; "
        "END IF; RETURN NEW; END $$",
    )


def pause() -> None:
    """Let the timeline be changed until `letting_go` guards it anew."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER timeline_entry_is_never_updated")
    else:
        op.execute("ALTER TABLE timeline_entry DISABLE TRIGGER timeline_entry_only_forgets_words")


def upgrade() -> None:
    for table, column in (*ADDED, ("timeline_entry", "of_case_id")):
        op.add_column(table, sa.Column(column, Id, nullable=True))
    for name, table, column in (
        ("ix_cases_reason", "cases", "reason_case_id"),
        ("ix_case_cycle_reason", "case_cycle", "reason_case_id"),
        ("ix_timeline_entry_of", "timeline_entry", "of_case_id"),
    ):
        index_over(name, table, column, f"{column} IS NOT NULL")
    index_over("ix_survey_merged", "survey", "recipient_id", "recipient_id <> case_id")
    pause()
    tell_whose()
    guard("OLD.case_id, OLD.of_case_id", (*KEPT, "of_case_id"))


def guard(whose: str, names: Iterable[str]) -> None:
    for statement in letting_go(whose, names):
        op.execute(statement)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE timeline_entry ENABLE TRIGGER timeline_entry_only_forgets_words")


def index_over(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], postgresql_where=where, sqlite_where=where)


CASES = sa.table(
    "cases",
    sa.column("id", Id),
    sa.column("merged_into", Id),
    sa.column("reopen_reason", sa.Text),
    sa.column("reason_case_id", Id),
)
CYCLES = sa.table(
    "case_cycle",
    sa.column("case_id", Id),
    sa.column("reopen_reason", sa.Text),
    sa.column("reason_case_id", Id),
)
TIMELINE = sa.table(
    "timeline_entry",
    sa.column("id", sa.BigInteger),
    sa.column("case_id", Id),
    sa.column("key", sa.String),
    sa.column("event", sa.String),
    sa.column("detail", sa.Text),
    sa.column("of_case_id", Id),
)
MESSAGES = sa.table("customer_message", sa.column("case_id", Id), sa.column("text", sa.Text))
SURVEYS = sa.table(
    "survey", sa.column("id", Id), sa.column("case_id", Id), sa.column("recipient_id", Id)
)
ANSWERS = sa.table("survey_answer", sa.column("survey_id", Id), sa.column("comment", sa.Text))


def tell_whose() -> None:
    """Find out of rows from before whose words they repeat: what was said stands elsewhere too."""
    bind = op.get_bind()
    copied = sa.select(TIMELINE.c.id, TIMELINE.c.key).where(TIMELINE.c.key.like("message:%:%"))
    for row in bind.execute(copied).all():
        mark(TIMELINE, TIMELINE.c.id == row.id, of_case_id=row.key.split(":")[1])
    said = (
        sa.select(CASES.c.merged_into, CASES.c.id, MESSAGES.c.text)
        .join(MESSAGES, MESSAGES.c.case_id == CASES.c.id)
        .where(CASES.c.merged_into.is_not(None))
    )
    commented = (
        sa.select(SURVEYS.c.case_id, SURVEYS.c.recipient_id, ANSWERS.c.comment)
        .join(ANSWERS, ANSWERS.c.survey_id == SURVEYS.c.id)
        .where(SURVEYS.c.recipient_id != SURVEYS.c.case_id, ANSWERS.c.comment.is_not(None))
    )
    for into, of, text in (*bind.execute(said).all(), *bind.execute(commented).all()):
        for table, key in ((CASES, CASES.c.id), (CYCLES, CYCLES.c.case_id)):
            ends = table.c.reopen_reason.like(f"%：{escaped(text)}", escape="/")
            mark(table, sa.and_(key == into, ends), reason_case_id=of)
        reopened = sa.and_(TIMELINE.c.case_id == into, TIMELINE.c.event == "reopened")
        for row in bind.execute(sa.select(TIMELINE.c.id, TIMELINE.c.detail).where(reopened)).all():
            if str(orjson.loads(row.detail).get("reason", "")).endswith(f"：{text}"):
                mark(TIMELINE, TIMELINE.c.id == row.id, of_case_id=of)


def escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def mark(table: sa.TableClause, where: sa.ColumnElement[bool], **values: str) -> None:
    op.get_bind().execute(sa.update(table).where(where).values(values))


def downgrade() -> None:
    pause()
    guard("OLD.case_id", KEPT)
    op.drop_index("ix_survey_merged", table_name="survey")
    for name, table, column in (
        ("ix_timeline_entry_of", "timeline_entry", "of_case_id"),
        ("ix_case_cycle_reason", "case_cycle", "reason_case_id"),
        ("ix_cases_reason", "cases", "reason_case_id"),
    ):
        op.drop_index(name, table_name=table)
        op.drop_column(table, column)
