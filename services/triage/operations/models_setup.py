"""Keeps a process's classifier at what is in force: the active model, words, names, corrections."""

import asyncio
import contextlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import structlog

from services.triage.classifier.process import SetupRefused
from services.triage.classifier.setup import Corrected, Dictionary, Setup, Word
from services.triage.errors import ModelUnknown
from services.triage.models.learning import DictionaryVersion, ModelVersion
from services.triage.operations.models import SETUP
from services.triage.operations.training import checksum
from services.triage.queries import labels
from services.triage.queries import models as queries
from services.triage.queries.labels import SHIPPED
from shared.clock import Clock
from shared.composition import supervised
from shared.database import Database, DatabaseUnavailable, Session, insert_for
from shared.ids import new_id
from shared.messaging.relay import wait_for

log = structlog.get_logger(__name__)

POLL_SECONDS = 2.0
STORES_WAIT_SECONDS = 30.0
STORES_QUIET_SECONDS = 4.0
"""Many stores are imported one by one; their names are learned together, once no more come for so
long or have come for long enough: who learns them judges nothing for most of a second."""

MOST_CORRECTED = 2_000
"""So many of the newest labelled texts lend their label to nearly identical ones."""


class Judging(Protocol):
    """A classifier that takes another setup while it runs."""

    async def use(self, setup: Setup) -> None: ...

    async def learn(self, corrected: Sequence[Corrected], *, anew: bool = False) -> None: ...


class SetupShelf:
    """The files of models in this process's data folder, fetched from the database when missing."""

    def __init__(self, database: Database, clock: Clock, folder: Path) -> None:
        self._database = database
        self._clock = clock
        self.folder = folder

    async def file_of(self, version: str | None) -> Path | None:
        """Return a model's file, None for the one that comes with the program.

        Raises ModelUnknown when the database does not hold it either.
        """
        if version in {None, SHIPPED}:
            return None
        place = self.folder / f"{version}.model"
        kept = await self._database.read(lambda session: queries.model(session, str(version)))
        if not await asyncio.to_thread(holds, place, kept.sha256):
            content = await self._database.read(
                lambda session: queries.model_bytes(session, str(version))
            )
            if checksum(content) != kept.sha256:
                raise ModelUnknown
            await asyncio.to_thread(write, place, content)
        return place

    async def keep(self, version: str, content: bytes) -> Path:
        """Put a model's file on the shelf."""
        place = self.folder / f"{version}.model"
        await asyncio.to_thread(write, place, content)
        return place

    async def forget(self, version: str) -> None:
        """Take a model's file off the shelf; the database has it."""
        place = self.folder / f"{version}.model"
        await asyncio.to_thread(place.unlink, missing_ok=True)

    def dictionary(self, session: Session) -> Dictionary:
        """Return the organisation's words, names and switched-off topics as they are now."""
        names = queries.store_names(session) | queries.campaigns_of_rules(session)
        return Dictionary(
            words=tuple(Word(**word) for word in queries.words(session)),
            names=tuple(sorted(names)),
            switched_off=tuple(sorted(queries.switched_off_topics(session))),
        )

    async def setup_of(self, model_version: str) -> Setup:
        """Return what a verdict was made with, read off the version it names.

        Raises ModelUnknown when the model or the words of that version are not kept, as those of
        another shipped model are not.
        """
        parts = dict(part.rpartition("-")[::2] for part in model_version.split("+"))
        words = parts.get("words")
        if words is None:
            dictionary = Dictionary()
        else:
            kept = await self._database.read(lambda session: session.get(DictionaryVersion, words))
            if kept is None:
                raise ModelUnknown
            dictionary = Dictionary.of(kept.content)
        model = model_version.partition("+")[0]
        is_own = await self._database.read(
            lambda session: session.get(ModelVersion, model) is not None
        )
        if not is_own and model != await asyncio.to_thread(shipped_version):
            raise ModelUnknown
        return Setup(await self.file_of(model if is_own else SHIPPED), dictionary)

    async def dictionary_in_use(self) -> Dictionary:
        """Return the dictionary of now, kept under its version so that verdicts can be redone."""
        found = await self._database.read(self.dictionary)
        if not found.version:
            return found
        row = {
            "version": found.version,
            "used_from": self._clock.now(),
            "content": found.as_json(),
        }
        is_kept = await self._database.read(
            lambda session: session.get(DictionaryVersion, found.version) is not None
        )
        if not is_kept:
            await self._database.write(
                lambda session: session.execute(
                    insert_for(session)(DictionaryVersion).values(row).on_conflict_do_nothing()
                )
            )
        return found


class SetupFollower:
    """Looks every two seconds, and at once after a change here, what is in force."""

    def __init__(self, database: Database, classifier: Judging, shelf: SetupShelf) -> None:
        self._database = database
        self._classifier = classifier
        self._shelf = shelf
        self._task: asyncio.Task[None] | None = None
        self._seen: queries.Stamp | None = None
        self._seen_at = 0.0
        self._coming: queries.Stamp | None = None
        self._coming_at = 0.0
        self._newest_label = 0
        self._lent = 0
        self._erasures = 0

    async def start(self) -> None:
        """Know what is in force before the first text, then follow in every kind of process."""
        with contextlib.suppress(DatabaseUnavailable):
            await self.refresh()
        self._task = asyncio.create_task(supervised("triage.setup", self.run), name="triage.setup")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def run(self) -> None:
        """Follow for ever."""
        signal = self._database.signal(SETUP)
        while True:
            signal.clear()
            with contextlib.suppress(DatabaseUnavailable):
                await self.refresh()
            await wait_for(signal, POLL_SECONDS)

    async def refresh(self) -> bool:
        """Judge by what is in force; False when nothing has changed since the last time."""
        stamp = await self._database.read(queries.stamp)
        if stamp == self._seen or self._can_wait(stamp):
            return False
        state = await self._database.read(queries.state)
        try:
            model = await self._shelf.file_of(state.active)
            await self._classifier.use(Setup(model, await self._shelf.dictionary_in_use()))
        except (SetupRefused, ModelUnknown) as error:
            log.error("model_refused", version=state.active, reason=str(error))  # noqa: TRY400 - one sentence
        await self._learn(state.erasures)
        self._seen, self._seen_at = stamp, asyncio.get_running_loop().time()
        return True

    def _can_wait(self, stamp: queries.Stamp) -> bool:
        """Say whether only stores have changed, more may come, and none waits for long."""
        if self._seen is None or stamp.decided != self._seen.decided:
            return False
        now = asyncio.get_running_loop().time()
        if stamp != self._coming:
            self._coming, self._coming_at = stamp, now
        is_quiet = now - self._coming_at >= STORES_QUIET_SECONDS
        return not is_quiet and now - self._seen_at < STORES_WAIT_SECONDS

    async def _learn(self, erasures: int) -> None:
        """Pass on corrections that came since the last time.

        All anew when words were erased, and now and then, so that old ones are forgotten.
        """
        anew = erasures != self._erasures or self._lent >= 2 * MOST_CORRECTED
        after = 0 if anew else self._newest_label
        labelled = await self._database.read(
            lambda session: labels.labelled_texts(session, after=after, limit=MOST_CORRECTED)
        )
        corrected = [
            Corrected(one.label_id, one.text, one.kind, one.topics, one.urgency) for one in labelled
        ]
        if corrected or anew:
            await self._classifier.learn(corrected, anew=anew)
            self._lent = (0 if anew else self._lent) + len(corrected)
            self._newest_label = max([self._newest_label, *(one.label_id for one in labelled)])
        self._erasures = erasures


@cache
def shipped_version() -> str:
    """Return the version of the model that comes with this program."""
    from services.triage.classifier.engine import SHIPPED_MODEL  # of what only a replay asks
    from services.triage.learning.model import Model

    return Model.load(SHIPPED_MODEL).version


def holds(place: Path, expected: str) -> bool:
    try:
        return checksum(place.read_bytes()) == expected
    except OSError:
        return False


def write(place: Path, content: bytes) -> None:
    """Write a file whole: readers see the old one or the new one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f"{new_id()}.half")
    half.write_bytes(content)
    half.replace(place)
