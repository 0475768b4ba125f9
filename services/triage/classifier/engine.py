"""The classifier: texts in, verdicts out; pure once its data files are read."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Final, Self

from services.triage.classifier import kinds, topics, urgency
from services.triage.classifier.blended import Blended, blended
from services.triage.classifier.clauses import Mention
from services.triage.classifier.draft import Draft
from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.reading import Reading
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Evidence, Verdict
from services.triage.classifier.words import WordCutter
from services.triage.learning.collector import resting_collector
from services.triage.learning.model import Model

SHIPPED_MODEL: Final = Path(__file__).parents[1] / "learning" / "shipped.model"
_SHORT: Final = 10  # code points: no more than one thing is said
_UNSURE: Final = 0.6  # a sentiment nearer to 0 than this
_CONTRARY: Final = {"positive": "complaint", "negative": "praise"}
_NEGATIONS: Final = "不没无未"
_BATCH: Final = 512  # texts at once: their arrays stay in the cache


class Classifier:
    """Judges texts by lexicon, rules and a learned model; serves any number of threads."""

    def __init__(self, lexicon: Lexicon, cutter: WordCutter, model: Model | None = None) -> None:
        self._lexicon = lexicon
        self.cutter = cutter
        self.use_model(model)

    @classmethod
    def load(
        cls,
        model: Path | None = None,
        *,
        lexicon: Lexicon | None = None,
        names: Iterable[str] = (),
    ) -> Self:
        """Read the data files; without `model` the shipped one judges.

        `names` are words of the organisation, such as its stores.

        Raises:
            ModelFileError: the model file is missing, damaged or of another format.

        """
        lexicon = lexicon or Lexicon()
        learned = loaded(model or SHIPPED_MODEL)
        return cls(lexicon, WordCutter([*lexicon.entries, *names]), learned)

    @classmethod
    def by_rules(cls) -> Self:
        """Return one that asks no model."""
        lexicon = Lexicon()
        return cls(lexicon, WordCutter(lexicon.entries))

    def use_model(self, model: Model | None) -> None:
        """Judge by this model from now on; verdicts being made keep the one they began with."""
        rules = f"lexicon-{self._lexicon.version}"
        version = rules if model is None else f"{model.version}+{rules}"
        self._learned = (model, version)

    @property
    def model_version(self) -> str:
        """The versions of the model and of the lexicon with its rules."""
        return self._learned[1]

    def classify(self, text: str) -> Verdict:
        return self.classify_many([text])[0]

    def classify_many(self, texts: Sequence[str]) -> list[Verdict]:
        """Judge any texts; of a very long one, its head, its tail and what is dangerous in it."""
        learned = self._learned
        verdicts: list[Verdict] = []
        for first in range(0, len(texts), _BATCH):
            with resting_collector():
                verdicts += self._judged(texts[first : first + _BATCH], *learned)
        return verdicts

    def _judged(self, texts: Sequence[str], model: Model | None, version: str) -> list[Verdict]:
        drafts = [self._draft(text, version) for text in texts]
        if model is None or model.blend is None:
            return [self._by_rules(draft) for draft in drafts]
        answers = blended(model, drafts, self.cutter)
        return [self._agreed(*pair) for pair in zip(drafts, answers, strict=True)]

    def _draft(self, text: str, version: str) -> Draft:
        lexicon = self._lexicon
        normal = lexicon.normaliser.normalise(text).shortened(lexicon.critical_words)
        words = self.cutter.cut(normal.text)
        reading = Reading(normal, words, lexicon)
        small_talk = kinds.is_small_talk(words, lexicon)
        found = urgency.alarms(reading, lexicon)
        level = urgency.highest(found)
        kind, clearness = ("other", 0.9) if small_talk else kinds.decide(reading, level)
        label, score = kinds.sentiment(reading, kind, level)
        scores, mentions = topics.weigh(reading, kind, found)
        verdict = Verdict(
            kind=kind,
            topics=tuple(scores),
            sentiment_label=label,
            sentiment_score=score,
            urgency=urgency.urgency(kind, found, reading.negative),
            confidence=_confidence(clearness, scores[0].confidence if scores else 0.0),
            evidence=(),
            model_version=version,
            small_talk=small_talk,
        )
        return Draft(text, normal, words, reading, found, mentions, verdict)

    @staticmethod
    def _by_rules(draft: Draft) -> Verdict:
        return draft.verdict._replace(evidence=tuple(_evidence(draft, draft.mentions)))

    @staticmethod
    def _agreed(draft: Draft, learned: Blended) -> Verdict:
        """Return the verdict of both: the rules alarm, the model doubts some and adds its own."""
        # However sure: what the model makes of 没有哪道菜是踩雷的, it makes of its last word,
        # and what of 价格不算高, of each word alone.
        reading = draft.reading
        is_read = reading.sweeps or reading.measures
        is_torn = abs(learned.score) < _UNSURE and learned.sentiment != "neutral"
        if (is_read or is_torn) and _turns_on_few_words(draft):
            learned.sentiment = draft.verdict.sentiment_label
            learned.score = draft.verdict.sentiment_score
            if learned.kind == _CONTRARY.get(learned.sentiment):
                learned.kind = draft.verdict.kind
        ruled = urgency.urgency(
            learned.kind, draft.alarms, draft.reading.negative, doubted=learned.doubted
        )
        tops = {top_of(topic.code) for topic in learned.topics}
        mentions = [one for one in draft.mentions if top_of(one.code) in tops]
        evidence = sorted(_evidence(draft, [*mentions, *learned.words]), key=attrgetter("start"))
        return Verdict(
            kind=learned.kind,
            topics=learned.topics,
            sentiment_label=learned.sentiment,
            sentiment_score=learned.score,
            urgency=max(ruled, learned.urgency, key=urgency.LEVELS.index),
            confidence=learned.confidence,
            evidence=tuple(evidence),
            model_version=draft.verdict.model_version,
            small_talk=draft.verdict.small_talk,
            is_sure=learned.is_sure,
            aspects=learned.aspects,
            margin=learned.margin,
        )


def loaded(file: Path) -> Model:
    """Return the model in a file; the one asked for last is held, for other words of the same one.

    Raises ModelFileError.
    """
    try:
        stamp = file.stat()
    except OSError:
        return Model.load(file)  # says what is wrong
    return _loaded(file, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=1)
def _loaded(file: Path, _changed_at: int, _size: int) -> Model:
    return Model.load(file)


def _turns_on_few_words(draft: Draft) -> bool:
    """Whether the rules know better: they read 没有异味 and 上菜蛮快, the model saw characters."""
    text = draft.normal.text
    is_plain = len(text) <= _SHORT and draft.verdict.sentiment_label != "neutral"
    return is_plain and (
        draft.reading.measures or any(character in text for character in _NEGATIONS)
    )


def _confidence(clearness: float, topic: float) -> float:
    """Of the whole verdict: the kind must be clear, a clear topic helps."""
    return round(min(0.97, clearness * (0.7 + 0.3 * topic)), 3)


def _evidence(draft: Draft, mentions: Iterable[Mention]) -> list[Evidence]:
    given, span = draft.given, draft.normal.span
    found = []
    for mention in mentions:
        start, end = span(mention.start, mention.end)
        found.append(Evidence(given[start:end], start, end, mention.code, mention.weight))
    return found
