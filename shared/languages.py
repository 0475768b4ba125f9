"""Chinese or English: which of the two a reader prefers."""

from functools import lru_cache
from typing import Literal

Language = Literal["zh", "en"]
DEFAULT: Language = "zh"
LONGEST_HEADER = 256


@lru_cache(maxsize=512)
def preferred_language(accept_language: str | None) -> Language:
    """Return the language `Accept-Language` (RFC 9110, 12.5.4) weighs most, Chinese by default.

    Of equal weights the first named wins; `*` stands for whatever is not named itself.
    """
    if not accept_language or len(accept_language) > LONGEST_HEADER:
        return DEFAULT
    weights: dict[str, float] = {}
    for part in accept_language.lower().split(","):
        name, _, parameters = part.partition(";")
        primary = name.strip().partition("-")[0]
        if primary in {"zh", "en", "*"}:
            weights[primary] = max(weights.get(primary, -1.0), quality(parameters))
    rest = weights.pop("*", None)
    if rest is not None:
        weights = {**weights, **{name: rest for name in ("zh", "en") if name not in weights}}
    best = max(weights, key=lambda name: weights[name], default=DEFAULT)
    return "en" if best == "en" and weights["en"] > 0 else DEFAULT


def quality(parameters: str) -> float:
    """Return the weight in `q=0.8`: 1 when absent, 0 when it is no number from 0 to 1."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0
