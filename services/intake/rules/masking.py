"""Masking of what leaves intake: free text, short fields that may hide a number, nested values."""

import re
from typing import Any

from shared import masking

__all__ = ["mask_numbers", "masked_field", "masked_value"]


# No number worth masking has fewer than seven digits, or more than four other signs between two.
WORTH_A_LOOK = re.compile("[0-9０-９](?:[^0-9０-９]{0,4}[0-9０-９]){6}|[@＠]")


def mask_numbers(text: str) -> str:
    """Return `text` with personal numbers hidden, as many code points long as before."""
    return masking.mask_numbers(text) if WORTH_A_LOOK.search(text) else text


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
