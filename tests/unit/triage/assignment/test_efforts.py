"""What a case weighs: the weight that says most of it counts."""

from hypothesis import given
from hypothesis import strategies as st

from services.triage.rules.efforts import Efforts

WEIGHTS = {
    ("refund", None): 3,
    ("refund.late", None): 4,
    ("refund", "critical"): 8,
    (None, "critical"): 5,
    (None, "low"): 2,
}


class TestEfforts:
    def test_are_one_where_nothing_is_said(self) -> None:
        assert Efforts({}).of(["refund"], "critical") == 1
        assert Efforts(WEIGHTS).of(["service"], "normal") == 1
        assert Efforts(WEIGHTS).of([], "normal") == 1

    def test_of_topic_and_urgency_come_before_the_topic_alone(self) -> None:
        assert Efforts(WEIGHTS).of(["refund.late"], "critical") == 8

    def test_of_a_leaf_come_before_those_of_its_topic(self) -> None:
        assert Efforts(WEIGHTS).of(["refund.late"], "normal") == 4
        assert Efforts(WEIGHTS).of(["refund.never"], "normal") == 3

    def test_of_the_topic_come_before_those_of_the_urgency(self) -> None:
        assert Efforts(WEIGHTS).of(["refund"], "low") == 3
        assert Efforts(WEIGHTS).of([], "low") == 2

    def test_of_several_topics_are_those_of_the_heaviest(self) -> None:
        assert Efforts(WEIGHTS).of(["service", "refund"], "normal") == 3

    @given(
        st.lists(st.sampled_from(["refund", "refund.late", "service"]), max_size=3),
        st.sampled_from(["low", "normal", "high", "critical"]),
    )
    def test_never_exceed_the_most(self, codes: list[str], urgency: str) -> None:
        efforts = Efforts(WEIGHTS)
        assert 1 <= efforts.of(codes, urgency) <= efforts.most
