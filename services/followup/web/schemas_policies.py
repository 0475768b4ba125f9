"""The wire shapes of SLA policies and of their rehearsal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field

from services.followup.errors import UnfitValue
from services.followup.operations.policies import Outcome, PolicyDraft, tally
from services.followup.rules.clocks import DEFAULT_LADDER, Step
from services.followup.rules.promises import Promise
from services.followup.web.schemas import Body
from services.followup.web.schemas_calendars import (
    LONGEST_TARGET,
    CalendarName,
    Moment,
    Title,
    Word,
)
from shared.events.vocabulary import Urgency
from shared.validation import invalid

Words = Annotated[list[Word], Field(min_length=1, max_length=1000)]
Minutes = Annotated[int, Field(ge=1, le=LONGEST_TARGET, strict=True)]


class Conditions(Body):
    """Each field that is named must have one of its values; none at all fits every case."""

    topic: Words | None = None
    urgency: Annotated[list[Urgency], Field(min_length=1, max_length=4)] | None = None
    store_code: Words | None = None
    region: Words | None = None
    channel: Words | None = None
    customer_tag: Words | None = None


class TargetsBody(Body):
    """Business minutes to each promise; one that is left out is not promised."""

    first_response: Minutes | None = None
    next_response: Minutes | None = None
    resolution: Minutes | None = None
    task: Minutes | None = None


class StepBody(Body):
    """Who hears of a broken promise, and how many business minutes after it was due."""

    to: Literal["owner", "lead", "manager", "admin"]
    after_minutes: Annotated[int, Field(ge=0, le=LONGEST_TARGET, strict=True)]


Ladder = Annotated[list[StepBody], Field(max_length=10)]


def must_promise(targets: TargetsBody) -> TargetsBody:
    if not targets.model_dump(exclude_none=True):
        raise invalid(
            zh="至少要填写一个目标时长。", en="give at least one target, in business minutes."
        )
    return targets


def must_climb(ladder: list[StepBody]) -> list[StepBody]:
    after = [one.after_minutes for one in ladder]
    if after != sorted(after):
        raise invalid(
            zh="after_minutes 须逐级不减。", en="after_minutes must not fall from step to step."
        )
    return ladder


def steps_of(ladder: Iterable[Step]) -> list[StepBody]:
    return [
        StepBody(to=one.to, after_minutes=int(one.after.total_seconds() // 60)) for one in ladder
    ]


class WaitingBody(Body):
    """While the customer is asked, in business minutes since the question: when to remind, and
    when to resolve the case without an answer, which a reply undoes.
    """

    reminders_after_minutes: Annotated[list[Minutes], Field(max_length=5)] = Field(
        default_factory=lambda: [1440, 2880]
    )
    give_up_after_minutes: Minutes = 4320


def must_be_in_order(waiting: WaitingBody) -> WaitingBody:
    steps = [*waiting.reminders_after_minutes, waiting.give_up_after_minutes]
    if steps != sorted(set(steps)):
        raise invalid(
            zh="提醒须一次比一次晚，且早于 give_up_after_minutes。",
            en="each reminder must come later than the one before, and all before giving up.",
        )
    return waiting


class PolicyBody(Body):
    """Without `position` it comes behind those written before; without `calendar` the store's,
    the team's or the default one holds.
    """

    name: Title
    conditions: Conditions = Conditions()
    targets: Annotated[TargetsBody, AfterValidator(must_promise)]
    calendar: CalendarName | None = None
    escalation: Annotated[Ladder, AfterValidator(must_climb)] = steps_of(DEFAULT_LADDER)
    waiting: Annotated[WaitingBody, AfterValidator(must_be_in_order)] = WaitingBody()
    position: Annotated[int, Field(ge=0, le=2_000_000, strict=True)] | None = None

    def draft(self) -> PolicyDraft:
        return PolicyDraft(
            name=self.name,
            conditions=self.conditions.model_dump(exclude_none=True),
            targets=self.targets.model_dump(exclude_none=True),
            escalation=[one.model_dump() for one in self.escalation],
            waiting=self.waiting.model_dump(),
            calendar=self.calendar,
            position=self.position,
        )


class PolicyView(BaseModel):
    """A policy; `shipped` ones hold until another comes before them or they are changed."""

    id: str
    name: str
    position: int
    conditions: dict[str, list[str]]
    targets: dict[str, int]
    calendar: str | None
    escalation: list[StepBody]
    waiting: WaitingBody
    shipped: bool

    @classmethod
    def of(cls, policy: Promise, position: int, *, shipped: bool) -> Self:
        asked = policy.conditions
        return cls(
            id=policy.id,
            name=policy.name,
            position=position,
            conditions={
                name: list(values)
                for name in Conditions.model_fields
                if (values := getattr(asked, name))
            },
            targets={
                kind: int(target.total_seconds() // 60) for kind, target in policy.targets.items()
            },
            calendar=policy.calendar,
            escalation=steps_of(policy.ladder),
            waiting=WaitingBody(
                reminders_after_minutes=[
                    int(one.total_seconds() // 60) for one in policy.waiting.reminders
                ],
                give_up_after_minutes=int(policy.waiting.give_up.total_seconds() // 60),
            ),
            shipped=shipped,
        )


class RehearsalBody(Body):
    """Policies to try, in this order, before those that hold, on cases received in a period."""

    policies: Annotated[list[PolicyBody], Field(max_length=100)]
    since: Moment
    until: Moment | None = None
    examples: Annotated[int, Field(ge=0, le=100, strict=True)] = 20

    def period(self, now: datetime) -> tuple[datetime, datetime]:
        """Return from when to before when; raises UnfitValue where nothing lies between."""
        until = self.until or now
        if until <= self.since:
            raise UnfitValue(
                "结束时间须晚于开始时间。",
                "until must be after since.",
                pointer="/until" if self.until else "/since",
            )
        return self.since, until


class ExampleView(BaseModel):
    """A past case that would have been promised something else, or judged otherwise."""

    case_id: str
    ticket_no: str
    before: str
    after: str
    verdicts: dict[str, tuple[str, str]]


class RehearsalView(BaseModel):
    """How ended clocks would have turned out, by kind, before and after."""

    cases: int
    changed: int
    verdicts: dict[str, dict[str, dict[str, int]]]
    examples: list[ExampleView]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], *, examples: int) -> Self:
        changed = [one for one in outcomes if one.is_changed]
        return cls(
            cases=len(outcomes),
            changed=len(changed),
            verdicts=tally(outcomes),
            examples=[
                ExampleView(
                    case_id=one.case_id,
                    ticket_no=one.ticket_no,
                    before=one.before,
                    after=one.after,
                    verdicts=dict(one.verdicts),
                )
                for one in changed[:examples]
            ],
        )
