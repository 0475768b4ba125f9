"""Lists of feedback and replies are read in the order of an index, whatever their number."""

import pytest

from services.intake.errors import FeedbackNotFound
from services.intake.models import KnownProgress
from services.intake.queries.feedback import Wanted, feedback_seen, recent_feedback
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


class TestVisibility:
    @pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
    def test_is_the_same_in_a_list_as_one_by_one(self, play: Play, reader: Principal) -> None:
        made = [play.received(text=f"第{number}条", store_code=None) for number in range(4)]
        made += [play.received(text=code, store_code=code) for code in ("S001", "S002", "S003")]
        for feedback_id, owner, team in zip(
            made,
            ("a", "b", "b", "s", "b", "b", "a"),
            ("t1", "t1", "t3", "t3", "t2", "t3", "t3"),
            strict=True,
        ):
            put_in_charge(play, feedback_id, owner, team)

        listed = recent_feedback(play.session, reader, Wanted(), limit=20)
        found = [one.id for one, _ in listed]

        assert found == [one for one in sorted(made, reverse=True) if is_seen(play, one, reader)]
        assert found
        few = recent_feedback(play.session, reader, Wanted(), limit=2)
        assert [one.id for one, _ in few] == found[:2]


def put_in_charge(play: Play, feedback_id: str, owner: str, team: str) -> None:
    play.session.add(
        KnownProgress(
            feedback_id=feedback_id,
            case_id=play.case_of(feedback_id),
            generation=1,
            version=1,
            progress="assigned",
            cycle=1,
            public_status="in_progress",
            owner_id=owner,
            team_id=team,
            heard_at=play.now,
        )
    )
    play.session.flush()


def is_seen(play: Play, feedback_id: str, reader: Principal) -> bool:
    try:
        feedback_seen(play.session, feedback_id, reader)
    except FeedbackNotFound:
        return False
    return True
