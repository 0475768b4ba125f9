"""A search reads the index of its rarest word, whatever the number of cases."""

import pytest

from services.triage.queries.search import found_cases
from shared.auth.principal import Principal
from shared.database import Session
from tests.fixtures.plans import plans
from tests.fixtures.triage_service import Triage

MANAGER = Principal(kind="staff", id="0", name="max", roles=frozenset({"manager"}))


class TestPlan:
    @pytest.mark.parametrize("terms", [["奶茶", "虫子", "吸"], ["虫"], ["虫", "吸"]])
    async def test_of_a_search_reads_no_table_from_end_to_end(
        self, triage: Triage, terms: list[str]
    ) -> None:
        def look(session: Session) -> list[str]:
            return plans(
                session, lambda: found_cases(session, MANAGER, terms, before=None, limit=20)
            )

        lines = await triage.service.database.read(look)

        assert lines
        assert not [line for line in lines if "SCAN triage_case" in line or "Seq Scan" in line]
        is_whole = any(len(term) > 1 for term in terms)
        assert not [line for line in lines if is_whole and "TEMP B-TREE" in line]
