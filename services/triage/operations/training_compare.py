"""A candidate beside the active model: on golden texts, on held-back labels, on recent cases."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from services.triage.assignment.board import Board, LoadBoard
from services.triage.classifier.process import ClassifierProcess
from services.triage.classifier.setup import Setup
from services.triage.classifier.verdict import Verdict
from services.triage.learning import Example, read_examples
from services.triage.operations.receive import newborn
from services.triage.queries.labels import LabelledText
from services.triage.rules.figures import Said, figures
from shared.database import Session
from shared.events import FeedbackReceived

GOLDEN: Final = Path(__file__).parents[1] / "corpus" / "golden.jsonl"
RECENT: Final = 300
SHOWN: Final = 50
BATCH: Final = 200
GOLDEN_TEXTS, HELD_BACK = "golden", "held_back"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The texts two models are compared on."""

    golden: Sequence[Example]
    held_back: Sequence[LabelledText]
    recent: Sequence[FeedbackReceived]

    @property
    def texts(self) -> list[str]:
        return [
            *(one.text for one in self.golden),
            *(one.text for one in self.held_back),
            *(one.text for one in self.recent),
        ]

    def parted(
        self, verdicts: Sequence[Verdict]
    ) -> tuple[Sequence[Verdict], Sequence[Verdict], Sequence[Verdict]]:
        """Return verdicts on `texts` as those of golden, held-back and recent ones."""
        first, second = len(self.golden), len(self.golden) + len(self.held_back)
        return verdicts[:first], verdicts[first:second], verdicts[second:]


def golden_examples(source: Path = GOLDEN) -> list[Example]:
    return read_examples(source)


async def judged_by(
    setup: Setup, texts: Sequence[str], beat: Callable[[], Awaitable[None]]
) -> list[Verdict]:
    """Return the verdicts of another setup, given in a process that ends afterwards.

    Raises SetupRefused.
    """
    process = ClassifierProcess()
    try:
        await process.start()
        await process.use(setup)
        found: list[Verdict] = []
        for start in range(0, len(texts), BATCH):
            found += await process.classify(texts[start : start + BATCH])
            await beat()
        return found
    finally:
        await process.close()


def figures_of(texts: Comparison, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the figures by set of texts; a set without texts has none."""
    golden, held_back, _ = texts.parted(verdicts)
    truths: Mapping[str, tuple[list[Said], Sequence[Verdict]]] = {
        GOLDEN_TEXTS: ([of_example(one) for one in texts.golden], golden),
        HELD_BACK: ([of_label(one) for one in texts.held_back], held_back),
    }
    return {
        name: figures(truth, [of_verdict(one) for one in given])
        for name, (truth, given) in truths.items()
        if truth
    }


def of_example(example: Example) -> Said:
    topics = None if example.topics is None else frozenset(example.topics)
    return Said(example.kind, topics, example.urgency)


def of_label(label: LabelledText) -> Said:
    return Said(label.kind, frozenset(label.topics), label.urgency)


def of_verdict(verdict: Verdict) -> Said:
    return Said(verdict.kind, frozenset(topic.code for topic in verdict.topics), verdict.urgency)


def changes(
    session: Session,
    recent: Sequence[FeedbackReceived],
    active: Sequence[Verdict],
    candidate: Sequence[Verdict],
    *,
    default_team: str,
    now: datetime,
) -> dict[str, Any]:
    """Return what would have become of recent cases by the candidate, and who would have got them.

    Each model gives its cases out on a board of its own, as of now.
    """
    boards = [LoadBoard(default_team=default_team).current(session, now) for _ in range(2)]
    pairs = [
        (feedback, outcome(boards[0], feedback, a, now), outcome(boards[1], feedback, b, now))
        for feedback, a, b in zip(recent, active, candidate, strict=True)
    ]
    differing = [(one, a, b) for one, a, b in pairs if said(a) != said(b)]
    return {
        "cases": len(pairs),
        "differ": len(differing),
        **{
            name: sum(a[name] != b[name] for _, a, b in differing)
            for name in ("kind", "topics", "urgency", "team", "review")
        },
        "owner": sum(a["owner"] != b["owner"] for _, a, b in differing),
        "shown": [
            {"case_id": one.case_id, "active": a, "candidate": b} for one, a, b in differing[:SHOWN]
        ],
    }


def said(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the verdict decides; owners differ by chance where nothing else does."""
    return {name: value for name, value in result.items() if name not in {"owner", "confidence"}}


def outcome(
    board: Board, feedback: FeedbackReceived, verdict: Verdict, now: datetime
) -> dict[str, Any]:
    """Return what a verdict is, and whom the case goes to by it."""
    columns, _ = newborn(board, feedback, verdict, now)
    team, owner = board.team(columns["team_id"]), board.person(columns["owner_id"])
    return {
        "kind": verdict.kind,
        "topics": sorted(topic.code for topic in verdict.topics),
        "urgency": verdict.urgency,
        "confidence": verdict.confidence,
        "review": columns["review_rank"] is not None,
        "team": team.name if team else None,
        "owner": owner.username if owner else None,
    }
