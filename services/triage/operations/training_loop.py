"""Does the training runs that were asked for, one at a time, in whichever worker is first."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from services.triage.classifier.process import SetupRefused
from services.triage.classifier.setup import Setup
from services.triage.learning import Example
from services.triage.models.learning import ModelVersion, TrainingRun
from services.triage.operations import training
from services.triage.operations.models import activate_if_better
from services.triage.operations.models_setup import SetupShelf
from services.triage.operations.training_compare import (
    RECENT,
    Comparison,
    changes,
    figures_of,
    golden_examples,
    judged_by,
)
from services.triage.operations.training_process import (
    COMMAND,
    Fitted,
    Lesson,
    TrainingFailed,
    fit,
)
from services.triage.queries import labels
from services.triage.queries import models as queries
from services.triage.queries.labels import SHIPPED
from services.triage.rules.review import is_held_back
from shared.clock import Clock
from shared.database import Database, Session
from shared.events import FeedbackReceived
from shared.ids import new_id
from shared.messaging.relay import wait_for

log = structlog.get_logger(__name__)

POLL_SECONDS = 5.0
UNLABELLED = 5_000
"""So many of the newest texts teach how customers of this organisation speak."""

MOST_EXAMPLES = 20_000


BEAT_EVERY = timedelta(seconds=1)


class RunLost(Exception):
    """Another process has taken the run, or it was ended: what we did is for nothing."""


@dataclass(frozen=True, slots=True)
class Material:
    """What one run works on; `active` is the version that judges now."""

    lesson: Lesson
    comparison: Comparison
    labels: int
    active: str


class TrainingLoop:
    """Looks for a run to do, does it, and says how far it is."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        shelf: SetupShelf,
        *,
        default_team: str,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._command = command
        self._database = database
        self._clock = clock
        self._shelf = shelf
        self._default_team = default_team
        self._told, self._told_at = "", datetime.min.replace(tzinfo=UTC)
        self._holder = f"{socket.gethostname()[:40]}:{new_id()[-12:]}"

    async def run(self) -> None:
        """Do runs for ever."""
        signal = self._database.signal(training.TRAINING)
        while True:
            signal.clear()
            if not await self.work_once():
                await wait_for(signal, POLL_SECONDS)

    async def work_once(self) -> bool:
        """Do the run that waits; False when there is none."""
        now = self._clock.now()
        if not await self._database.read(lambda session: training.has_work(session, now)):
            return False
        run = await self._database.write(
            lambda session: training.take_run(session, self._holder, now)
        )
        if run is None:
            return False
        await self._do(run)
        return True

    async def _do(self, run: TrainingRun) -> None:
        try:
            await self._train(run)
        except RunLost:
            log.warning("training_lost", run=run.id)
        except (TrainingFailed, SetupRefused) as error:
            reason, now = str(error), self._clock.now()
            log.warning("training_failed", run=run.id, reason=reason)
            await self._database.write(
                lambda session: training.fail(session, run.id, self._holder, reason, now)
            )
        except asyncio.CancelledError:
            await self._database.write(
                lambda session: training.give_back(session, run.id, self._holder)
            )
            raise

    async def _train(self, run: TrainingRun) -> None:
        material = await self._database.read(lambda session: self._gather(session, run.up_to_label))
        fitted = await fit(
            material.lesson,
            lambda stage, done: self._beat(run.id, stage, 0.8 * done),
            folder=self._shelf.folder,
            command=self._command,
        )
        model = await self._measure(run, material, fitted)
        now = self._clock.now()

        def keep(session: Session) -> bool:
            is_ours = training.finish(
                session, run.id, self._holder, model=model, content=fitted.content, now=now
            )
            if is_ours and run.requested_by == training.SYSTEM:
                activate_if_better(session, model.version, now=now)
            return is_ours

        if not await self._database.write(keep):
            raise RunLost
        await self._shelf.forget(fitted.version)

    def _gather(self, session: Session, up_to_label: int) -> Material:
        labelled = labels.labelled_texts(session, newest=up_to_label, limit=MOST_EXAMPLES)
        births = queries.newest_births(session, RECENT)
        taught = [one for one in labelled if not is_held_back(one.case_id)]
        return Material(
            lesson=Lesson(
                [
                    Example(one.text, kind=one.kind, topics=one.topics, urgency=one.urgency)
                    for one in taught
                ],
                labels.plain_texts(session, UNLABELLED),
            ),
            comparison=Comparison(
                golden_examples(),
                [one for one in labelled if is_held_back(one.case_id)],
                [FeedbackReceived.model_validate(row.birth) for row in births],
            ),
            labels=len(labelled),
            active=queries.state(session).active or SHIPPED,
        )

    async def _measure(self, run: TrainingRun, material: Material, fitted: Fitted) -> ModelVersion:
        """Judge the same texts by the active model and by the new one."""
        compared = material.comparison
        candidate = await self._shelf.keep(fitted.version, fitted.content)
        dictionary = await self._database.read(self._shelf.dictionary)
        active = await self._shelf.file_of(material.active)
        before = await judged_by(
            Setup(active, dictionary), compared.texts, lambda: self._beat(run.id, "comparing", 0.85)
        )
        after = await judged_by(
            Setup(candidate, dictionary),
            compared.texts,
            lambda: self._beat(run.id, "comparing", 0.95),
        )
        now = self._clock.now()
        differences = await self._database.read(
            lambda session: changes(
                session,
                compared.recent,
                compared.parted(before)[2],
                compared.parted(after)[2],
                default_team=self._default_team,
                now=now,
            )
        )
        return ModelVersion(
            version=fitted.version,
            trained_at=now,
            trained_by=run.requested_by,
            run_id=run.id,
            labels=material.labels,
            size=len(fitted.content),
            sha256=training.checksum(fitted.content),
            report=fitted.report,
            figures=figures_of(compared, after),
            compared_with=material.active,
            compared=figures_of(compared, before),
            changes=differences,
        )

    async def _beat(self, run_id: str, stage: str, done: float) -> None:
        now = self._clock.now()
        if stage == self._told and now - self._told_at < BEAT_EVERY:
            return
        self._told, self._told_at = stage, now
        progress: dict[str, Any] = {"stage": stage[:40], "done": round(done, 3)}
        if not await self._database.write(
            lambda session: training.beat(session, run_id, self._holder, now, **progress)
        ):
            raise RunLost
