"""Masks phone, ID and bank numbers and e-mail names inside free text.

The number of Unicode code points never changes, so offsets into the masked text hold.
"""

import re
from collections.abc import Callable, Iterator

_HINT = re.compile(r"[\d@＠]")

# Every fold is one code point to one code point: positions in the folded text are the text's own.
_FOLD = str.maketrans(
    "０１２３４５６７８９＠＋．－（）Ｘｘ　\u00a0\u200b\u200c\u200d\ufeff\t‐‑‒–—―−﹣ー·・•。",
    "0123456789@+.-()Xx" + " " * 7 + "-" * 9 + "." * 4,
)

_GAP = r"[ .\-_]{0,3}"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_CANDIDATE = re.compile(
    r"(?P<email>(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)"
    r"|(?P<mobile>(?<![0-9])(?:(?:\+|00)?86[ .\-()]{0,3}|0)?"
    rf"1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}(?![0-9]))"
    rf"|(?P<identity>(?<![0-9])[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx](?![0-9]))"
    rf"|(?P<old_identity>(?<![0-9]){_PROVINCE}[0-9]{{6}}{_MONTH_DAY}[0-9]{{3}}(?![0-9]))"
    r"|(?P<landline>(?<![0-9])(?:(?:\+|00)?86[ .\-]{0,2}\(?|\(?0)"
    r"(?:10|2[0-9]|[3-9][0-9]{2})[) .\-]{0,3}"
    r"[2-9](?:[0-9]{2}[ \-]?[0-9]{4}|[0-9]{3}[ \-]?[0-9]{4})(?![0-9]))"
    r"|(?P<bank_card>(?<![0-9])[3-9](?:[0-9]{12,18}"
    r"|[0-9]{3}(?:[ .\-][0-9]{4}){2}(?:[ .\-][0-9]{1,4}){1,2})(?![0-9]))"
)
_IDENTITY = re.compile(rf"{_PROVINCE}[0-9]{{4}}(?:19|20)[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}[0-9Xx]")
_CARD_ISSUER = re.compile(r"3[4-7]|4|5|6|9[0-9]")
_CALLED_AN_ORDER = re.compile(
    r"(?:订单|单号|运单|快递|物流|流水|编号|order)[^0-9]{0,8}\Z", re.IGNORECASE
)
_DIGIT_GROUPS = re.compile(r"[0-9]+")
_GAPS = re.compile(r"[^0-9]+")

_MOBILE_DIGITS = 11


def mask_numbers(text: str) -> str:
    """Return `text` with personal numbers hidden behind `*`, as many code points long as before.

    A phone keeps its first three and last four digits, an ID its first three and last two, a bank
    card its last four, an e-mail address the first letter of its name. Order numbers, prices,
    dates and times stay as they are.
    """
    if not _HINT.search(text):
        return text
    folded = text.translate(_FOLD)
    shown = list(text)
    position = 0
    while match := _CANDIDATE.search(folded, position):
        hidden = list(_HIDDEN[str(match.lastgroup)](match))
        for index in hidden:
            shown[index] = "*"
        position = match.end() if hidden else match.start() + 1
    return "".join(shown)


def _email(match: re.Match[str]) -> Iterator[int]:
    name = match.group().index("@")
    return iter(range(match.start() + min(1, name - 1), match.start() + name))


def _mobile(match: re.Match[str]) -> Iterator[int]:
    places = _digit_places(match)[-_MOBILE_DIGITS:]
    number = match.string[places[0] : match.end()]
    return iter(places[3:-4] if _is_grouped_like_a_phone(number) else ())


def _is_grouped_like_a_phone(number: str) -> bool:
    """Tell a number written in groups from prices or seats that stand side by side."""
    gaps = _GAPS.findall(number)
    groups = [len(group) for group in _DIGIT_GROUPS.findall(number)]
    if len(set(gaps)) > 1:
        return len(gaps) <= 2 and groups[0] >= 3 and not any("." in gap for gap in gaps)  # noqa: PLR2004
    return len(gaps) <= 1 or set(groups) == {1} or groups[0] >= 3  # noqa: PLR2004


def _identity(match: re.Match[str]) -> Iterator[int]:
    written = match.group()
    plain = "".join(sign for sign in written if sign not in " .-_")
    if not _IDENTITY.fullmatch(plain) or len(set(_gaps_between(written))) > 1:
        return iter(())
    places = [match.start() + at for at, sign in enumerate(written) if sign not in " .-_"]
    return iter(places[3:-2])


def _gaps_between(written: str) -> list[str]:
    return [gap for gap in re.split(r"[0-9Xx]+", written) if gap]


def _old_identity(match: re.Match[str]) -> Iterator[int]:
    return iter(_digit_places(match)[3:-2])


def _landline(match: re.Match[str]) -> Iterator[int]:
    return iter(_digit_places(match)[3:-4])


def _bank_card(match: re.Match[str]) -> Iterator[int]:
    places = _digit_places(match)
    digits = "".join(match.string[place] for place in places)
    if len(digits) < 13 or len(digits) > 19 or not _CARD_ISSUER.match(digits):  # noqa: PLR2004
        return iter(())
    if _CALLED_AN_ORDER.search(match.string, max(0, match.start() - 16), match.start()):
        return iter(())
    union_pay = digits.startswith("62") and len(digits) >= 16  # noqa: PLR2004
    return iter(places[:-4] if union_pay or _passes_luhn(digits) else ())


def _passes_luhn(digits: str) -> bool:
    """Check digit of ISO/IEC 7812-1 annex B."""
    odd = sum(int(digit) for digit in digits[-1::-2])
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (odd + even) % 10 == 0


def _digit_places(match: re.Match[str]) -> list[int]:
    return [at for at in range(match.start(), match.end()) if match.string[at].isdecimal()]


_HIDDEN: dict[str, Callable[[re.Match[str]], Iterator[int]]] = {
    "email": _email,
    "mobile": _mobile,
    "identity": _identity,
    "old_identity": _old_identity,
    "landline": _landline,
    "bank_card": _bank_card,
}
