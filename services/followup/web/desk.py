"""What followup's routes work with; app.py makes one and keeps it in state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response

from services.followup import operations, queries
from services.followup.models import Case, Survey
from services.followup.operations import progress, surveys
from services.followup.operations.surveys import Answer
from services.followup.rules.policy import Policy
from services.followup.web import views
from services.followup.web.schemas import CaseDetail, SurveyReceipt
from shared.auth import Principal
from shared.clock import Clock
from shared.database import Database, Session
from shared.limits import Limiter
from shared.preconditions import etag

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SurveySheet:
    """What a customer sees of a survey: the case by its number, and what they were told."""

    ticket_no: str
    result: str | None
    survey: Survey


@dataclass(frozen=True, slots=True)
class FollowupDesk:
    """The collaborators of the routes: `app.state.followup_desk`."""

    database: Database
    clock: Clock
    policy: Policy
    answering: Limiter
    viewing: Limiter

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self.database.read(work)

    async def change(
        self,
        response: Response,
        work: Callable[[Session, progress.Request], Case],
        *,
        case_id: UUID,
        if_match: str,
        by: Principal,
    ) -> CaseDetail:
        """Run one person's move, commit it, and answer the case with its new ETag."""
        asked = progress.Request(str(case_id), by, if_match, self.clock.now())

        def write(session: Session) -> tuple[CaseDetail, int]:
            case = work(session, asked)
            session.flush()
            return views.detail(session, case), case.revision

        shown, revision = await self.database.write(write)
        response.headers["ETag"] = etag("f", revision)
        return shown

    async def take_answer(self, token: str, answer: Answer) -> SurveyReceipt:
        """Record a customer's answer.

        Raises SurveyUnknown, SurveyExpired, TooFast and TooManyAnswers.
        """
        self.answering.use(token)
        now = self.clock.now()
        return await self.database.write(
            lambda session: views.survey_receipt(
                operations.answer_survey(session, token, answer, now=now, policy=self.policy)
            )
        )

    async def survey_sheet(self, token: str) -> SurveySheet:
        """Return the survey a token opens; records nothing. Raises SurveyUnknown, SurveyExpired."""
        now: datetime = self.clock.now()

        def work(session: Session) -> SurveySheet:
            survey = surveys.answerable_survey(session, token, policy=self.policy, now=now)
            known = queries.cases_by_id(session, [survey.case_id, survey.recipient_id])
            case, recipient = known[survey.case_id], known[survey.recipient_id]
            result = queries.result_of(session, case, survey.cycle)
            return SurveySheet(recipient.ticket_no, result, survey)

        return await self.database.read(work)


def followup_desk(request: Request) -> FollowupDesk:
    found = request.app.state.followup_desk
    if not isinstance(found, FollowupDesk):
        raise TypeError("app.py puts a FollowupDesk into app.state.followup_desk")
    return found


Desk = Annotated[FollowupDesk, Depends(followup_desk)]
