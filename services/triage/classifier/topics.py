"""Weighs the topics of a text: a keyword in an unhappy clause counts more than one in passing."""

from math import exp
from operator import attrgetter, itemgetter
from typing import Final

from services.triage.classifier.clauses import Clause, Mention
from services.triage.classifier.reading import Reading
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.urgency import Alarm
from services.triage.classifier.verdict import TopicScore

_MOST_TOPICS: Final = 4
_MOST_EVIDENCE: Final = 8
_SHARE_OF_BEST: Final = 0.45  # a topic weaker than this beside the best one is in passing
_ALARM_WEIGHT: Final = {"critical": 3.0, "high": 1.6, "normal": 1.0}
# Of what a clause says counts, by what the writer wants: (unhappy, neutral, happy).
_SHARES: Final = {"complaint": (1.0, 0.6, 0.25), "praise": (0.3, 0.6, 1.0)}
_NO_LEAF: Final = (0.0, "")
_EQUAL_SHARES: Final = (1.0, 1.0, 1.0)


def weigh(
    reading: Reading, kind: str, found: list[Alarm]
) -> tuple[list[TopicScore], list[Mention]]:
    """Topics, most confident first, one leaf for each top, and the mentions that decided them."""
    mentions: list[tuple[Mention, float]] = []
    shares = _SHARES.get(kind, _EQUAL_SHARES)
    for clause in reading.clauses:
        if clause.mentions:
            share = _share(clause, shares)
            mentions += [(mention, mention.weight * share) for mention in clause.mentions]
    if found:
        mentions += [_alarm_mention(alarm) for alarm in found if alarm.hit.danger.topic]
    if not mentions:
        return [], []
    leaves: dict[str, float] = {}
    for mention, weight in mentions:
        code = mention.code
        leaves[code] = leaves.get(code, 0.0) + weight
    scores = _best_leaves(leaves)
    return scores, _evidence(mentions, {top_of(score.code) for score in scores})


def _alarm_mention(alarm: Alarm) -> tuple[Mention, float]:
    weight = _ALARM_WEIGHT[alarm.level]
    hit = alarm.hit
    return Mention(hit.danger.topic, weight, hit.start, hit.end, -weight), weight


def _share(clause: Clause, shares: tuple[float, float, float]) -> float:
    unhappy, neutral, happy = shares
    if clause.negative > clause.positive:
        return unhappy
    return happy if clause.positive > clause.negative else neutral


def _best_leaves(leaves: dict[str, float]) -> list[TopicScore]:
    """Weigh a top as its best leaf and half of the others: they say the same thing twice."""
    totals: dict[str, float] = {}
    best: dict[str, tuple[float, str]] = {}
    for code, weight in leaves.items():
        top = top_of(code)
        totals[top] = totals.get(top, 0.0) + weight
        if (weight, code) > best.get(top, _NO_LEAF):
            best[top] = weight, code
    tops = sorted(
        [
            (-(leading + 0.5 * (totals[top] - leading)), code)
            for top, (leading, code) in best.items()
        ]
    )
    floor = _SHARE_OF_BEST * tops[0][0]
    return [
        TopicScore(code, round(min(0.98, 1 - exp(lightness)), 3))
        for lightness, code in tops[:_MOST_TOPICS]
        if lightness <= floor
    ]


def _evidence(mentions: list[tuple[Mention, float]], tops: set[str]) -> list[Mention]:
    """Keep the heaviest words for these topics, each place once, in the order of the text."""
    heaviest: dict[tuple[int, int, str], Mention] = {}
    for mention, _ in sorted(mentions, key=itemgetter(1), reverse=True):
        if (top := top_of(mention.code)) in tops:
            heaviest.setdefault((mention.start, mention.end, top), mention)
    return sorted(list(heaviest.values())[:_MOST_EVIDENCE], key=attrgetter("start"))
