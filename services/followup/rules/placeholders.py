"""Words with placeholders: `{ticket_no}` must be known when filled, `{customer_name?}` need not."""

import re
from collections.abc import Mapping, Sequence

KNOWN = (
    *("ticket_no", "customer_name", "store_name", "store_code", "region", "owner_name"),
    *("team_name", "topic", "received_date", "result", "question", "due_date"),
)
"""What a canned answer may name."""

PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)(\?)?\}")


def faults(text: str) -> list[str]:
    """Return the placeholders that are not known, and each brace that belongs to none."""
    unknown = [f"{{{name}}}" for name, _ in PLACEHOLDER.findall(text) if name not in KNOWN]
    stray = re.findall(r"[{}]", PLACEHOLDER.sub("", text))
    return list(dict.fromkeys([*unknown, *stray]))


def filled(text: str, values: Mapping[str, str | None]) -> tuple[str, Sequence[str]]:
    """Return the words with what is known put in, and the names that had to be known and are not.

    Those stay in the words, so that whoever sends them sees what is missing.
    """
    missing: list[str] = []

    def put(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value or match[2]:
            return value or ""
        missing.append(match[1])
        return match[0]

    return PLACEHOLDER.sub(put, text), list(dict.fromkeys(missing))
