"""Text in, verdict out: kind, topics, sentiment, urgency and the words that decided them."""

from services.triage.classifier.engine import Classifier
from services.triage.classifier.verdict import Evidence, TopicScore, Verdict

__all__ = ["Classifier", "Evidence", "TopicScore", "Verdict"]
