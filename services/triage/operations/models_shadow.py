"""Lets a candidate judge what the active model has judged, beside the way of the cases."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.classifier.process import ClassifierProcess, SetupRefused
from services.triage.classifier.setup import Setup
from services.triage.classifier.verdict import Verdict
from services.triage.errors import ModelUnknown
from services.triage.models.learning import ClassifierState, ShadowDifference, ShadowRun
from services.triage.operations.models_setup import SetupShelf
from services.triage.operations.receive import routing_facts
from services.triage.queries import models as queries
from services.triage.rules.cases import URGENCIES
from shared import lease
from shared.bulk import insert_rows
from shared.clock import Clock
from shared.database import Database, Session
from shared.events import FeedbackReceived
from shared.events.vocabulary import Urgency
from shared.ids import new_id

log = structlog.get_logger(__name__)

POLL_SECONDS = 2.0
BATCH = 100
KEPT_DIFFERENCES = 200
LEASE = "shadow"
DIFFERENCES = ShadowDifference.metadata.tables["shadow_difference"]


@dataclass(frozen=True, slots=True)
class Live:
    """A case as it came, and what the active model made of it."""

    feedback: FeedbackReceived
    verdict: dict[str, Any]
    urgency: Urgency


class ShadowLoop:
    """Judges new cases by the candidate as well, in one process of its own, while one is set."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        shelf: SetupShelf,
        boards: LoadBoard,
        *,
        make: Callable[[], ClassifierProcess] = ClassifierProcess,
    ) -> None:
        self._database = database
        self._clock = clock
        self._shelf = shelf
        self._boards = boards
        self._make = make
        self._process: ClassifierProcess | None = None
        self._holder = f"{socket.gethostname()[:40]}:{new_id()[-12:]}"

    async def run(self) -> None:
        """Judge for ever; the process ends with this."""
        try:
            while True:
                if not await self.work_once():
                    await asyncio.sleep(POLL_SECONDS)
        finally:
            await self._end_process()

    async def work_once(self) -> int:
        """Judge a batch of new cases; return how many there were."""
        version = (await self._database.read(queries.state)).shadow
        if version is None or not await self._is_ours():
            await self._end_process()
            return 0
        live = await self._database.read(lambda session: new_cases(session, version))
        if not live:
            return 0
        try:
            verdicts = await self._judge(version, [one.feedback.text for one in live])
        except (SetupRefused, ModelUnknown) as error:
            log.error("shadow_refused", version=version, reason=str(error))  # noqa: TRY400 - one sentence
            return 0
        now = self._clock.now()
        await self._database.write(
            lambda session: keep(
                session, version, live, verdicts, self._boards.current(session, now), now=now
            )
        )
        return len(live)

    async def _is_ours(self) -> bool:
        now = self._clock.now()
        return await self._database.write(
            lambda session: lease.acquire(session, LEASE, self._holder, now=now)
        )

    async def _judge(self, version: str, texts: Sequence[str]) -> Sequence[Verdict]:
        if self._process is None:
            self._process = self._make()
            await self._process.start()
        model = await self._shelf.file_of(version)
        dictionary = await self._database.read(self._shelf.dictionary)
        await self._process.use(Setup(model, dictionary))
        return await self._process.classify(texts)

    async def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.close()


def new_cases(session: Session, version: str) -> list[Live]:
    """Return cases the candidate has not seen yet, oldest first."""
    run = session.get_one(ShadowRun, version)
    return [
        Live(FeedbackReceived.model_validate(row.birth), row.verdict, URGENCIES[row.urgency_base])
        for row in queries.born_after(session, run.seen_to, BATCH)
    ]


def keep(
    session: Session,
    version: str,
    live: Sequence[Live],
    verdicts: Sequence[Verdict],
    board: Board,
    *,
    now: datetime,
) -> None:
    """Count how the candidate differs, keep some of the cases, and remember how far it came."""
    pairs = [
        (one.feedback, seen(one, board), judged(verdict, one.feedback, board))
        for one, verdict in zip(live, verdicts, strict=True)
    ]
    names = ("kind", "topics", "urgency", "team")
    differ = {name: sum(a[name] != b[name] for _, a, b in pairs) for name in names}
    counted = session.execute(
        sa.update(ShadowRun)
        .where(col(ShadowRun.version) == version, col(ShadowRun.stopped_at).is_(None))
        .where(sa.exists().where(col(ClassifierState.shadow) == version))
        .values(
            seen_to=live[-1].feedback.case_id,
            judged=col(ShadowRun.judged) + len(pairs),
            kind_differs=col(ShadowRun.kind_differs) + differ["kind"],
            topics_differ=col(ShadowRun.topics_differ) + differ["topics"],
            urgency_differs=col(ShadowRun.urgency_differs) + differ["urgency"],
            team_differs=col(ShadowRun.team_differs) + differ["team"],
        )
    )
    if not counted.rowcount:  # type: ignore[attr-defined]
        return
    rows = [
        {"version": version, "case_id": one.case_id, "at": now, "active": a, "candidate": b}
        for one, a, b in pairs
        if a != b
    ]
    insert_rows(session, DIFFERENCES, rows[-KEPT_DIFFERENCES:])
    forget_old(session, version)


def forget_old(session: Session, version: str) -> None:
    table = DIFFERENCES.c
    oldest = (
        sa.select(table.id)
        .where(table.version == version)
        .order_by(table.id.desc())
        .offset(KEPT_DIFFERENCES)
        .limit(1)
        .scalar_subquery()
    )
    session.execute(sa.delete(DIFFERENCES).where(table.version == version, table.id <= oldest))


def seen(live: Live, board: Board) -> dict[str, Any]:
    """Return what the active model made of a case."""
    codes = [topic["code"] for topic in live.verdict["topics"]]
    return placed(live.verdict["kind"], codes, live.urgency, live.feedback, board)


def judged(verdict: Verdict, feedback: FeedbackReceived, board: Board) -> dict[str, Any]:
    codes = [topic.code for topic in verdict.topics]
    return placed(verdict.kind, codes, verdict.urgency, feedback, board)


def placed(
    kind: str, codes: list[str], urgency: str, feedback: FeedbackReceived, board: Board
) -> dict[str, Any]:
    """Return a verdict in short, with the team it leads to."""
    route = board.route(routing_facts(board, feedback, urgency), codes)
    return {
        "kind": kind,
        "topics": sorted(codes),
        "urgency": urgency,
        "team": route.team.name if route.team else None,
    }
