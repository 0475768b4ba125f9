"""What a model file costs where it serves: loads it in a fresh process and judges texts.

`python -m services.triage.learning.serving_cost model.file texts.json` prints one JSON object.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from services.triage.learning.model import Model
from services.triage.learning.reader import shipped_reader

_ROOT: Final = Path(__file__).parents[3]
_BATCH: Final = 500
_ENOUGH_TEXTS: Final = 4_000
_STATUS: Final = Path("/proc/self/status")
_BYTES_OF_MAXRSS: Final = 1 if sys.platform == "darwin" else 1024


def serving_cost(model_file: Path, texts: Sequence[str]) -> dict[str, float]:
    """Return texts_per_second, load_seconds and rss_mb of a process that only serves."""
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "texts.json"
        listed.write_text(json.dumps(list(texts)), encoding="utf-8")
        command = (sys.executable, "-m", __name__, str(model_file), str(listed))
        done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True)  # noqa: S603 - own module
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def main(model_file: str, listed: str) -> None:
    texts: list[str] = json.loads(Path(listed).read_text(encoding="utf-8"))
    texts = (texts * (_ENOUGH_TEXTS // max(1, len(texts)) + 1))[: max(_ENOUGH_TEXTS, len(texts))]
    reader = shipped_reader()
    started = time.perf_counter()
    model = Model.load(Path(model_file))
    loaded = time.perf_counter()
    model.label(texts[:_BATCH], reader)
    warm = time.perf_counter()
    for first in range(0, len(texts), _BATCH):
        model.label(texts[first : first + _BATCH], reader)
    seconds = time.perf_counter() - warm
    figures = {
        "texts_per_second": round(len(texts) / seconds),
        "load_seconds": round(loaded - started, 4),
        "rss_mb": round(_most_memory() / 1e6, 1),
    }
    sys.stdout.write(json.dumps(figures))


def _most_memory() -> int:
    """Return the bytes this process ever held; Linux counts its parent's in the other figure."""
    if _STATUS.exists():
        held = dict(line.split(":", 1) for line in _STATUS.read_text("ascii").splitlines())
        return int(held["VmHWM"].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_OF_MAXRSS


if __name__ == "__main__":
    main(*sys.argv[1:])
