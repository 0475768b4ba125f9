"""Lists of cases by status are read from an index, whatever the number of cases."""

from typing import get_args

import pytest

from services.followup.queries import CaseFilter, cases
from shared.auth.principal import Principal
from shared.database import Session
from shared.events.vocabulary import Progress
from tests.fixtures.plans import plans

MANAGER = Principal(kind="staff", id="m", name="m", roles=frozenset({"manager"}))
RARE = [*(one for one in get_args(Progress) if one != "closed"), "dismissed", "merged"]


class TestPlan:
    @pytest.mark.parametrize("status", RARE)
    def test_of_a_status_looks_only_at_its_cases(self, session: Session, status: str) -> None:
        def read() -> object:
            return cases(session, MANAGER, CaseFilter(status=status), limit=20)

        lines = plans(session, read)

        assert [line for line in lines if "SEARCH cases USING INDEX ix_cases_" in line]
        assert not [line for line in lines if "SCAN" in line or "TEMP B-TREE" in line]
