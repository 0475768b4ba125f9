"""Texts as the learner reads them: without form letters, addresses, digits and long repeats."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.contacts import without_contacts

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

END: Final = 0  # stands after each text
_SPACE: Final = ord(" ")
_CODE_POINTS: Final = 0x110000
LONGEST: Final = 2_000  # code points; what comes later changes no verdict
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
# A part of a text may begin with the greeting that stands in its middle.
_WRAPPED_IN_PARTS: Final = re.compile(_FORM_LETTER.pattern.replace("|^(", "|("))
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

    def cut(self) -> "Prepared":
        """Leave two of a character that is repeated, and no spaces at the end of a text."""
        codes = self.codes
        is_repeat = (codes[2:] == codes[1:-1]) & (codes[2:] == codes[:-2]) & (codes[2:] != END)
        cut = self.only(np.append([True, True], ~is_repeat)) if is_repeat.any() else self
        for _ in range(_CUT_TO):
            is_last = (cut.codes[:-1] == _SPACE) & (cut.codes[1:] == END)
            if not is_last.any():
                break
            cut = cut.only(np.append(~is_last, True))
        return cut

    def no_longer(self) -> "Prepared":
        """Leave off what comes after the LONGEST that is read of a text."""
        is_read = (self.places < LONGEST) | (self.codes == END)
        return self if is_read.all() else self.only(is_read)

    def followed_by(self, other: "Prepared") -> "Prepared":
        """Return both, the texts of the other numbered after these."""
        return Prepared(
            np.concatenate([self.codes, other.codes]),
            np.concatenate([self.rows, other.rows + self.count]),
            np.concatenate([self.places, other.places]),
            self.count + other.count,
        )

    def only(self, kept: npt.NDArray[np.bool_]) -> "Prepared":
        return Prepared(self.codes[kept], self.rows[kept], self.places[kept], self.count)


@dataclass(frozen=True)
class Spans:
    """From where to where each of some stretches goes in a row of things laid end to end."""

    firsts: Places
    lasts: Places

    @cached_property
    def sizes(self) -> Places:
        return self.lasts - self.firsts

    @cached_property
    def rows(self) -> Places:
        """The stretch of each thing, all stretches laid end to end."""
        return np.arange(self.firsts.size).repeat(self.sizes)

    def some(self, count: int) -> "Spans":
        """Return the first `count` of them."""
        return Spans(self.firsts[:count], self.lasts[:count])

    def followed_by(self, other: "Spans") -> "Spans":
        return Spans(
            np.concatenate([self.firsts, other.firsts]), np.concatenate([self.lasts, other.lasts])
        )

    def laid(self) -> Places:
        """Return the things of all stretches, laid end to end."""
        sizes = self.sizes
        ends = sizes.cumsum()
        laid: Places = (self.firsts - ends + sizes).repeat(sizes)
        laid += np.arange(laid.size)
        return laid


def spans_of(listed: Sequence[Sequence[str]]) -> Spans:
    """Return where each text begins and ends in all of them, or the words of each."""
    sizes = sizes_of(listed)
    lasts = sizes.cumsum()
    return Spans(lasts - sizes, lasts)


def sizes_of(listed: Sequence[Sequence[Any]]) -> Places:
    return np.fromiter(map(len, listed), np.int64, len(listed))


def begins(numbers: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Tell of numbers in order which differ from the one before; the first does."""
    begins = np.ones(numbers.size, np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    return begins


def is_plain(text: str) -> bool:
    """Whether neither `plain` of `text` nor of any part of it says something else."""
    if "*" in text:
        return False
    return _MAY_BE_WRAPPED.search(text) is None or _WRAPPED_IN_PARTS.search(text) is None


def plain(text: str) -> str:
    """Return `text`, as long as it was, with form letters and contacts blank, links one sign."""
    text = without_contacts(text)
    if _MAY_BE_WRAPPED.search(text) is None:
        return text
    return _FORM_LETTER.sub(_stand_in, text)


def prepare(texts: Sequence[str], spans: Spans | None = None) -> Prepared:
    """Lay out normal texts (`normal_text.normalise`), or stretches of these, for the learner."""
    spans = spans or spans_of(texts)
    joined = "".join([*texts, "\n"]).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, np.uint32)
    codes = codes + _folding()[codes]
    kept = Spans(spans.firsts, np.minimum(spans.lasts, spans.firsts + LONGEST) + 1)
    sizes, rows = kept.sizes, kept.rows
    ends = sizes.cumsum()
    laid = codes[kept.laid()]
    laid[ends - 1] = END
    places = np.arange(laid.size) - (ends - sizes)[rows]
    return Prepared(laid, rows, places, sizes.size).cut()


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
    """Map a code point to its way to the one that stands for it: digits to 0, moods to one emoji.

    Few go anywhere: the system gives no memory for a zero that was never written.
    """
    away = np.zeros(_CODE_POINTS, np.uint32)  # modulo 2 ** 32, where they go back

    def fold(codes: Iterable[int], stands: int) -> None:
        for code in codes:
            away[code] = (stands - code) % 2**32

    fold([END, *map(ord, "\t\n\r\x0b\x0c\u3000\xa0")], _SPACE)
    fold(range(ord("0"), ord("9") + 1), ord("0"))
    for mood, others in _MOODS.items():
        fold(map(ord, others), ord(mood))
    fold(range(0x1F3FB, 0x1F400), _SPACE)  # colours of skin
    return away
