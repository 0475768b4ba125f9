"""Texts as the learner reads them: without form letters, addresses, digits and long repeats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.contacts import without_contacts

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

END: Final = 0  # stands after each text
_SPACE: Final = ord(" ")
_CODE_POINTS: Final = 0x110000
_LONGEST: Final = 2_000  # code points; what comes later changes no verdict
_CUT_TO: Final = 2  # so many of one character are left of more
_MASK: Final = "\ue000"
_ADDRESS: Final = "\ue001"

# One emoji stands for its whole mood: the learner has seen few of them.
_MOODS: Final = {
    "😡": "😠🤬👿💢😤😾🖕",
    "😞": "😢😭😔😟🙁☹😩😫😖😣😿💔😰😨😓😥",
    "🤮": "🤢😷💩🤧🪳🐛🦟🪰",
    "👎": "🙄😒😑😐🤨❌💣⚡☠",
    "👍": "👏💪✌🤝🙏✅💯🆒🏆🌟⭐✨🎉🔥",
    "😊": "😄😃😀😁😆☺🙂😋🤤😍🥰😘🤗😻🥳😎💐🌹",
    "❤": "♥💕💖💗💓💛💚💙💜🧡😚💘💞",
}

# What people wrap around what they say, in letters of complaint and by habit.
_FORM_LETTER: Final = re.compile(
    r"(?:https?://|www\.)[^\s\u4e00-\u9fff，。]+|<[a-z_]{2,12}>|\[[a-z_]{2,12}\]"
    r"|^(?:尊敬的)?(?:领导|客服|商家|店家|老板|亲爱的)?(?:您好|你好|大家好)[，,。.!！:：\s]*"
    r"|(?:希望|请|盼|望|烦请|麻烦)(?:你们|贵司|贵店|领导|商家|有关部门|相关部门)?"
    r"(?:能够?|予以|给予)?(?:尽快|尽早|及时|早日)(?:回复|答复|给予答复|予以回复)(?:一下|我)?[，,。.!！\s]*"
    r"|此致[，,。\s]*敬礼[!！。]*"
)
_MAY_BE_WRAPPED: Final = re.compile(r"http|www\.|[<\[]|[您你大家]好|复|此致")


@dataclass(frozen=True, slots=True)
class Prepared:
    """The code points of many texts in one array, each text followed by END.

    `rows` tells the text of each code point, `places` its place in that text as it was given.
    """

    codes: Codes
    rows: Places
    places: Places
    count: int


def plain(text: str) -> str:
    """Return `text`, as long as it was, with form letters and contacts blank, links one sign."""
    text = without_contacts(text)
    if _MAY_BE_WRAPPED.search(text) is None:
        return text
    return _FORM_LETTER.sub(_stand_in, text)


def prepare(texts: Sequence[str]) -> Prepared:
    """Lay out normal texts (`normal_text.normalise`) for the learner."""
    kept = [text[:_LONGEST] for text in texts]
    lengths = np.fromiter(map(len, kept), np.int64, len(kept))
    joined = "\n".join([*kept, ""]).encode("utf-32-le", "surrogatepass")
    codes = _folding()[np.frombuffer(joined, np.uint32)]
    firsts = np.cumsum(lengths + 1) - lengths - 1
    codes[firsts + lengths] = END
    rows = np.repeat(np.arange(len(kept)), lengths + 1)
    places = np.arange(codes.size) - firsts[rows]
    is_repeat = (codes[2:] == codes[1:-1]) & (codes[2:] == codes[:-2]) & (codes[2:] != END)
    repeats = np.flatnonzero(is_repeat) + 2
    if repeats.size:
        codes, rows, places = (np.delete(each, repeats) for each in (codes, rows, places))
    for _ in range(_CUT_TO):
        last = np.flatnonzero((codes[:-1] == _SPACE) & (codes[1:] == END))
        codes, rows, places = (np.delete(each, last) for each in (codes, rows, places))
    return Prepared(codes, rows, places, len(kept))


def _stand_in(match: re.Match[str]) -> str:
    found = match.group()
    sign = " "
    if found.startswith(("http", "www")):
        sign = _ADDRESS
    elif found[0] in "<[":
        sign = _MASK
    return sign.ljust(len(found))


@cache
def _folding() -> Codes:
    """Map a code point to the one that stands for it: digits to 0, moods to one emoji each."""
    table = np.arange(_CODE_POINTS, dtype=np.uint32)
    table[[END, *map(ord, "\t\n\r\x0b\x0c\u3000\xa0")]] = _SPACE
    table[ord("0") : ord("9") + 1] = ord("0")
    for mood, others in _MOODS.items():
        table[[ord(other) for other in others]] = ord(mood)
    table[0x1F3FB:0x1F400] = _SPACE  # colours of skin
    return table
