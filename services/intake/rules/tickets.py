"""Ticket numbers: short, unique, and not guessable in sequence."""

from array import array
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS_PER_SIGN = 5
WIDTHS = (5, 6, 7)
ROUNDS = 4
MOST_KEPT = 8192
CHINA = ZoneInfo("Asia/Shanghai")


def ticket_day(moment: datetime) -> str:
    """Return the day a ticket carries, `YYYYMMDD` in Asia/Shanghai."""
    day = moment.astimezone(CHINA)
    return f"{day.year:04}{day.month:02}{day.day:02}"


def ticket_no(day: str, number: int, key: bytes) -> str:
    """Return the ticket of the `number`-th feedback (from 0) of `day`.

    Different numbers give different tickets. A day that outgrows the 33 million tickets of five
    signs goes on with six, then seven. Raises ValueError beyond those.
    """
    for width in WIDTHS:
        bits = BITS_PER_SIGN * width
        if number < 1 << bits:
            return f"{day}-{in_crockford(scatter(number, bits, key), width)}"
        number -= 1 << bits
    raise ValueError("a day cannot give out more tickets than seven signs can tell apart")


def scatter(number: int, bits: int, key: bytes) -> int:
    """Return where a keyed bijection of 0 … 2**bits - 1 takes `number`.

    An alternating unbalanced Feistel network (NIST SP 800-38G, section 4, without its tweak), of
    the four rounds that Luby and Rackoff showed to be enough.
    """
    low_bits = bits // 2
    high, low = number >> low_bits, number & ((1 << low_bits) - 1)
    high_mask, low_mask = (1 << (bits - low_bits)) - 1, (1 << low_bits) - 1
    for turn in range(ROUNDS):
        if turn % 2:
            low ^= round_value(key, turn, high) & low_mask
        else:
            high ^= round_value(key, turn, low) & high_mask
    return high << low_bits | low


def round_value(key: bytes, turn: int, half: int) -> int:
    """Return the 32 bits that one round mixes in; those of a day's first tickets are kept."""
    kept = kept_values(key, turn)
    if half >= MOST_KEPT:
        return made_value(key, turn, half)
    value = kept[half]
    if value < 0:
        value = kept[half] = made_value(key, turn, half)
    return value


@lru_cache(maxsize=2 * ROUNDS)
def kept_values(_key: bytes, _turn: int) -> "array[int]":
    """Return room for the values of a round, -1 where none was made: four rounds take 256 KiB."""
    return array("q", [-1]) * MOST_KEPT


def made_value(key: bytes, turn: int, half: int) -> int:
    keyed = b"%b%c%d" % (key, turn, half)
    return int.from_bytes(blake2b(keyed, digest_size=4).digest(), "big")


def in_crockford(number: int, width: int) -> str:
    """Write `number` in base 32 without I, L, O and U, `width` signs long."""
    return "".join(
        [
            CROCKFORD[number >> shift & 31]
            for shift in range(BITS_PER_SIGN * (width - 1), -1, -BITS_PER_SIGN)
        ]
    )
