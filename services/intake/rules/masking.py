"""Masking of what leaves intake: free text, short fields that may hide a number, nested values."""

import re
from typing import Any

from shared import masking

__all__ = ["mask_numbers", "masked_field", "masked_value"]


# What is worth masking has eleven digits or more, ten after a leading zero, or a sign of e-mail;
# between two digits stand four other signs at most.
DIGIT, GAP = "[0-9０-９]", "[^0-9０-９]{0,4}"
WORTH_A_LOOK = re.compile(f"[0０](?:{GAP}{DIGIT}){{9}}|{DIGIT}(?:{GAP}{DIGIT}){{10}}|[@＠]")


# Most texts have no digit at all, which is quickly seen.
ANY_SIGN = re.compile("[0-9０-９@＠]")


def mask_numbers(text: str) -> str:
    """Return `text` with personal numbers hidden, as many code points long as before."""
    begins = ANY_SIGN.search(text)
    if begins is None or not WORTH_A_LOOK.search(text, begins.start()):
        return text
    return masking.mask_numbers(text)


def masked_field(value: str | None) -> str | None:
    """Return a short field (order number, campaign, external id) with personal numbers hidden."""
    return None if value is None else mask_numbers(value)


def masked_value(value: Any) -> Any:
    """Return JSON `value` with the numbers in its texts hidden, at any depth, keys included."""
    if isinstance(value, str):
        return mask_numbers(value)
    if isinstance(value, list):
        return [masked_value(one) for one in value]
    if isinstance(value, dict):
        return {mask_numbers(key): masked_value(one) for key, one in value.items()}
    if isinstance(value, int) and not isinstance(value, bool):
        hidden = mask_numbers(str(value))
        return value if hidden == str(value) else hidden
    return value
