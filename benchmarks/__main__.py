"""`python -m benchmarks`: measures, prints the table, writes `benchmarks/latest.json`."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.accepting import TITLES as ACCEPT_TITLES
from benchmarks.accepting import accept_rows
from benchmarks.aspects import TITLES as ASPECT_TITLES
from benchmarks.aspects import aspect_rows
from benchmarks.assigning import TITLES as ASSIGN_TITLES
from benchmarks.assigning import assign_rows
from benchmarks.callbacks import TITLES as CALLBACK_TITLES
from benchmarks.callbacks import callback_rows
from benchmarks.channels import TITLES as CHANNEL_TITLES
from benchmarks.channels import channel_rows
from benchmarks.clocks import TITLES as CLOCK_TITLES
from benchmarks.clocks import clock_rows
from benchmarks.forms import TITLES as FORM_TITLES
from benchmarks.forms import form_rows
from benchmarks.golden import TITLES as GOLDEN_TITLES
from benchmarks.golden import golden_rows
from benchmarks.grown import TITLES as GROWN_TITLES
from benchmarks.grown import grown_rows
from benchmarks.incidents import TITLES as INCIDENT_TITLES
from benchmarks.incidents import incident_rows
from benchmarks.learning import TITLES as LEARNING_TITLES
from benchmarks.learning import learning_rows
from benchmarks.looping import TITLES, distributed_rows, embedded_rows
from benchmarks.report import LATEST, as_json, show
from benchmarks.reports import TITLES as REPORT_TITLES
from benchmarks.reports import report_rows
from benchmarks.rows import Row, failed
from benchmarks.serving import TITLES as SERVING_TITLES
from benchmarks.serving import serving_rows
from benchmarks.settings import Settings
from benchmarks.timeline import TITLES as TIMELINE_TITLES
from benchmarks.timeline import timeline_rows


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are measured together; `titles` are those a failure would leave out."""

    name: str
    titles: tuple[str, ...]
    rows: Callable[[Settings], Iterator[Row]]


GROUPS = (
    Group("accept", ACCEPT_TITLES, accept_rows),
    Group("channels", CHANNEL_TITLES, channel_rows),
    Group("assign", ASSIGN_TITLES, assign_rows),
    Group("forms", FORM_TITLES, form_rows),
    Group("clocks", CLOCK_TITLES, clock_rows),
    Group("timeline", TIMELINE_TITLES, timeline_rows),
    Group("callbacks", CALLBACK_TITLES, callback_rows),
    Group("golden", GOLDEN_TITLES, golden_rows),
    Group("aspects", ASPECT_TITLES, aspect_rows),
    Group("serving", SERVING_TITLES, serving_rows),
    Group("data", LEARNING_TITLES, learning_rows),
    Group("incidents", INCIDENT_TITLES, incident_rows),
    Group("reports", REPORT_TITLES, report_rows),
    Group("distributed", TITLES["distributed"], distributed_rows),
    Group("embedded", TITLES["embedded"], embedded_rows),
    Group("grown", GROWN_TITLES, grown_rows),
)


def measured(group: Group, settings: Settings) -> Iterator[Row]:
    """Yield the rows of a group; what fails becomes rows that say why."""
    missing = list(group.titles)
    try:
        for row in group.rows(settings):
            missing = [title for title in missing if title != row.name]
            yield row
    except Exception as error:  # noqa: BLE001 - one group's failure must not hide the others
        reason = f"{type(error).__name__}: {error}"
        yield from (failed(title, reason) for title in missing)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--full",
        action="store_true",
        help="add the rows with a million cases and the learning curves",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[group.name for group in GROUPS],
        default=[group.name for group in GROUPS],
        help="measure only these groups; latest.json is left alone",
    )
    parser.add_argument("--quick", action="store_true", help="short bursts, to try the bench out")
    return parser.parse_args()


def main() -> int:
    """Return 1 when a row could not be measured.

    An unmet goal is told, and no failure; neither is data that nobody gave.
    """
    asked = arguments()
    forget_settings()
    console = Console(width=None if sys.stdout.isatty() else 200)
    began = time.monotonic()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder:
        settings = settings_for(asked, Path(folder))
        for group in GROUPS:
            if group.name in asked.only:
                console.print(f"measuring {group.name} …", style="dim")
                rows += measured(group, settings)
    show(rows, console)
    console.print(f"{time.monotonic() - began:.0f} s in total", style="dim")
    if len(asked.only) == len(GROUPS) and not asked.quick:
        LATEST.write_bytes(as_json(rows))
        console.print(f"written to {LATEST}", style="dim")
    return int(any(row.has_failed for row in rows))


def forget_settings() -> None:
    """Leave out the settings of a system that the person may run elsewhere."""
    for name in [name for name in os.environ if name.startswith("HUIYIN_")]:
        del os.environ[name]


def settings_for(asked: argparse.Namespace, folder: Path) -> Settings:
    if asked.quick:
        return Settings(
            folder,
            is_full=asked.full,
            is_quick=True,
            warm_up_seconds=1,
            burst_seconds=1,
            repetitions=1,
            loop_seconds=3,
            latency_seconds=3,
        )
    return Settings(folder, is_full=asked.full)


if __name__ == "__main__":
    sys.exit(main())
