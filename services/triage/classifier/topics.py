"""Weighs the topics of a text: a keyword in an unhappy clause counts more than one in passing."""

from collections import defaultdict
from math import exp
from typing import Final

from services.triage.classifier.reading import Clause, Mention, Reading
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.urgency import Alarm
from services.triage.classifier.verdict import TopicScore

_MOST_TOPICS: Final = 4
_MOST_EVIDENCE: Final = 8
_SHARE_OF_BEST: Final = 0.45  # a topic weaker than this beside the best one is in passing
_ALARM_WEIGHT: Final = {"critical": 3.0, "high": 1.6, "normal": 1.0}
# Weight of a clause by what the writer wants: (unhappy, neutral, happy).
_CLAUSE_WEIGHT: Final = {"complaint": (1.0, 0.6, 0.25), "praise": (0.3, 0.6, 1.0)}


def weigh(
    reading: Reading, kind: str, found: list[Alarm]
) -> tuple[list[TopicScore], list[Mention]]:
    """Topics, most confident first, one leaf for each top, and the mentions that decided them."""
    mentions = [
        (mention, mention.weight * _clause_weight(clause, kind))
        for clause in reading.clauses
        for mention in clause.mentions
    ]
    mentions += [_alarm_mention(alarm) for alarm in found if alarm.hit.danger.topic]
    leaves: defaultdict[str, float] = defaultdict(float)
    for mention, weight in mentions:
        leaves[mention.code] += weight
    scores = _best_leaves(leaves)
    kept = {top_of(score.code) for score in scores}
    deciding = [pair for pair in mentions if top_of(pair[0].code) in kept]
    return scores, _evidence(deciding)


def _alarm_mention(alarm: Alarm) -> tuple[Mention, float]:
    weight = _ALARM_WEIGHT[alarm.level]
    hit = alarm.hit
    return Mention(hit.danger.topic, weight, hit.start, hit.end, -weight), weight


def _clause_weight(clause: Clause, kind: str) -> float:
    unhappy, neutral, happy = _CLAUSE_WEIGHT.get(kind, (1.0, 1.0, 1.0))
    if clause.polarity < 0:
        return unhappy
    return happy if clause.polarity > 0 else neutral


def _best_leaves(leaves: dict[str, float]) -> list[TopicScore]:
    """Weigh a top as its best leaf and half of the others: they say the same thing twice."""
    by_top: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for code, weight in leaves.items():
        by_top[top_of(code)].append((weight, code))
    tops = []
    for weighed in by_top.values():
        best, code = max(weighed)
        tops.append((best + 0.5 * (sum(weight for weight, _ in weighed) - best), code))
    tops.sort(key=lambda pair: (-pair[0], pair[1]))
    floor = _SHARE_OF_BEST * tops[0][0] if tops else 0.0
    return [
        TopicScore(code, round(min(0.98, 1 - exp(-weight)), 3))
        for weight, code in tops[:_MOST_TOPICS]
        if weight >= floor
    ]


def _evidence(mentions: list[tuple[Mention, float]]) -> list[Mention]:
    """Keep the heaviest words, each place once, in the order of the text."""
    heaviest: dict[tuple[int, int, str], tuple[float, Mention]] = {}
    for mention, weight in sorted(mentions, key=lambda pair: -pair[1]):
        place = (mention.start, mention.end, top_of(mention.code))
        heaviest.setdefault(place, (weight, mention))
    chosen = [mention for _, mention in list(heaviest.values())[:_MOST_EVIDENCE]]
    return sorted(chosen, key=lambda mention: mention.start)
