"""Which passwords are good enough, after NIST SP 800-63B: length and no well-known ones."""

import unicodedata
from dataclasses import dataclass

LEAST = 10
MOST = 256
LEAST_DISTINCT = 5
LEAST_UNKNOWN = 6
RUN = 4

COMMON_PARTS = (
    *("password", "passw0rd", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "1qaz2wsx", "1q2w3e"),
    *("iloveyou", "welcome", "letmein", "woaini", "5201314", "admin", "huiyin", "abc123", "111111"),
    *("000000", "123123", "888888", "666666", "a123456", "mima", "密码", "回音"),
)
SEQUENCES = (
    "01234567890",
    "09876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a password is refused, in both languages."""

    zh: str
    en: str


def normalised(password: str) -> str:
    """Return what is hashed: NFKC, so that any keyboard's form of a character is the same."""
    return unicodedata.normalize("NFKC", password)


def objection(password: str, *, username: str) -> Objection | None:
    """Return why `password` must not be chosen by `username`, or None when it is good.

    What is left after known words, the username and keyboard runs are taken out must be worth
    something by itself: that catches `Qwerty123456!` without asking for special characters.
    """
    text = normalised(password)
    if len(text) < LEAST:
        return Objection(
            f"密码至少 {LEAST} 个字符。", f"A password has at least {LEAST} characters."
        )
    if len(password) > MOST:
        return Objection(f"密码最多 {MOST} 个字符。", f"A password has at most {MOST} characters.")
    if len(set(text)) < LEAST_DISTINCT or len(without_known(text, username)) < LEAST_UNKNOWN:
        return Objection(
            "密码太容易猜到，请避免常见词、用户名和键盘连续字符。",
            "This password is easy to guess: avoid common words, the username and keyboard runs.",
        )
    return None


def without_known(text: str, username: str) -> str:
    """Return `text` in lower case without known parts, the username, runs and repeats."""
    left = text.casefold()
    for part in (username.casefold(), *COMMON_PARTS):
        left = left.replace(part, "")
    kept: list[str] = []
    start = 0
    while start < len(left):
        length = run_length(left, start)
        if length < RUN:
            kept.append(left[start])
            length = 1
        start += length
    return "".join(kept)


def run_length(text: str, start: int) -> int:
    """Return how many characters from `start` are one repeated or follow a known sequence."""
    repeated = start
    while repeated < len(text) and text[repeated] == text[start]:
        repeated += 1
    longest = repeated - start
    for sequence in SEQUENCES:
        end = start + 1
        while end < len(text) and text[start : end + 1] in sequence:
            end += 1
        longest = max(longest, end - start)
    return longest
