"""A month of cases in seconds: whatever people and clocks do, the books reconcile to zero."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from services.followup import queries
from services.followup.reports import answers
from services.followup.reports.asking import Asked, Reach
from services.followup.reports.facts import day_of
from services.followup.rules.lifecycle import ANSWERED
from services.followup.web.schemas import Ledger
from services.followup.web.views import ledger
from shared.events import Birth, CaseProgressed
from tests.fixtures.figures import keep_up
from tests.fixtures.followup import LI, Desk, triaged, verdict

DAYS, A_DAY = 31, 2


class Month:
    """Everything that may happen to cases, by chance."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.random = Random(seed)  # noqa: S311 - no secret
        self.births: dict[str, Birth] = {}
        self.said: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()

    def open(self) -> None:
        urgency = self.random.choice(["low", "normal", "high", "critical"])
        born = self.desk.open_case(urgency=urgency)
        self.births[born.case_id] = born
        self.versions[born.case_id] = 1

    def tell(self, case_id: str, **given: object) -> None:
        self.versions[case_id] += 1
        said = [verdict(seq) for seq in range(1, self.said[case_id] + 1)]
        case = self.desk.case(case_id)
        known = {"owner": LI, "urgency": case.urgency, "cycle": case.cycle, "messages": said}
        self.desk.hear(triaged(self.births[case_id], self.versions[case_id], **{**known, **given}))

    def act(self) -> None:
        case_id = self.random.choice(list(self.births))
        case = self.desk.case(case_id)
        if case.disposition != "live":
            self.tell(case_id)
            return
        moves: dict[str, Callable[[str], object]] = {
            "open": self.tell,
            "assigned": self.desk.start,
            "in_progress": self.random.choice([self.ask, self.resolve]),
            "waiting_customer": self.random.choice([self.speak, self.wait]),
            "resolved": self.random.choice([self.deliver, self.speak, self.wait]),
            "told": self.random.choice([self.answer, self.speak, self.wait]),
            "closed": self.random.choice([self.wait, self.wait, self.speak]),
        }
        moves[case.progress](case_id)
        if self.random.random() < 0.05:
            self.tell(case_id, disposition="dismissed", owner=None)

    def ask(self, case_id: str) -> None:
        self.desk.ask(case_id)

    def resolve(self, case_id: str) -> None:
        self.desk.resolve(case_id)

    def wait(self, case_id: str) -> None:
        """Nothing happens."""

    def speak(self, case_id: str) -> None:
        self.said[case_id] += 1
        self.desk.says(case_id, self.said[case_id])
        self.tell(case_id)

    def deliver(self, case_id: str) -> None:
        if self.desk.requests(case_id, "result"):
            self.desk.deliver_result(case_id)

    def answer(self, case_id: str) -> None:
        score = self.random.randint(1, 5)
        self.desk.answers(self.desk.survey(case_id).token, score, solved=score > 2)

    def run(self) -> None:
        for _ in range(DAYS):
            for _ in range(A_DAY):
                self.open()
                self.act()
                self.act()
                self.desk.turn(hours=24 / A_DAY)


@pytest.mark.parametrize("seed", [1])
class TestAMonth:
    def test_reconciles_to_zero(self, desk: Desk, seed: int) -> None:
        month = Month(desk, seed)
        month.run()
        desk.turn(days=90)
        books = ledger(queries.ledger(desk.session))
        assert books.total == len(month.births) == DAYS * A_DAY
        assert books.total == books.open + books.closed + books.dismissed + books.merged
        newest = {one.case_id: one for one in desk.published() if isinstance(one, CaseProgressed)}
        for case_id in month.births:
            case, last = desk.case(case_id), newest[case_id]
            assert (last.progress, last.cycle, last.version) == (
                case.progress,
                case.cycle,
                case.version,
            )
            self.check_clocks(desk, case_id)
        self.check_figures(desk, books)

    def check_figures(self, desk: Desk, books: Ledger) -> None:
        """Check that the figures of the time tell the same books, whatever added them up."""
        keep_up(desk)
        last = day_of(desk.now)
        asked = Asked(last - timedelta(days=DAYS + 90), last, Reach(all=True))
        flow = answers.flow(desk.session, asked)
        assert (flow["open_before"], flow["received"]) == (0, books.total)
        assert (flow["open_after"], flow["dismissed"], flow["merged"]) == (
            books.open,
            books.dismissed,
            books.merged,
        )
        assert flow["closed"] - flow["returned"] == books.closed
        by_day, facts = (
            answers.count(desk.session, asked.grouped("day"), None),
            answers.from_facts(desk.session, asked, None),
        )
        assert by_day.whole().shown() == facts.whole().shown()

    def check_clocks(self, desk: Desk, case_id: str) -> None:
        """Each promise was kept, kept late, broken, or is not judged; nothing is forgotten."""
        case = desk.case(case_id)
        timeline = Counter(desk.events(case_id))
        every = [*case.clocks, *(clock for one in desk.cycles(case_id) for clock in one.clocks)]
        if case.disposition == "live":
            assert desk.due_at("clock", case_id) is None, "90 days on, nothing is ahead"
            assert all(clock.status != "running" for clock in case.clocks)
        assert timeline["clock_breached"] <= sum(clock.is_broken for clock in every)
        for clock in every:
            if clock.status == "met":
                assert clock.stopped_at is not None
                assert clock.stopped_at <= clock.due_at
            if clock.is_broken:
                assert clock.breached_at == clock.due_at
            assert clock.due_at >= clock.started_at + timedelta(seconds=clock.target)
        if case.progress in ANSWERED and case.resolved_because is None:
            assert not any(
                one.kind == "resolution" and one.stopped_at is None for one in case.clocks
            )
