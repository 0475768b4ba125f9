"""The wire shapes of corrective actions, macros, collaborators and mentions."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.followup.models import Macro, Mention
from services.followup.operations.macros import MacroDraft
from services.followup.web.schemas import Body, Reason, Words
from services.followup.web.schemas_calendars import Moment, Title, Word

Pictures = Annotated[list[UUID], Field(max_length=20, default_factory=list)]
MacroMove = Literal["start", "note", "ask", "resolve", "close"]


class ActionBody(Body):
    """What is to be put right until when; `attachment_ids` are intake's, of how it was found."""

    measures: Words
    due_at: Moment | None = None
    attachment_ids: Pictures


class ActionDoneBody(Body):
    """`attachment_ids` are the evidence: pictures of how it is now."""

    note: Reason | None = None
    attachment_ids: Pictures


class ActionCheckBody(Body):
    passed: bool = Field(strict=True)
    note: Reason | None = None


class TopicsBody(Body):
    """Topic codes; a topic counts for those below it."""

    codes: Annotated[list[Word], Field(max_length=200)]


class TopicsView(BaseModel):
    codes: list[str]


def unique(moves: list[MacroMove]) -> list[MacroMove]:
    return list(dict.fromkeys(moves))


class MacroBody(Body):
    """Words with placeholders such as {ticket_no}; {customer_name?} may stay empty.

    `actions` are the moves that go with them, in order; without `team_ids` it is everybody's.
    """

    title: Title
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    actions: Annotated[
        list[MacroMove], Field(max_length=5, default_factory=list), AfterValidator(unique)
    ]
    team_ids: Annotated[list[Word], Field(max_length=100, default_factory=list)]

    def draft(self) -> MacroDraft:
        return MacroDraft(self.title, self.text, tuple(self.actions), tuple(self.team_ids))


class MacroView(BaseModel):
    id: str
    title: str
    text: str
    actions: list[str]
    team_ids: list[str]
    changed_at: datetime

    @classmethod
    def of(cls, macro: Macro) -> Self:
        return cls(**macro.model_dump())


class PreviewBody(Body):
    macro_id: UUID


class PreviewView(BaseModel):
    """The words for one case; `missing` placeholders stand in them as they are."""

    text: str
    actions: list[str]
    missing: list[str]


class CollaboratorBody(Body):
    """`staff` is a username."""

    staff: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class MentionView(BaseModel):
    """Where somebody named me."""

    id: str
    case_id: str
    ticket_no: str
    text: str
    by: dict[str, Any]
    mentioned_at: datetime

    @classmethod
    def of(cls, mention: Mention, ticket_no: str) -> Self:
        return cls(
            id=mention.id,
            case_id=mention.case_id,
            ticket_no=ticket_no,
            text=mention.text,
            by=mention.by,
            mentioned_at=mention.mentioned_at,
        )
