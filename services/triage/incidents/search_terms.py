"""What a text can be found by: its words, long Chinese ones by their pairs of characters."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from services.triage.incidents.features import MOST_KNOWN, tools

LONGEST: Final = 32
"""Characters of a term; longer words are found by their beginning."""

MOST: Final = 400
"""Terms of one text; the first ones count."""

_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_WORD: Final = re.compile(r"[^\W_]+(?:[-._][^\W_]+)*")
_SAYING_NOTHING: Final = frozenset(
    "的了是我你他她它们在也就都和与吗呢吧啊呀还又很太不没有一个这那到去来说要会"
)


def terms_of(text: str) -> list[str]:
    """Return the terms of a text, each once, in their order.

    A Chinese word of two characters is a term, a longer one is its pairs, so that 奶茶 finds
    奶茶店; a single character is one unless it says nothing. Other words are kept in lower case.
    """
    normaliser, cut = tools()
    normal = normaliser.normalise(text).text
    terms: dict[str, None] = {}
    for found in _WORD.finditer(normal):
        run = found[0]
        if not _HAN.search(run):
            terms[run[:LONGEST]] = None
            continue
        for word in cut(run):
            terms.update(dict.fromkeys(_parts(word)))
    return list(terms)[:MOST]


@lru_cache(MOST_KNOWN)
def _parts(word: str) -> tuple[str, ...]:
    if not _HAN.fullmatch(word):
        return tuple(part[:LONGEST] for part in _WORD.findall(word))
    if len(word) == 1:
        return () if word in _SAYING_NOTHING else (word,)
    return tuple(first + second for first, second in pairwise(word))
