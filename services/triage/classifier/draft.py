"""A text between the two judges: read and ruled on, not yet shown to the learned model."""

from typing import NamedTuple

from services.triage.classifier.clauses import Mention
from services.triage.classifier.normal_text import NormalText
from services.triage.classifier.reading import Reading
from services.triage.classifier.urgency import Alarm
from services.triage.classifier.verdict import Verdict


class Draft(NamedTuple):
    """What lexicon and rules make of one text; `verdict` has no evidence yet."""

    given: str
    normal: NormalText
    words: list[str]
    reading: Reading
    alarms: list[Alarm]
    mentions: list[Mention]
    verdict: Verdict
