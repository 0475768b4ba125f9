"""Text in, verdict out: kind, topics, sentiment, urgency and the words that decided them.

The classifier itself is loaded when it is asked for: who lets the helper process judge needs none.
"""

from typing import TYPE_CHECKING, Any

from services.triage.classifier.verdict import Evidence, TopicScore, Verdict

if TYPE_CHECKING:
    from services.triage.classifier.engine import Classifier

__all__ = ["Classifier", "Evidence", "TopicScore", "Verdict"]


def __getattr__(name: str) -> Any:
    if name != "Classifier":
        raise AttributeError(name)
    from services.triage.classifier.engine import Classifier

    return Classifier
