"""Which cases of one customer are one, and who says so."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.incidents.duplicates import judge
from services.triage.incidents.features import features_of
from services.triage.incidents.told import Told
from tests.fixtures.clock import NOON

TEXT = "昨晚在人民路店吃了烤鱼,回家后全家都拉肚子"
EDITED = "昨晚在人民路店吃烤鱼,回家后全家都拉肚子!!请处理"
OTHER_WORDS = "上次说的烤鱼吃坏肚子的事,什么时候处理"


def told(text: str = TEXT, *, case_id: str = "1", minutes: float = 0, **fields: Any) -> Told:
    return Told(
        case_id,
        features_of(text),
        received_at=NOON + timedelta(minutes=minutes),
        **{"customer": "c1", "store_code": "S001", "topics": ("food_safety.illness",), **fields},
    )


def standing(later: Told, earlier: Told, similarity: float = 0.5) -> tuple[str, str] | None:
    found = judge(later, earlier, similarity)
    return None if found is None else (found.standing, found.reason)


class TestSameCustomer:
    def test_within_ten_minutes_is_merged(self) -> None:
        again = told(EDITED, case_id="2", minutes=9)

        assert standing(again, told()) == ("merge", "near_duplicate")

    def test_later_is_proposed(self) -> None:
        again = told(EDITED, case_id="2", minutes=11)

        assert standing(again, told()) == ("propose", "near_duplicate")

    def test_in_other_words_is_proposed(self) -> None:
        again = told(OTHER_WORDS, case_id="2", minutes=2)

        assert standing(again, told(), 0.35) == ("propose", "same_matter")
        assert standing(again, told(), 0.1) is None

    def test_weeks_later_is_something_new(self) -> None:
        assert standing(told(case_id="2", minutes=60 * 24 * 15), told()) is None

    @pytest.mark.parametrize("critical", ["later", "earlier"])
    def test_is_never_merged_by_itself_when_critical(self, critical: str) -> None:
        later = told(EDITED, case_id="2", minutes=1, is_critical=critical == "later")
        earlier = told(is_critical=critical == "earlier")

        assert standing(later, earlier) == ("propose", "near_duplicate")

    def test_is_not_merged_into_what_was_answered(self) -> None:
        again = told(EDITED, case_id="2", minutes=1)

        assert standing(again, told(is_working=False)) == ("propose", "near_duplicate")


class TestThread:
    def test_is_one_case_while_it_is_worked_on(self) -> None:
        again = told("还没有消息吗", case_id="2", minutes=9000, linked_case_id="1", customer=None)

        assert standing(again, told()) == ("merge", "same_thread")
        assert standing(again, told(is_working=False)) is None


class TestOthers:
    def test_are_no_duplicates_however_alike(self) -> None:
        assert standing(told(case_id="2", customer="c2"), told()) is None

    def test_without_a_name_are_proposed_word_for_word(self) -> None:
        again = told(case_id="2", customer=None, minutes=3)

        assert standing(again, told()) == ("propose", "same_words")
        assert standing(told(case_id="2", customer=None, minutes=30), told()) is None
        assert standing(told(case_id="2", customer=None, store_code="S2"), told()) is None
        assert standing(told(OTHER_WORDS, case_id="2", customer=None), told()) is None


class TestMerging:
    @given(
        st.sampled_from(["c1", "c2", None]),
        st.sampled_from(["c1", "c2", None]),
        st.floats(0, 60 * 24 * 30),
        st.booleans(),
        st.booleans(),
    )
    def test_needs_one_customer_at_once_and_nothing_critical(
        self, one: str | None, other: str | None, minutes: float, critical: bool, working: bool
    ) -> None:
        later = told(EDITED, case_id="2", minutes=minutes, customer=one, is_critical=critical)
        earlier = told(customer=other, is_working=working)

        found = standing(later, earlier)

        if found is not None and found[0] == "merge":
            assert one is not None
            assert one == other
            assert minutes <= 10
            assert working
            assert not critical
