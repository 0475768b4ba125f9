"""Frames between the service and its classifying process: a length, then JSON."""

import json
from collections.abc import Sequence
from typing import Any, Final

from services.triage.classifier.verdict import Evidence, TopicScore, Verdict

HEADER_BYTES: Final = 4


def frame(content: Any) -> bytes:
    body = json.dumps(content, separators=(",", ":")).encode("ascii")
    return len(body).to_bytes(HEADER_BYTES, "big") + body


def body_length(header: bytes) -> int:
    return int.from_bytes(header, "big")


def verdict_rows(verdicts: Sequence[Verdict]) -> list[list[Any]]:
    return [
        [
            verdict.kind,
            [[topic.code, topic.confidence] for topic in verdict.topics],
            verdict.sentiment_label,
            verdict.sentiment_score,
            verdict.urgency,
            verdict.confidence,
            [[piece.text, piece.start, piece.end, piece.topic] for piece in verdict.evidence],
            verdict.model_version,
            verdict.small_talk,
        ]
        for verdict in verdicts
    ]


def verdicts_of(rows: Sequence[Sequence[Any]]) -> list[Verdict]:
    return [_verdict(*row) for row in rows]


def _verdict(kind: str, topics: Any, label: str, score: float, urgency: str, *rest: Any) -> Verdict:
    confidence, evidence, model_version, small_talk = rest
    return Verdict(
        kind=kind,
        topics=tuple(TopicScore(*topic) for topic in topics),
        sentiment_label=label,
        sentiment_score=score,
        urgency=urgency,
        confidence=confidence,
        evidence=tuple(Evidence(*piece) for piece in evidence),
        model_version=model_version,
        small_talk=small_talk,
    )
