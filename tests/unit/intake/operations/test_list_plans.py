"""Lists of feedback and replies are read in the order of an index, whatever their number."""

import pytest

from services.intake.queries.feedback import Wanted, recent_feedback
from services.intake.queries.replies import WantedReplies, recent_replies
from shared.auth.principal import Principal
from tests.fixtures.intake_play import Play
from tests.fixtures.plans import plans

READERS = {
    "manager": Principal(kind="staff", id="m", name="m", roles=frozenset({"manager"})),
    "agent": Principal(
        kind="staff", id="a", name="a", roles=frozenset({"agent"}), teams=frozenset({"t1", "t2"})
    ),
    "store": Principal(
        kind="staff",
        id="s",
        name="s",
        roles=frozenset({"store_manager"}),
        stores=frozenset({"S001", "S002"}),
    ),
    "key": Principal(kind="key", id="k", name="k", stores=frozenset({"S001"})),
}


def reads_all(plan: str, table: str) -> bool:
    """Say whether a table is read from end to end, in no order of an index."""
    return f"SCAN {table}'" in plan or f"SCAN {table}," in plan


class TestPlan:
    @pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
    @pytest.mark.parametrize("wanted", [Wanted(), Wanted(channel="form"), Wanted(store_code="S1")])
    def test_of_feedback_looks_only_at_what_may_be_seen(
        self, play: Play, reader: Principal, wanted: Wanted
    ) -> None:
        lines = plans(play.session, lambda: recent_feedback(play.session, reader, wanted, limit=20))

        assert lines
        assert not [line for line in lines if reads_all(line, "feedback")]
        assert not [line for line in lines if reads_all(line, "known_progress")]
        if reader.name != "m":  # of the manager's the order of the key is enough
            assert not [line for line in lines if "SCAN feedback USING" in line]

    @pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
    @pytest.mark.parametrize("wanted", [WantedReplies(), WantedReplies(state="failed")])
    def test_of_replies_sorts_none(
        self, play: Play, reader: Principal, wanted: WantedReplies
    ) -> None:
        lines = plans(play.session, lambda: recent_replies(play.session, reader, wanted, limit=20))

        first = next(line for line in lines if "reply" in line or "B-TREE" in line)
        assert "USING INDEX ix_reply_" in first
        assert not [line for line in lines if "SCAN known_progress" in line]
