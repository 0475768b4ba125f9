"""Late, repeated, reordered or lost and sent again: the case ends the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.followup.models import FollowupModel
from shared.database import memory_session
from shared.events import EventData, FeedbackAppended, ReplyDelivered
from shared.tables import kit_metadata
from tests.fixtures.followup import LI, WANG, Desk, birth, triaged, verdict

quick = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@contextmanager
def a_desk() -> Iterator[Desk]:
    with memory_session([FollowupModel.metadata, kit_metadata]) as session:
        yield Desk(session)


def standing(desk: Desk, case_id: str) -> tuple[object, ...]:
    """Return everything about a case that the other services rely on."""
    case = desk.case(case_id)
    last = desk.snapshots(case_id)[-1]
    assert last.version == case.version
    assert [one.version for one in desk.snapshots(case_id)] == list(range(1, case.version + 1))
    return (
        case.progress,
        case.cycle,
        case.reopen_count,
        case.owner_id,
        case.urgency,
        case.disposition,
        case.told_at,
        case.triage_version,
        *(
            getattr(last, name)
            for name in ("progress", "public_status", "public_words", "result", "owner", "clocks")
        ),
        sorted((one.seq, one.effect) for one in desk.messages(case_id)),
        sorted(desk.events(case_id)),
    )


class TestSnapshotsOfTriage:
    """Nothing but what triage and the customer say, in any order."""

    def events(self) -> tuple[str, list[EventData]]:
        born = birth("01a20505-6942-723e-afe5-b81d13e7dc2a", feedback_id="f" * 32)
        said: list[EventData] = [
            triaged(born, 1, owner=None),
            triaged(born, 2, owner=LI, change="assigned"),
            triaged(born, 3, owner=LI, urgency="critical", change="corrected"),
            triaged(born, 4, owner=None, disposition="dismissed", change="dismissed"),
            triaged(born, 5, owner=WANG, change="restored", messages=(verdict(1),)),
        ]
        said += [
            FeedbackAppended(
                case_id=born.case_id,
                feedback_id=born.feedback_id,
                seq=seq,
                text="补充",
                appended_at=born.received_at + timedelta(minutes=seq),
            )
            for seq in (1, 2)
        ]
        return born.case_id, said

    @quick
    @given(st.data())
    def test_end_alike_in_any_order_with_any_repetition(self, data: st.DataObject) -> None:
        case_id, said = self.events()
        with a_desk() as desk:
            for one in said:
                desk.hear(one)
            expected = standing(desk, case_id)
        order = data.draw(st.permutations(said + data.draw(st.lists(st.sampled_from(said)))))
        cuts = data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
        with a_desk() as desk:
            batch: list[EventData] = []
            for one, cut in zip(order, cuts, strict=True):
                batch.append(one)
                if cut:
                    desk.hear(*batch)
                    batch = []
            desk.hear(*batch)
            assert standing(desk, case_id) == expected

    @quick
    @given(st.sets(st.integers(min_value=0, max_value=3)))
    def test_end_alike_when_only_the_newest_arrives(self, lost: set[int]) -> None:
        case_id, said = self.events()
        with a_desk() as desk:
            desk.hear(*(one for at, one in enumerate(said) if at not in lost))
            case = desk.case(case_id)
            assert (case.progress, case.owner_id, case.urgency) == ("assigned", WANG.id, "normal")


class TestAWholeLoop:
    """Staff act in order; what they and others cause arrives late or twice."""

    def play(self, desk: Desk, delays: list[int], *, twice: bool = False) -> tuple[object, ...]:
        born = birth("01a20505-6942-723e-afe5-b81d13e7dc2a", feedback_id="f" * 32, at=desk.now)
        case_id = born.case_id
        waiting: list[tuple[int, EventData]] = []
        step = 0

        def say(event: EventData) -> None:
            waiting.append((step + delays.pop(0), event))

        def arrive(until: int) -> None:
            for due, event in sorted(waiting, key=lambda pair: pair[0]):
                if due <= until:
                    waiting.remove((due, event))
                    desk.hear(event, *([event] if twice else []))

        def message(seq: int) -> Callable[[], None]:
            return lambda: say(
                FeedbackAppended(
                    case_id=case_id,
                    feedback_id=born.feedback_id,
                    seq=seq,
                    text="还没好",
                    appended_at=desk.now,
                )
            )

        def delivered() -> None:
            request = desk.requests(case_id, "result")[-1]
            say(
                ReplyDelivered(
                    request_id=request.request_id,
                    case_id=case_id,
                    via="sms",
                    delivered_at=desk.now,
                )
            )

        def judged(version: int, **values: object) -> Callable[[], None]:
            return lambda: say(triaged(born, version, owner=LI, **values))

        desk.hear(triaged(born, 1, owner=LI))
        script: list[Callable[[], object]] = [
            lambda: desk.start(case_id),
            message(1),
            judged(2, messages=(verdict(1),)),
            lambda: desk.ask(case_id),
            message(2),
            judged(3, messages=(verdict(1), verdict(2)), urgency="high"),
            lambda: desk.resolve(case_id),
            delivered,
            message(3),
            judged(4, messages=(verdict(1), verdict(2), verdict(3)), urgency="high"),
        ]
        for act in script:
            desk.clock.advance(seconds=1)
            step += 1
            arrive(step)
            act()
        arrive(1000)
        desk.hear(
            triaged(
                born,
                5,
                owner=WANG,
                cycle=2,
                urgency="high",
                messages=(verdict(1), verdict(2), verdict(3)),
            )
        )
        return self.essence(desk, case_id)

    def essence(self, desk: Desk, case_id: str) -> tuple[object, ...]:
        case = desk.case(case_id)
        last = desk.snapshots(case_id)[-1]
        history = [(one.cycle, one.result, one.told_at) for one in desk.cycles(case_id)]
        return (
            case.progress,
            case.cycle,
            case.owner_id,
            last.public_status,
            last.result,
            history,
            [one.seq for one in desk.messages(case_id)],
        )

    @settings(deadline=None, max_examples=12)
    @example(delays=[0] * 7, twice=True)
    @example(delays=[9, 0, 9, 0, 9, 9, 0], twice=False)
    @given(
        delays=st.lists(st.integers(min_value=0, max_value=12), min_size=7, max_size=7),
        twice=st.booleans(),
    )
    def test_ends_in_the_second_cycle_whatever_the_delays(
        self, delays: list[int], twice: bool
    ) -> None:
        with a_desk() as desk:
            expected = self.play(desk, [0] * 7)
        with a_desk() as desk:
            assert self.play(desk, list(delays), twice=twice) == expected
        assert expected[:3] == ("assigned", 2, WANG.id)
