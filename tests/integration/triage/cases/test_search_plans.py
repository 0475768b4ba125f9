"""A search reads the index of its rarest word, whatever the number of cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.queries.search import found_cases
from shared.auth.principal import Principal
from shared.database import Session
from tests.fixtures.triage_service import Triage

MANAGER = Principal(kind="staff", id="0", name="max", roles=frozenset({"manager"}))


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Yield the statements that are executed meanwhile, values written out."""
    found: list[str] = []
    execute = session.execute

    def seen(statement: Any, *args: Any, **options: Any) -> Any:
        compiled = statement.compile(
            dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True}
        )
        found.append(str(compiled))
        return execute(statement, *args, **options)

    session.execute = seen  # type: ignore[method-assign]
    yield found
    session.execute = execute  # type: ignore[method-assign]


class TestPlan:
    @pytest.mark.parametrize("terms", [["奶茶", "虫子", "吸"], ["虫"], ["虫", "吸"]])
    async def test_of_a_search_reads_no_table_from_end_to_end(
        self, triage: Triage, terms: list[str]
    ) -> None:
        lines = await triage.service.database.read(lambda session: plans(session, terms))

        assert lines
        assert not [line for line in lines if "SCAN triage_case" in line or "Seq Scan" in line]
        is_whole = any(len(term) > 1 for term in terms)
        assert not [line for line in lines if is_whole and "TEMP B-TREE" in line]


def plans(session: Session, terms: list[str]) -> list[str]:
    """Return what the database says of how it would do each statement of a search."""
    with statements(session) as asked:
        found_cases(session, MANAGER, terms, before=None, limit=20)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    if not is_sqlite:  # of so few rows it would read all
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    return [
        str(row)
        for statement in asked
        for row in session.execute(sa.text(explain + statement.replace(":", "\\:")))
    ]
