"""Frames between the service and its classifying process: a length, then JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any, Final

import orjson

from services.triage.classifier.setup import Corrected
from services.triage.classifier.verdict import Aspect, Evidence, TopicScore, Verdict

HEADER_BYTES: Final = 4


def frame(content: Any) -> bytes:
    """Return the bytes of a frame; half a surrogate pair, which is no UTF-8, goes as an escape."""
    try:
        body = orjson.dumps(content)
    except TypeError:
        body = json.dumps(content, separators=(",", ":")).encode("ascii")
    return len(body).to_bytes(HEADER_BYTES, "big") + body


def content_of(body: bytes) -> Any:
    """Return what a frame holds. Raises json.JSONDecodeError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body)


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
            [[one.text, one.start, one.end, one.topic, one.weight] for one in verdict.evidence],
            verdict.model_version,
            verdict.small_talk,
            verdict.is_sure,
            verdict.margin,
            [
                [one.topic, one.polarity, one.text, one.start, one.end, one.confidence]
                for one in verdict.aspects
            ],
        ]
        for verdict in verdicts
    ]


def verdicts_of(rows: Sequence[Sequence[Any]]) -> list[Verdict]:
    return [_verdict(*row) for row in rows]


def _verdict(kind: str, topics: Any, label: str, score: float, urgency: str, *rest: Any) -> Verdict:
    confidence, evidence, model_version, small_talk, is_sure, margin, aspects = rest
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
        is_sure=is_sure,
        margin=margin,
        aspects=tuple(Aspect(*aspect) for aspect in aspects),
    )


def corrected_rows(corrected: Iterable[Corrected]) -> list[list[Any]]:
    return [list(astuple(one)) for one in corrected]


def corrected_of(rows: Iterable[Sequence[Any]]) -> list[Corrected]:
    return [
        Corrected(label_id, text, kind, tuple(topics), urgency)
        for label_id, text, kind, topics, urgency in rows
    ]
