"""What the SMS vendor answers, whatever it is, has an outcome that can be kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.channels.aliyun_sms import listed, outcome_of
from services.intake.rules.outcomes import Refused, Retry, Sent, Unknown
from tests.fixtures.absurd import ABSURD

OUTCOMES = Sent | Refused | Retry | Unknown
LIST = "SmsSendDetailDTOs"


class TestAnyAnswer:
    @given(
        st.integers(100, 599),
        st.dictionaries(
            st.sampled_from(["Code", "Message", "BizId"]),
            st.sampled_from(["OK", "isv.BUSINESS_LIMIT_CONTROL"]) | ABSURD,
        ),
    )
    def test_to_sending_has_an_outcome(self, status: int, found: dict[str, Any]) -> None:
        outcome = outcome_of(status, found)

        assert isinstance(outcome, OUTCOMES)
        said = outcome.vendor_id if isinstance(outcome, Sent) else outcome.reason
        assert len(said or "") <= 120
        assert "\0" not in (said or "")

    @pytest.mark.parametrize(
        "rows", [None, 5, "rows", [None], [{"OutId": ["letter"]}], {}], ids=str
    )
    def test_that_lists_nothing_of_ours_is_asked_again(self, rows: Any) -> None:
        assert isinstance(listed({LIST: {"SmsSendDetailDTO": rows}}, "letter"), Retry)

    @given(ABSURD, ABSURD, ABSURD)
    def test_to_asking_has_an_outcome(self, status: Any, code: Any, beside: Any) -> None:
        row = {"OutId": "letter", "SendStatus": status, "ErrCode": code}

        assert isinstance(listed({LIST: beside}, "letter"), Retry)
        found = {LIST: {"SmsSendDetailDTO": [beside, row]}}
        assert isinstance(listed(found, "letter"), Sent | Refused)
