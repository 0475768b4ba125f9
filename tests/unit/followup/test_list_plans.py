"""Lists of cases by status or ticket are read from an index, whatever the number of cases."""

from typing import get_args

import pytest

from services.followup.queries import CaseFilter, cases
from shared.auth.principal import Principal
from shared.database import Session
from shared.events.vocabulary import Progress
from tests.fixtures.plans import plans

MANAGER = Principal(kind="staff", id="m", name="m", roles=frozenset({"manager"}))
RARE = [*(one for one in get_args(Progress) if one != "closed"), "dismissed", "merged"]
WANTED = [*(CaseFilter(status=one) for one in RARE), CaseFilter(ticket_no="20261201-7Q4K2")]


class TestPlan:
    @pytest.mark.parametrize("wanted", WANTED, ids=str)
    def test_of_some_looks_only_at_them_in_order(
        self, session: Session, wanted: CaseFilter
    ) -> None:
        def read() -> object:
            return cases(session, MANAGER, wanted, limit=20)

        lines = plans(session, read)

        assert [line for line in lines if "SEARCH cases USING INDEX ix_cases_" in line]
        assert not [line for line in lines if "SCAN" in line or "TEMP B-TREE" in line]
