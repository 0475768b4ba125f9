"""Prints the ledger for people and for programs."""

import json
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from embedded.reconcile import STATES, Ledger

MOST_DIFFERENCES = 50


def show_ledger(ledger: Ledger, *, as_json: bool, repaired: int = 0) -> None:
    """Print `ledger`, as a table or as one JSON object."""
    if as_json:
        print(json.dumps(as_document(ledger, repaired), ensure_ascii=False))  # noqa: T201
        return
    console = Console(soft_wrap=True)
    console.print(as_table(ledger))
    for one in ledger.differences[:MOST_DIFFERENCES]:
        console.print(f"{one.case_id}: {one.what}", markup=False, highlight=False)
    if len(ledger.differences) > MOST_DIFFERENCES:
        console.print(f"… and {len(ledger.differences) - MOST_DIFFERENCES} more")
    if repaired:
        console.print(f"{repaired} snapshots are published again; run reconcile once more.")
    console.print(verdict(ledger))


def verdict(ledger: Ledger) -> str:
    if not ledger.is_balanced:
        return "NOT balanced: received is not the sum of its states."
    if ledger.differences:
        return f"Balanced; {len(ledger.differences)} differences, in flight or lost (--repair)."
    return "Balanced, drained, nothing differs."


def as_table(ledger: Ledger) -> Table:
    # Without lines between the columns the longest channel fits into 80 characters.
    table = Table(title="Ledger 账本", box=box.SIMPLE, padding=(0, 1, 0, 0))
    for name in ("channel", "store"):
        table.add_column(name, no_wrap=True)
    for name in ("received", *STATES):
        table.add_column(name, justify="right", no_wrap=True)
    for place in sorted(ledger.received):
        counts = ledger.states[place]
        table.add_row(
            place[0],
            place[1] or "–",
            str(ledger.received[place]),
            *(str(counts[state]) for state in STATES),
        )
    table.add_section()
    totals = (str(ledger.total(state)) for state in STATES)
    table.add_row("all", "", str(ledger.total_received), *totals)
    return table


def as_document(ledger: Ledger, repaired: int) -> dict[str, Any]:
    return {
        "received": ledger.total_received,
        **{state: ledger.total(state) for state in STATES},
        "is_balanced": ledger.is_balanced,
        "differences": [
            {"case_id": one.case_id, "what": one.what, "writer": one.writer}
            for one in ledger.differences
        ],
        "repaired": repaired,
        "places": [
            {
                "channel": channel,
                "store_code": store or None,
                "received": ledger.received[channel, store],
                **{state: ledger.states[channel, store][state] for state in STATES},
            }
            for channel, store in sorted(ledger.received)
        ],
    }
