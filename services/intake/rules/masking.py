"""Masking of what leaves intake: free text, short fields that may hide a number, nested values."""

from typing import Any

from shared.masking import mask_numbers

__all__ = ["mask_numbers", "masked_field", "masked_value"]


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
