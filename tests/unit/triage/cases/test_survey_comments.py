"""What a customer writes into a survey is judged like any of their words, once."""

from collections.abc import Sequence
from datetime import timedelta

from services.triage.classifier.verdict import Verdict
from services.triage.consumers import handlers
from shared.events import CaseProgressed, SurveyState, comment_seq
from tests.fixtures.followup import received
from tests.fixtures.triage import NOON, Organisation, progressed, verdict


class Judge:
    """Finds every text critical, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def classify(self, texts: Sequence[str]) -> list[Verdict]:
        self.asked += texts
        return [verdict("food_safety", urgency="critical") for _ in texts]


async def hear(org: Organisation, judge: Judge, *snapshots: CaseProgressed) -> None:
    handler = next(one for one in handlers(judge, org.boards) if one.event is CaseProgressed)
    events = [received(one, NOON + timedelta(hours=1)) for one in snapshots]
    assert handler.prepare is not None
    handler.take(org.session, events, NOON, await handler.prepare(events))


def answered(comment: str | None) -> SurveyState:
    return SurveyState(status="answered", score=4, solved=True, comment=comment, url="https://x")


class TestASurveyComment:
    async def test_is_judged_and_raises_the_urgency(self, org: Organisation) -> None:
        case, judge = org.case(urgency="low"), Judge()
        await hear(org, judge, progressed(case, survey=answered("吃完又进医院了")))
        published = org.published()[-1]
        assert published.urgency == "critical"
        assert [one.seq for one in published.messages] == [comment_seq("吃完又进医院了")]

    async def test_is_judged_once_however_often_it_is_published(self, org: Organisation) -> None:
        case, judge = org.case(), Judge()
        for version in (1, 2, 3):
            await hear(org, judge, progressed(case, version=version, survey=answered("太慢")))
        assert len(org.published()[-1].messages) == 1

    async def test_that_says_nothing_is_not_asked_about(self, org: Organisation) -> None:
        case, judge = org.case(), Judge()
        await hear(org, judge, progressed(case, survey=answered(None)), progressed(case))
        assert judge.asked == []
