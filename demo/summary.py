"""What the demo shows at its end: the cases by kind, topic and status, and the three ledgers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

KINDS: Final = {
    "complaint": "投诉",
    "suggestion": "建议",
    "praise": "表扬",
    "inquiry": "咨询",
    "other": "其他",
}
STATUSES: Final = {
    "open": "待分派",
    "assigned": "已分派",
    "in_progress": "处理中",
    "waiting_customer": "待顾客回复",
    "resolved": "已解决",
    "told": "已告知",
    "closed": "已关闭",
    "dismissed": "已驳回",
    "merged": "已合并",
}


def show(
    console: Console,
    cases: Sequence[Mapping[str, Any]],
    topic_names: Mapping[str, str],
    ledgers: Mapping[str, Mapping[str, Any]],
) -> None:
    console.print(f"\n[bold]{len(cases)} feedbacks were received in this run.[/bold]")
    console.print(counted("Kind", (case["kind"] for case in cases), KINDS))
    tops = (top for case in cases if (top := top_topic(case)))
    console.print(counted("Topic", tops, topic_names))
    console.print(counted("Status", (case["status"] for case in cases), STATUSES))
    console.print(satisfaction(cases))
    console.print(ledger_table(ledgers))


def top_topic(case: Mapping[str, Any]) -> str | None:
    return case["topics"][0]["code"].partition(".")[0] if case["topics"] else None


def counted(title: str, values: Iterable[str], names: Mapping[str, str]) -> Table:
    table = Table(title, "", "Cases", title_justify="left")
    table.columns[2].justify = "right"
    for value, count in Counter(values).most_common():
        table.add_row(value, names.get(value, ""), str(count))
    return table


def satisfaction(cases: Sequence[Mapping[str, Any]]) -> Table:
    surveys = [case["survey"] for case in cases if case["survey"]]
    answered = [survey for survey in surveys if survey["score"] is not None]
    table = Table("Satisfaction", "")
    table.add_row("surveys answered", f"{len(answered)} of {len(surveys)}")
    if answered:
        mean = sum(survey["score"] for survey in answered) / len(answered)
        solved = sum(bool(survey["solved"]) for survey in answered) / len(answered)
        table.add_row("mean score of 5", f"{mean:.2f}")
        table.add_row("say it is solved", f"{solved:.0%}")
    table.add_row("reopened at least once", str(sum(case["cycle"] > 1 for case in cases)))
    return table


def ledger_table(ledgers: Mapping[str, Mapping[str, Any]]) -> Table:
    """Each service's totals, whatever it calls them: the whole system, not only this run."""
    names = list(dict.fromkeys(name for ledger in ledgers.values() for name in totals(ledger)))
    table = Table("Ledger (all runs)", *names)
    for service, ledger in ledgers.items():
        counts = totals(ledger)
        table.add_row(service, *(str(counts.get(name, "")) for name in names))
    return table


def totals(ledger: Mapping[str, Any]) -> dict[str, int]:
    counts = ledger.get("totals", ledger)
    return {
        "received" if name == "total" else name: value
        for name, value in counts.items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
