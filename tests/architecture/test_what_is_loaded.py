"""What serves for months loads no library that only commands or rare requests need."""

import subprocess
import sys

LOADING = """
import sys
from embedded.program import SPARED
from shared.memory import without
with without(*SPARED):
    import embedded.running, embedded.system
print(*sys.modules)
"""
SELDOM_NEEDED = {
    *("rich", "pygments", "typer", "alembic", "mako", "PIL", "charset_normalizer", "watchfiles"),
    *("websockets", "reportlab", "openpyxl", "sklearn", "scipy", "opencc", "rjieba", "jieba"),
    *("aio_pika", "embedded.cli", "services.triage.classifier.engine"),
    *("numpy", "services.triage.learning.model"),
}


def test_the_embedded_system_loads_nothing_that_is_seldom_needed() -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", LOADING], capture_output=True, text=True, check=True
    )

    assert SELDOM_NEEDED.isdisjoint(done.stdout.split())
