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
from services.followup.operations.surveys import Answer, Source
from services.followup.reports.keeping import Keeper
from services.followup.rules.policy import Policy
from services.followup.rules.surveys import Asking
from services.followup.web import views
from services.followup.web.schemas import CaseDetail, SurveyReceipt
from shared.auth import Authenticator, Principal
from shared.auth.devices import is_marked
from shared.clock import Clock
from shared.database import Database, Session
from shared.limits import Limiter
from shared.preconditions import etag
from shared.problems import Unauthorized
from shared.sealing import Sealer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SurveySheet:
    """What a customer sees of a survey: the case by its number, and what they were told."""

    ticket_no: str
    result: str | None
    survey: Survey
    asking: Asking


@dataclass(frozen=True, slots=True)
class FollowupDesk:
    """The collaborators of the routes: `app.state.followup_desk`."""

    database: Database
    clock: Clock
    policy: Policy
    answering: Limiter
    viewing: Limiter
    sealer: Sealer
    keeper: Keeper

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

    async def source_of(self, request: Request) -> Source:
        """Return where an answer comes from; its device is known by a keyed digest only.

        Of the API's caller it tells nothing: one program hands in the answers of many customers.
        """
        address = request.client.host if request.client else None
        if "/v1/" in request.url.path:
            return Source(via="app", address=address, is_staff=await is_staff(request))
        agent = request.headers.get("user-agent", "")[:300]
        return Source(
            via="page",
            address=address,
            device=self.sealer.blind_index(f"{address}\n{agent}", "survey device"),
            is_staff=is_marked(request) or await is_staff(request),
        )

    async def take_answer(self, token: str, answer: Answer, source: Source) -> SurveyReceipt:
        """Record a customer's answer.

        Raises SurveyUnknown, SurveyExpired, TooFast and TooManyAnswers.
        """
        self.answering.use(token)
        now = self.clock.now()
        return await self.database.write(
            lambda session: views.survey_receipt(
                operations.answer_survey(
                    session, token, answer, now=now, policy=self.policy, source=source
                )
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
            asking = surveys.offered(session, case)
            return SurveySheet(recipient.ticket_no, result, survey, asking)

        return await self.database.read(work)


async def is_staff(request: Request) -> bool:
    """Say whether a request to a public route carries the sign-in of a member of staff."""
    authorization = request.headers.get("authorization")
    authenticator: Authenticator = request.app.state.authenticator
    try:
        return bool(authorization) and (
            (await authenticator.authenticate(authorization)).kind == "staff"
        )
    except Unauthorized:
        return False


def followup_desk(request: Request) -> FollowupDesk:
    found = request.app.state.followup_desk
    if not isinstance(found, FollowupDesk):
        raise TypeError("app.py puts a FollowupDesk into app.state.followup_desk")
    return found


Desk = Annotated[FollowupDesk, Depends(followup_desk)]
