"""What the case routes work with; app.py makes one and keeps it in state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from services.triage.assignment.board import Board, LoadBoard
from services.triage.helper.text_reader import TextReader
from services.triage.operations.receive import Classifier
from shared.clock import Clock
from shared.database import Database, Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """The collaborators of the case routes: `app.state.case_desk`."""

    database: Database
    boards: LoadBoard
    clock: Clock
    classifier: Classifier
    reader: TextReader

    async def read(self, work: Callable[[Session, Board], T]) -> T:
        """Run a read with the board of the moment."""
        now = self.clock.now()
        return await self.database.read(
            lambda session: work(session, self.boards.current(session, now))
        )

    async def write(self, work: Callable[[Session, LoadBoard, datetime], T]) -> T:
        """Run a unit of work and commit it."""
        now = self.clock.now()
        return await self.database.write(lambda session: work(session, self.boards, now))


def case_desk(request: Request) -> CaseDesk:
    found = request.app.state.case_desk
    if not isinstance(found, CaseDesk):
        raise TypeError("app.py puts a CaseDesk into app.state.case_desk")
    return found


Desk = Annotated[CaseDesk, Depends(case_desk)]
