"""The timeline only grows: no line of followup changes or removes an entry."""

import re
from pathlib import Path

FOLLOWUP = Path(__file__).resolve().parents[3] / "services" / "followup"
CHANGING = re.compile(
    r"(update|delete|update_rows|delete_rows)\([^)]*(TIMELINE|TimelineEntry)"
    r"|(UPDATE|DELETE FROM)\s+timeline_entry"
)


class TestTheTimeline:
    def test_is_only_added_to(self) -> None:
        """But for the words of an erased customer, which the triggers let go of alone."""
        found = [
            f"{path.name}: {match[0]}"
            for path in sorted(FOLLOWUP.rglob("*.py"))
            if "/migrations/" not in str(path) and path.name != "erasing.py"
            for match in CHANGING.finditer(path.read_text(encoding="utf-8"))
        ]
        assert found == []
