"""Decides the urgency: dangerous words first, each asked whether a guard takes it back."""

import re
from dataclasses import dataclass
from typing import Final

from services.triage.classifier.clauses import Hit
from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.patterns import Danger
from services.triage.classifier.reading import Reading

LEVELS: Final = ("low", "normal", "high", "critical")
_IDIOM_REACH: Final = 16  # code points either side of the hit
_WANTING: Final = ("complaint", "inquiry")  # an answer
_LOUD: Final = 5.0  # negative mass of a furious text
_GLAD: Final = 2.0  # so many times more good than bad is said by somebody glad
_ADVICE: Final = 1.8
_DENIAL_REACH: Final = 16
_DENIED: Final = re.compile(
    "(?:没有|没|从未|未|不会|毫无|无|不|别|免得|杜绝)(?:再|有|让|出|被|什么|任何|发现|见|看到|遇到|碰到"
    "|出现|发生|吃|喝|过|到|来|一|两|半|根|只|个|点|丝|条|的|人|我|因此|会|要|和|或|、|头发|毛发|虫子|虫|异物"
    "|变质|过期|也|瞧见|闻见|闻到|碰见|捞|挑|看|在|你们?家?|这家?|店|里|后厨)*$"
    "|(?:犯不[着上]|不至于|用不着|不值当|没必要|懒得|何必|不必)(?:为|这|点|事|小|跟|你们?|去|再|打|闹|到|的|儿|上|叫|找)*$"
    "|(?:不|没|没有|也没|并不)(?:想|打算|愿意)(?:再|去|着|过|要|跟|你们|谁|找|打|闹|上|叫|走)*$"
)
_DENIED_AFTER: Final = re.compile(
    "的?(?:情况|现象|问题|事儿?)?(?:都|也|一点都?|完全)(?:没有|没发生|不存在)"
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A hit no guard took back, and the level that is left of it."""

    hit: Hit
    level: str


def alarms(reading: Reading, lexicon: Lexicon) -> list[Alarm]:
    if not reading.hits:
        return []
    found = [Alarm(hit, _level_left(hit, reading, lexicon)) for hit in reading.hits]
    return [alarm for alarm in found if alarm.level != "low"]


def highest(found: list[Alarm]) -> str:
    return max([alarm.level for alarm in found], key=LEVELS.index) if found else "low"


def urgency(
    kind: str, found: list[Alarm], negative: float, *, doubted: frozenset[str] = frozenset()
) -> str:
    """Never below what an alarm says; else by what the writer wants and how loudly.

    Of the `doubted` levels only the organisation's own words give one.
    """
    ordinary = "normal" if kind in _WANTING else "low"
    if kind == "complaint" and negative >= _LOUD and "high" not in doubted:
        ordinary = "high"
    if not found:
        return ordinary
    believed = [one for one in found if one.hit.danger.is_own or one.level not in doubted]
    return max(ordinary, highest(believed), key=LEVELS.index)


def _level_left(hit: Hit, reading: Reading, lexicon: Lexicon) -> str:
    danger = hit.danger
    around = _surroundings(hit, reading)
    if (
        _is_out_of_context(danger, reading.text, around)
        or any(_taken_back(guard, hit, reading, lexicon) for guard in danger.guards)
        or _is_idiom(hit, reading.text, lexicon)
    ):
        return "low"
    if "hypothetical" in danger.guards and _any_in(lexicon.context["hypothetical"], around):
        return "low" if reading.suggestion and not reading.demand else "high"
    return danger.level


def _is_out_of_context(danger: Danger, text: str, around: str) -> bool:
    if danger.needs and not _any_in(danger.needs, text):
        return True
    return _any_in(danger.never_with, around)


def _taken_back(guard: str, hit: Hit, reading: Reading, lexicon: Lexicon) -> bool:
    if guard == "negation":
        return hit.is_negated or _is_denied(hit, reading)
    if guard == "praise":
        return reading.positive > _GLAD * reading.negative and not reading.turns
    if guard == "advice":
        return _is_advice(hit, reading, lexicon)
    if guard == "elsewhere":
        return _is_elsewhere(hit, reading, lexicon)
    return guard == "question" and _is_question(hit, reading, lexicon)


def _is_denied(hit: Hit, reading: Reading) -> bool:
    """没吃出过一根头发一只虫, 拉肚子的情况也没有."""
    clause = reading.clauses[reading.clause_at(hit.start)]
    before = reading.text[max(clause.start, hit.start - _DENIAL_REACH) : hit.start]
    after = reading.text[hit.end : hit.end + _DENIAL_REACH]
    return _DENIED.search(before) is not None or _DENIED_AFTER.match(after) is not None


def _is_advice(hit: Hit, reading: Reading, lexicon: Lexicon) -> bool:
    """建议常备烫伤膏: nothing has happened to anybody."""
    if reading.suggestion < _ADVICE or reading.demand or reading.negative > reading.suggestion:
        return False
    around = _surroundings(hit, reading).replace(reading.text[hit.start : hit.end], "")
    return not _any_in(lexicon.context["happened"], around)


def _any_in(words: tuple[str, ...], text: str) -> bool:
    for word in words:  # noqa: SIM110 - a generator takes twice as long
        if word in text:
            return True
    return False


def _surroundings(hit: Hit, reading: Reading) -> str:
    """Return the clause of the hit and the one before it."""
    index = reading.clause_at(hit.start)
    first = reading.clauses[max(0, index - 1)]
    return reading.text[first.start : reading.clauses[index].end]


def _is_idiom(hit: Hit, text: str, lexicon: Lexicon) -> bool:
    """Whether a figure of speech covers the hit, at least in part: 好吃到爆炸."""
    near = max(0, hit.start - _IDIOM_REACH), hit.end + _IDIOM_REACH
    return any(
        match.start() < hit.end and hit.start < match.end()
        for match in lexicon.idioms.finditer(text, *near)
    )


def _is_elsewhere(hit: Hit, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the talk is of another shop and has not come back to ours before the hit."""
    index = reading.clause_at(hit.start)
    clause = reading.clauses[index]
    own = reading.text[clause.start : hit.start]
    if _any_in(lexicon.context["here"], own):
        return False
    if _any_in(lexicon.context["elsewhere"], own):
        return True
    if index == 0 or reading.clauses[index - 1].ends_sentence:
        return False
    before = reading.clauses[index - 1]
    previous = reading.text[before.start : before.end]
    return _any_in(lexicon.context["elsewhere"], previous) and not _any_in(
        lexicon.context["here"], previous
    )


def _is_question(hit: Hit, reading: Reading, lexicon: Lexicon) -> bool:
    """花生过敏能吃吗: somebody asks before anything has happened."""
    if not reading.inquiry or reading.negative > reading.inquiry:
        return False
    words = reading.text[hit.start : hit.end]  # 过敏 holds a 过 of its own
    around = _surroundings(hit, reading).replace(words, "").replace("了解", "")
    return not _any_in(lexicon.context["happened"], around)
