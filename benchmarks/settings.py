"""How long and how much the bench measures."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Durations in whole seconds; `folder` is a private one for everything that is written."""

    folder: Path
    is_full: bool = False
    is_quick: bool = False
    warm_up_seconds: int = 2
    burst_seconds: int = 4
    repetitions: int = 3
    loop_seconds: int = 10
    latency_seconds: int = 10
