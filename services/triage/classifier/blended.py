"""Blends what the rules drafted with what the learned model makes of the same texts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.classifier.aspects import Judged, aspects_of
from services.triage.classifier.clauses import Mention
from services.triage.classifier.draft import Draft
from services.triage.classifier.stretches import Stretched, stretched
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Aspect, TopicScore
from services.triage.classifier.views import views_of
from services.triage.classifier.words import WordCutter
from services.triage.learning.aspects import ASPECT
from services.triage.learning.blend import KIND, SENTIMENT, TOPIC, URGENCY, Blend
from services.triage.learning.calibration import two_best
from services.triage.learning.features import Seen, see
from services.triage.learning.heads import Head
from services.triage.learning.model import Model

Floats = npt.NDArray[np.float64]

_OF_WHOLE_TEXTS: Final = (KIND, TOPIC, SENTIMENT, URGENCY)
_OF_STRETCHES: Final = (SENTIMENT, URGENCY, ASPECT)
_WORTH_A_LOOK: Final = 0.05
_MOST_TOPICS: Final = 4
# How likely `critical`, or `critical` and `high` together, must be: below even chances, for missing
# a danger is the worse mistake. What is less likely is not the rules' to give alone. Chosen on the
# golden set and the probes that were looked at, what is missed counting twice (F2).
_ENOUGH: Final = 0.28
_WORTH_AGAINST: Final = 0.5  # where a guard took all alarms back, or somebody only asks
_WORTH_IN_TRIVIA: Final = 0.6
_KNOWN_IN_TRIVIA: Final = 0.8  # a kind at least as likely
_TRIVIA: Final = 12  # code points of a text of which no word means anything to us
_LONG: Final = 80  # code points of a text in which one stretch may be of danger
_LIKELY_ALONE: Final = 0.9  # without any alarm
_BELIEVED_ALONE: Final = 0.5  # with one
_BELIEVED_BARE: Final = 0.01  # where a short text names a danger and hardly says more
_MAY_COMPLAIN: Final = ("complaint", "other")
_RAISED: Final = ("low", "high", "critical")
_CRITICAL: Final = 2
_DOUBTED: Final = (frozenset[str](), frozenset(("critical",)), frozenset(("critical", "high")))
_BEST_ALONE: Final = 0.2  # where no topic is above its threshold, the best one from here on
_FURTHER: Final = 0.5  # of the best topic's probability: a further one of a short text
_LEAF_OF_FURTHER: Final = 0.3  # of its top's probability
_LEAF_SHARE: Final = 0.4  # of its top's probability: else the top itself is the topic
_NO_LEAF: Final = (0.0, "")
_TOLD_BY_RULES: Final = 0.5  # a topic the model has never seen, on the lexicon's word
_STEPS: Final = "trust"


@dataclass(slots=True)
class Blended:
    """What both say together; `words` are those of the model, for topics the lexicon is mute on."""

    kind: str
    sentiment: str
    score: float
    urgency: str
    doubted: frozenset[str]
    topics: tuple[TopicScore, ...]
    confidence: float
    is_sure: bool
    margin: float
    words: list[Mention]
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True)
class Certain:
    """For each text: how probably the best label of a head is right, and whether that will do."""

    confidence: list[float]
    is_sure: list[bool]
    margin: list[float]


def blended(model: Model, drafts: Sequence[Draft], cutter: WordCutter) -> list[Blended]:
    """Return one answer for each draft; `model` must have a blend."""
    blend = model.blend
    if blend is None:
        raise ValueError("the model holds no blend")
    read = stretched(drafts, cutter)
    seen = see(model.vocabulary, read.texts, read.cuts, read.parts)
    learned = model.probabilities(seen.some(0, len(drafts)), _OF_WHOLE_TEXTS)
    of_parts = model.probabilities(seen.some(len(drafts), seen.count), _OF_STRETCHES)
    judged = Judged(drafts, read.stretches, of_parts)
    heads = {head.name: head for head in blend.heads}
    labels = heads[TOPIC].labels if TOPIC in heads else ()
    found = blend.probabilities(learned, views_of([draft.verdict for draft in drafts], labels))
    answers = list(_answers(blend, found, judged))
    _explain(model, answers, drafts, seen, read)
    topics, scores = [answer.topics for answer in answers], [answer.score for answer in answers]
    found_aspects = aspects_of(model, judged, topics, scores)
    for answer, aspects in zip(answers, found_aspects, strict=True):
        answer.aspects = aspects
    return answers


def _answers(blend: Blend, found: Mapping[str, Floats], judged: Judged) -> Iterator[Blended]:
    drafts = judged.drafts
    heads = {head.name: head for head in blend.heads}
    kinds, likely_kinds = _best(heads.get(KIND), found), _highest(heads.get(KIND), found)
    feelings = _feelings(heads.get(SENTIMENT), found)
    topics = _topics(heads.get(TOPIC), found, drafts)
    levels = _levels(heads, found, judged)
    certain_kind = _certain(heads.get(KIND), found, len(drafts))
    certain_topic = _certain(heads.get(TOPIC), found, len(drafts))
    for row, (draft, likely) in enumerate(zip(drafts, topics, strict=True)):
        ruled = draft.verdict
        chosen = likely if has_words(draft) else ()
        confidence, is_sure = certain_kind.confidence[row], certain_kind.is_sure[row]
        margin = certain_kind.margin[row]
        if chosen:
            confidence *= certain_topic.confidence[row]
            is_sure = is_sure and certain_topic.is_sure[row]
            margin = min(margin, certain_topic.margin[row])
        sentiment, score = (
            feelings[row] if feelings else (ruled.sentiment_label, ruled.sentiment_score)
        )
        yield Blended(
            kind=_kind(kinds[row], likely_kinds[row], draft) if kinds else ruled.kind,
            sentiment=sentiment,
            score=score,
            urgency=levels[row][0],
            doubted=levels[row][1],
            topics=chosen,
            confidence=round(confidence, 3),
            is_sure=is_sure,
            margin=round(margin, 3),
            words=[],
        )


def _kind(learned: str, likely: float, draft: Draft) -> str:
    """Return the rules' kind of what is hardly a text, and of a danger that is nothing else."""
    ruled = draft.verdict
    is_missed = learned == "other" and bool(draft.alarms)
    is_guess = is_trivial(draft) and likely < _KNOWN_IN_TRIVIA
    return ruled.kind if ruled.small_talk or is_guess or is_missed else learned


def _best(head: Head | None, found: Mapping[str, Floats]) -> list[str]:
    return [] if head is None else [head.labels[at] for at in found[head.name].argmax(axis=1)]


def _highest(head: Head | None, found: Mapping[str, Floats]) -> list[float]:
    likely: list[float] = [] if head is None else found[head.name].max(axis=1).tolist()
    return likely


def _feelings(head: Head | None, found: Mapping[str, Floats]) -> list[tuple[str, float]]:
    if head is None:
        return []
    likely = found[head.name]
    good, bad = head.labels.index("positive"), head.labels.index("negative")
    scores: list[float] = (likely[:, good] - likely[:, bad]).round(3).tolist()
    return list(zip(_best(head, found), scores, strict=True))


def _levels(
    heads: Mapping[str, Head], found: Mapping[str, Floats], judged: Judged
) -> list[tuple[str, frozenset[str]]]:
    """Return for each text the highest level that is likely enough, and those that are not.

    Of a long text a single stretch can be likely, though the whole is not. In a short one a clause
    by itself only hides what takes its danger back.
    """
    head = heads.get(URGENCY)
    if head is None:
        return [("low", frozenset())] * len(judged.drafts)
    worst, bad = head.labels.index("critical"), head.labels.index("high")
    critical, urgent = found[head.name][:, worst], found[head.name][:, [worst, bad]].sum(axis=1)
    is_long = np.array([len(draft.normal.text) >= _LONG for draft in judged.drafts])
    enough = np.array([_likely_enough(draft) for draft in judged.drafts])
    complained = _complained(heads.get(KIND), found, len(judged.drafts))
    critical, urgent = _of_complaints(critical, complained), _of_complaints(urgent, complained)
    alone_critical, alone_urgent = (
        is_long * judged.highest(URGENCY, levels) if is_long.any() else np.zeros(is_long.size)
        for levels in ([worst], [worst, bad])
    )
    is_critical = (critical >= enough) | (alone_critical >= _LIKELY_ALONE)
    is_urgent = (urgent >= enough) | (alone_urgent >= _LIKELY_ALONE)
    raised = np.where(is_critical, _CRITICAL, 1 * is_urgent)
    is_bare = np.array([_is_bare_danger(draft) for draft in judged.drafts])
    believed = np.where(is_bare, _BELIEVED_BARE, _ENOUGH)
    doubted = 1 * ((critical < believed) & (alone_critical < _BELIEVED_ALONE))
    doubted += (urgent < believed) & (alone_urgent < _BELIEVED_ALONE)
    return [
        (_RAISED[level], _DOUBTED[number])
        for level, number in zip(raised.tolist(), doubted.tolist(), strict=True)
    ]


def _complained(head: Head | None, found: Mapping[str, Floats], count: int) -> Floats:
    """Return how likely a complaint is; what is of no kind the model knows may be one."""
    if head is None:
        return np.ones(count)
    columns = [head.labels.index(one) for one in _MAY_COMPLAIN]
    likely: Floats = found[head.name][:, columns].sum(axis=1)
    return likely


def _of_complaints(level: Floats, complained: Floats) -> Floats:
    """Return how likely a level is, knowing that only complaints are urgent.

    A level cannot be likelier than a complaint is; where two heads say so, the truth is between.
    """
    return np.where(level > complained, np.sqrt(level * complained), level)


def _likely_enough(draft: Draft) -> float:
    """How likely a level must be to be given to a text, the more the less speaks for it."""
    if is_trivial(draft):
        return _WORTH_IN_TRIVIA
    is_doubtful = bool(draft.reading.hits) or draft.verdict.kind == "inquiry"
    return _WORTH_AGAINST if is_doubtful and not draft.alarms else _ENOUGH


def _is_bare_danger(draft: Draft) -> bool:
    """Whether a short text is mostly a danger (着火了): a model has little to doubt it by."""
    text = draft.normal.text
    if not draft.alarms or len(text) > _TRIVIA:
        return False
    named = {at for alarm in draft.alarms for at in range(alarm.hit.start, alarm.hit.end)}
    return 2 * len(named) >= sum(map(str.isalnum, text))


def is_trivial(draft: Draft) -> bool:
    """Whether a text is short and says nothing: a model sees the most ordinary kind in such."""
    return len(draft.normal.text) <= _TRIVIA and draft.reading.says_nothing


def has_words(draft: Draft) -> bool:
    """Whether a text says anything: of a full stop the model knows what most texts are about."""
    text = draft.normal.text
    return text[:1].isalnum() or any(one.isalnum() for one in text)


def _certain(head: Head | None, found: Mapping[str, Floats], count: int) -> Certain:
    if head is None:
        return Certain([1.0] * count, [False] * count, [1.0] * count)
    likely = found[head.name]
    best = two_best(likely)
    if head.is_exclusive:
        margins = best[:, 0] - best[:, 1]
    else:
        margins = np.abs(likely - head.choose).min(axis=1)
    certain = head.certainty.of_best(best)
    is_sure = certain >= head.assign[likely.argmax(axis=1)]
    return Certain(certain.tolist(), is_sure.tolist(), margins.tolist())


def _topics(
    head: Head | None, found: Mapping[str, Floats], drafts: Sequence[Draft]
) -> Iterator[tuple[TopicScore, ...]]:
    if head is None:
        yield from (draft.verdict.topics for draft in drafts)
        return
    likely = found[TOPIC]
    rows, columns = (likely >= _WORTH_A_LOOK).nonzero()
    seen: list[dict[str, float]] = [{} for _ in drafts]
    for row, column, chance in zip(
        rows.tolist(), columns.tolist(), likely[rows, columns].tolist(), strict=True
    ):
        seen[row][head.labels[column]] = chance
    thresholds = dict(zip(head.labels, head.choose.tolist(), strict=True))
    for draft, chances in zip(drafts, seen, strict=True):
        yield _chosen(chances, thresholds, draft)


def _chosen(
    chances: Mapping[str, float], thresholds: Mapping[str, float], draft: Draft
) -> tuple[TopicScore, ...]:
    """Return one topic for each top that is likely enough, its likeliest leaf if there is one."""
    tops: dict[str, float] = {}
    leaves: dict[str, tuple[float, str]] = {}
    wanted = set()
    for code, chance in chances.items():
        top = top_of(code)
        if chance > tops.get(top, 0.0):
            tops[top] = chance
        if code != top and (chance, code) > leaves.get(top, _NO_LEAF):
            leaves[top] = chance, code
        if chance >= thresholds[code]:
            wanted.add(top)
    if not wanted and tops:
        best = max(tops, key=tops.__getitem__)
        wanted = {best} if tops[best] >= _BEST_ALONE else set()
    elif len(wanted) > 1 and len(draft.normal.text) < _LONG:
        wanted = set(_main(wanted, tops, leaves))
    said = [_said(top, tops[top], leaves.get(top, (0.0, top))) for top in wanted]
    said.sort(key=lambda topic: (-topic.confidence, topic.code))
    return (*said[:_MOST_TOPICS], *_told_by_rules(draft, wanted, thresholds))


def _main(
    wanted: set[str], tops: Mapping[str, float], leaves: Mapping[str, tuple[float, str]]
) -> Iterator[str]:
    """Yield the best topic of a short text and those that are nearly as likely, as a leaf too.

    Few short texts are about two matters, and a top topic of no leaf is what most texts are about.
    """
    best = max(wanted, key=tops.__getitem__)
    for top in wanted:
        chance, _ = leaves.get(top, _NO_LEAF)
        is_told = chance >= _LEAF_OF_FURTHER * tops[top]
        if top == best or (is_told and tops[top] >= _FURTHER * tops[best]):
            yield top


def _said(top: str, chance: float, leaf: tuple[float, str]) -> TopicScore:
    leaf_chance, code = leaf
    if leaf_chance >= _LEAF_SHARE * chance:
        return TopicScore(code, round(leaf_chance, 3))
    return TopicScore(top, round(chance, 3))


def _told_by_rules(
    draft: Draft, wanted: set[str], known: Mapping[str, float]
) -> Iterator[TopicScore]:
    """Say what the model cannot know: a danger's topic, the organisation's words and topics.

    A step that is threatened (12315, the press) is a topic beside the matter it is about.
    """
    for alarm in draft.alarms:
        step = alarm.hit.danger.topic
        if alarm.level == "critical" and top_of(step) == _STEPS and _STEPS not in wanted:
            wanted.add(_STEPS)
            yield TopicScore(step, _TOLD_BY_RULES)
    others = [topic for topic in draft.verdict.topics if top_of(topic.code) not in wanted]
    if not others:
        return
    alarming = {
        top_of(alarm.hit.danger.topic) for alarm in draft.alarms if alarm.level == "critical"
    }
    alarming.update(top_of(mention.code) for mention in draft.mentions if mention.is_own)
    for topic in others:
        top = top_of(topic.code)
        is_new = topic.code not in known and top not in known
        if top not in wanted and (
            top in alarming or (is_new and topic.confidence >= _TOLD_BY_RULES)
        ):
            wanted.add(top)
            yield topic


def _explain(
    model: Model,
    answers: Sequence[Blended],
    drafts: Sequence[Draft],
    seen: Seen,
    read: Stretched,
) -> None:
    """Add the model's decisive words where the lexicon holds no word for a chosen topic."""
    asked: list[tuple[int, str]] = []
    for row, (answer, draft) in enumerate(zip(answers, drafts, strict=True)):
        if answer.topics:
            spoken = {top_of(mention.code) for mention in draft.mentions}
            asked += [(row, t.code) for t in answer.topics if top_of(t.code) not in spoken]
    if not asked:
        return
    found = model.explain(TOPIC, asked, seen, read.texts, read.cuts)
    for (row, code), words in zip(asked, found, strict=True):
        answers[row].words += [
            Mention(code, word.weight, word.start, word.end, 0.0) for word in words
        ]
